"""A linear softmax classifier on sparse letter counts: small, fast to train, probabilities that mean something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Probabilities = NDArray[np.float32]
_FIRST_SQUARE = 1e-4
_LARGEST_BYTE = 127
_SMALLEST_SCALE = 1e-6
_AT_ONCE = 16384


@dataclass(frozen=True)
class SoftmaxClassifier:
    """Classes with a weight for every feature."""

    classes: tuple[str, ...]
    weights: NDArray[np.int8] | NDArray[np.float32]
    """One row a feature, one column a class; in eight bits where there are many rows."""
    bias: NDArray[np.float32]
    rows: NDArray[np.int32] | None = None
    """The row of each feature in `weights`, where those that teach nothing share row 0; None: each has its own."""
    scales: NDArray[np.float32] | None = None
    """What the weights of each row are to be multiplied with; None: nothing."""

    def scores(self, features: csr_matrix) -> Probabilities:
        """Return the unscaled scores (logits), one row a text."""
        rows = features.indices if self.rows is None else self.rows[features.indices]
        needed, columns = np.unique(rows, return_inverse=True)  # of the weights, a text needs a few hundred
        values = features.data if self.scales is None else features.data * self.scales[rows]
        local = csr_matrix((values, columns, features.indptr), (features.shape[0], len(needed)))
        result: Probabilities = local @ self.weights[needed].astype(np.float32) + self.bias
        return result

    def dense_scores(self, vectors: NDArray[np.float32]) -> Probabilities:
        """Return the unscaled scores of dense rows."""
        result: Probabilities = vectors @ self.weights.astype(np.float32, copy=False) + self.bias
        return result

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return what must be kept to load the classifier again."""
        return {
            f"{prefix}_classes": np.array(self.classes),
            f"{prefix}_weights": self.weights,
            f"{prefix}_bias": self.bias,
            **({} if self.rows is None else {f"{prefix}_rows": self.rows}),
            **({} if self.scales is None else {f"{prefix}_scales": self.scales}),
        }

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> SoftmaxClassifier:
        """Load what `arrays` gave."""
        classes = tuple(arrays[f"{prefix}_classes"].tolist())
        rows, scales = arrays.get(f"{prefix}_rows", None), arrays.get(f"{prefix}_scales", None)
        return cls(classes, arrays[f"{prefix}_weights"], arrays[f"{prefix}_bias"], rows, scales)


def softmax(scores: NDArray[np.float32], temperature: float = 1.0) -> Probabilities:
    """Turn scores into probabilities along the last axis; a higher temperature makes them more even."""
    scaled = scores / temperature
    exponents = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    result: Probabilities = exponents / exponents.sum(axis=-1, keepdims=True)
    return result


class SoftmaxTrainer:
    """Trains by AdaGrad on small batches (Duchi, Hazan, Singer 2011), which suits rare features.

    A feature has one step size for all classes: that is half the work and memory of one for each weight, and
    probabilities get better with fewer epochs. scikit-learn has no sparse multinomial regression that ends within
    our minute for a hundred classes: its solvers touch every weight in every step, this one only those of the batch.
    It can learn from a part first, give the classifier of that state, and go on with all.

    Args:
        features: one row a text, rows of length one.
        labels: the class of each text.
        seconds: another class of each text, that counts as much; the same again if there is none. None: none has one.
        variants: how many rows, one after the other, are spellings of each text; an epoch sees one of them,
            chosen by chance. None means that each row is a text.
        weights: how much each text counts; None means all the same.
        batch: rows a step.
        rate: the step size.
        seen_at_least: a feature that fewer rows have teaches nothing about others and is left out.
        seed: the order of rows hangs on it.
    """

    def __init__(
        self,
        features: csr_matrix,
        labels: Sequence[str],
        *,
        seconds: Sequence[str] | None = None,
        variants: Sequence[int] | NDArray[np.int64] | None = None,
        weights: NDArray[np.float32] | None = None,
        batch: int = 512,
        rate: float = 0.5,
        seen_at_least: int = 2,
        seed: int = 7,
    ) -> None:
        self._classes = tuple(sorted(set(labels)))
        position = {name: i for i, name in enumerate(self._classes)}
        self._target = np.array([position[label] for label in labels])
        self._second = self._target if seconds is None else np.array([position[label] for label in seconds])
        self._text_weights = np.ones(len(labels), np.float32) if weights is None else weights.astype(np.float32)
        self._counts = np.ones(len(labels), np.int64) if variants is None else np.array(variants)
        self._first_rows = np.cumsum(self._counts) - self._counts
        self._slots = features.shape[1]
        self._used = np.flatnonzero(np.bincount(features.indices, minlength=self._slots) >= seen_at_least)
        self._known = features[:, self._used]
        self._batch, self._rate = batch, rate
        self._rng = np.random.default_rng(seed)
        self._matrix = np.zeros((len(self._used), len(self._classes)), np.float32)
        self._squares = np.full(len(self._used), _FIRST_SQUARE, np.float32)
        self._bias = np.zeros(len(self._classes), np.float32)
        self._bias_squares = np.full_like(self._bias, _FIRST_SQUARE)

    def learn(self, epochs: int, texts: NDArray[np.int64] | None = None) -> None:
        """Learn.

        Args:
            epochs: how often every text is seen.
            texts: the numbers of the texts to learn from; None means all.
        """
        texts = np.arange(len(self._target)) if texts is None else texts
        for _ in range(epochs):
            rows = self._first_rows + (self._rng.random(len(self._target)) * self._counts).astype(np.int64)
            for part in np.array_split(self._rng.permutation(texts), max(1, len(texts) // self._batch)):
                self._step(self._known[rows[part]], part)

    def _step(self, features: csr_matrix, texts: NDArray[np.int64]) -> None:
        touched = np.unique(features.indices)
        local = csr_matrix(
            (features.data, np.searchsorted(touched, features.indices), features.indptr), (len(texts), len(touched))
        )
        current = self._matrix[touched]
        error = softmax(local @ current + self._bias)
        for target in (self._target, self._second):
            error[np.arange(len(texts)), target[texts]] -= 0.5
        error *= self._text_weights[texts, None]
        gradient = local.T.tocsr() @ error
        self._squares[touched] += np.einsum("ij,ij->i", gradient, gradient) / len(self._classes)
        gradient *= (self._rate / np.sqrt(self._squares[touched]))[:, None]
        current -= gradient
        self._matrix[touched] = current
        bias_gradient = error.sum(axis=0)
        self._bias_squares += bias_gradient**2
        self._bias = self._bias - self._rate * bias_gradient / np.sqrt(self._bias_squares)

    def classifier(self) -> SoftmaxClassifier:
        """Return the classifier of the present state."""
        row_of = np.zeros(self._slots, np.int32)
        row_of[self._used] = np.arange(1, len(self._used) + 1)
        scales = np.maximum(np.abs(self._matrix).max(axis=1, initial=0), _SMALLEST_SCALE) / _LARGEST_BYTE
        weights = np.zeros((len(self._used) + 1, len(self._classes)), np.int8)
        for i in range(0, len(scales), _AT_ONCE):
            part = slice(i, i + _AT_ONCE)
            weights[1:][part] = np.rint(self._matrix[part] / scales[part, None])
        return SoftmaxClassifier(self._classes, weights, self._bias, row_of, np.concatenate([[np.float32(0)], scales]))


def train_softmax(
    features: csr_matrix,
    labels: Sequence[str],
    *,
    epochs: int = 12,
    rate: float = 0.5,
    variants: Sequence[int] | NDArray[np.int64] | None = None,
    weights: NDArray[np.float32] | None = None,
) -> SoftmaxClassifier:
    """Learn from all texts so many times; the other arguments are those of `SoftmaxTrainer`."""
    trainer = SoftmaxTrainer(features, labels, variants=variants, weights=weights, rate=rate)
    trainer.learn(epochs)
    return trainer.classifier()
