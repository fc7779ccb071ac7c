"""A linear softmax classifier on sparse letter counts: small, fast to train, probabilities that mean something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Probabilities = NDArray[np.float32]
_SEEN_AT_LEAST = 2
"""A letter sequence that stands in one text only teaches nothing about others."""


@dataclass(frozen=True)
class SoftmaxClassifier:
    """Classes with a weight for every feature."""

    classes: tuple[str, ...]
    weights: NDArray[np.float16] | NDArray[np.float32]
    """One row a feature, one column a class; in half precision, because there are many rows."""
    bias: NDArray[np.float32]
    rows: NDArray[np.int32] | None = None
    """The row of each feature in `weights`, where those that teach nothing share row 0; None: each has its own."""

    def scores(self, features: csr_matrix) -> Probabilities:
        """Return the unscaled scores (logits), one row a text."""
        result = np.tile(self.bias, (features.shape[0], 1))
        for i, (start, end) in enumerate(zip(features.indptr, features.indptr[1:], strict=False)):
            if end > start:
                found = features.indices[start:end]
                weights = self.weights[found if self.rows is None else self.rows[found]].astype(np.float32)
                result[i] += features.data[start:end] @ weights
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
        }

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> SoftmaxClassifier:
        """Load what `arrays` gave."""
        classes = tuple(arrays[f"{prefix}_classes"].tolist())
        rows = arrays.get(f"{prefix}_rows", None)
        return cls(classes, arrays[f"{prefix}_weights"], arrays[f"{prefix}_bias"], rows)


def softmax(scores: NDArray[np.float32], temperature: float = 1.0) -> Probabilities:
    """Turn scores into probabilities along the last axis; a higher temperature makes them more even."""
    scaled = scores / temperature
    exponents = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    result: Probabilities = exponents / exponents.sum(axis=-1, keepdims=True)
    return result


def train_softmax(
    features: csr_matrix,
    labels: Sequence[str],
    *,
    variants: Sequence[int] | None = None,
    weights: NDArray[np.float32] | None = None,
    epochs: int = 12,
    batch: int = 512,
    rate: float = 0.5,
    decay: float = 1e-6,
    seed: int = 7,
) -> SoftmaxClassifier:
    """Train by AdaGrad on small batches (Duchi, Hazan, Singer 2011), which suits rare features.

    scikit-learn has no sparse multinomial regression that ends within our minute for a hundred
    classes: its solvers touch every weight in every step, this one only those of the batch.

    Args:
        features: one row a text, rows of length one.
        labels: the class of each text.
        variants: how many rows, one after the other, are spellings of each text; an epoch sees one of them,
            chosen by chance. None means that each row is a text.
        weights: how much each text counts; None means all the same.
        epochs: how often every text is seen.
        batch: rows a step.
        rate: the step size.
        decay: how much of a touched weight is forgotten in a step.
        seed: the order of rows hangs on it.
    """
    classes = tuple(sorted(set(labels)))
    position = {name: i for i, name in enumerate(classes)}
    target = np.array([position[label] for label in labels])
    text_weights = np.ones(len(target), np.float32) if weights is None else weights.astype(np.float32)
    counts = np.ones(len(target), np.int64) if variants is None else np.array(variants)
    first_rows = np.cumsum(counts) - counts
    used = np.flatnonzero(np.bincount(features.indices, minlength=features.shape[1]) >= _SEEN_AT_LEAST)
    known = features[:, used]
    rng = np.random.default_rng(seed)
    matrix = np.zeros((len(used), len(classes)), np.float32)
    squares = np.full_like(matrix, 1e-4)
    bias = np.zeros(len(classes), np.float32)
    bias_squares = np.full_like(bias, 1e-4)
    for _ in range(epochs):
        rows = first_rows + (rng.random(len(target)) * counts).astype(np.int64)
        for texts in np.array_split(rng.permutation(len(target)), max(1, len(target) // batch)):
            part = known[rows[texts]]
            touched = np.unique(part.indices)
            local = csr_matrix((part.data, np.searchsorted(touched, part.indices), part.indptr), (len(texts), len(touched)))
            current = matrix[touched]
            error = softmax(np.asarray(local @ current) + bias)
            error[np.arange(len(texts)), target[texts]] -= 1.0
            error *= text_weights[texts, None]
            gradient = np.asarray(local.T @ error) + decay * current
            square = squares[touched] + gradient**2
            squares[touched] = square
            matrix[touched] = current - rate * gradient / np.sqrt(square)
            bias_gradient = error.sum(axis=0)
            bias_squares += bias_gradient**2
            bias -= rate * bias_gradient / np.sqrt(bias_squares)
    row_of = np.zeros(features.shape[1], np.int32)
    row_of[used] = np.arange(1, len(used) + 1)
    return SoftmaxClassifier(classes, np.vstack([np.zeros_like(bias), matrix]).astype(np.float16), bias, row_of)
