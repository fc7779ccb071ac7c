"""Three views of a text in one calibrated classifier: its letters, its sentence vector, and the known sayings near to it.

The letters' view knows spellings, German words as heard and Romani; the vector's view knows what other
wordings mean; the neighbours know kinds of stories. Each gives a probability for every class; they are combined
as a product of experts, with exponents fitted on sayings that none of them saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bot.understand.encoder import Vectors
from bot.understand.letters import LetterCounter
from bot.understand.neighbours import Neighbours
from bot.understand.sayings import Saying
from bot.understand.softmax import Probabilities, SoftmaxClassifier, softmax

_FEATURES = 2**18
_LEAST = 1e-7


@dataclass(frozen=True, slots=True)
class Blend:
    """How the views are combined: `letters**a * vector**b * neighbours**c`, normalised."""

    letters: float = 1.0
    vector: float = 1.0
    neighbours: float = 1.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What the views see in texts."""

    probabilities: Probabilities
    """One row a text, one column a class."""
    nearness: NDArray[np.float32]
    """Similarity (cosine) of each text to the nearest saying known."""


@dataclass(frozen=True)
class Views:
    """A classifier that sees letters, vector and neighbours of a text."""

    letters: SoftmaxClassifier
    vector: SoftmaxClassifier
    neighbours: Neighbours
    centre: Vectors
    """The mean of all vectors."""
    blend: Blend

    def __post_init__(self) -> None:
        if self.letters.classes != self.vector.classes:
            raise ValueError("the views were trained on different classes")

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.letters.classes

    def look(self, letter_rows: csr_matrix, vectors: Vectors) -> Looked:
        """Return the probabilities of all classes, and how near the texts are to what is known."""
        views, nearness = self.apart(letter_rows, vectors)
        return Looked(combined(views, self.blend), nearness)

    def apart(self, letter_rows: csr_matrix, vectors: Vectors) -> tuple[list[Probabilities], NDArray[np.float32]]:
        """Return what each view says alone, as logarithms of probabilities, and the nearness."""
        moved = centred(vectors, self.centre)
        near, nearness = self.neighbours.look(moved)
        return [
            log_softmax(self.letters.scores(letter_rows)),
            log_softmax(self.vector.dense_scores(moved)),
            np.log(near),
        ], nearness

    def blended(self, blend: Blend) -> Views:
        """Return the same views, combined otherwise."""
        return replace(self, blend=blend)

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return what must be kept to load the classifier again."""
        return {
            **self.letters.arrays(f"{prefix}_letters"),
            **self.vector.arrays(f"{prefix}_vector"),
            **self.neighbours.arrays(f"{prefix}_neighbours"),
            f"{prefix}_centre": self.centre,
            f"{prefix}_blend": np.array([self.blend.letters, self.blend.vector, self.blend.neighbours]),
        }

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> Views:
        """Load what `arrays` gave."""
        return cls(
            SoftmaxClassifier.from_arrays(arrays, f"{prefix}_letters"),
            SoftmaxClassifier.from_arrays(arrays, f"{prefix}_vector"),
            Neighbours.from_arrays(arrays, f"{prefix}_neighbours"),
            arrays[f"{prefix}_centre"],
            Blend(*arrays[f"{prefix}_blend"].tolist()),
        )


@dataclass(frozen=True)
class Example:
    """A saying with the class that it teaches and its vector."""

    saying: Saying
    label: str
    vector: Vectors


def letter_counter() -> LetterCounter:
    """Return a counter of the kind that all classifiers of meaning share, so that a text is counted once."""
    return LetterCounter(2, 5, _FEATURES)


def fit_blend(views: Sequence[Probabilities], labels: Sequence[str], classes: Sequence[str]) -> Blend:
    """Find the exponents that give sayings, which the views have not seen, the best probabilities (log loss).

    Args:
        views: what each view says of the sayings, as `Views.apart` gives it.
        labels: what the sayings mean.
        classes: the names of the columns.
    """
    position = {name: i for i, name in enumerate(classes)}
    rows, target = np.arange(len(labels)), np.array([position[label] for label in labels])

    def loss(exponents: NDArray[np.float64]) -> float:
        found = combined(views, Blend(*exponents.tolist()))
        return float(-np.log(np.maximum(found[rows, target], _LEAST)).mean())

    best = minimize(loss, np.array([0.6, 0.6, 0.3]), method="Nelder-Mead", bounds=[(0.05, 5)] * 3, options={"xatol": 0.01})
    return Blend(*best.x.tolist())


def combined(views: Sequence[Probabilities], blend: Blend) -> Probabilities:
    """Return the blend of what the views say, as probabilities."""
    letters, vector, neighbours = views
    scores = blend.letters * letters + blend.vector * vector + blend.neighbours * neighbours
    return softmax(scores.astype(np.float32))


def log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the logarithm of the probabilities, bounded below so that no view can veto."""
    return np.log(np.maximum(softmax(scores), _LEAST))


def centred(vectors: Vectors, centre: Vectors) -> Vectors:
    """Return vectors as seen from `centre`, of length one again."""
    moved = vectors - centre
    result: Vectors = (moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-6)).astype(np.float32)
    return result
