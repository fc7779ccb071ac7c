"""Three views of a text in one calibrated classifier: its letters, its sentence vector, and the known sayings near to it.

The letters' view knows spellings, German words as heard and Romani; the vector's view knows what other
wordings mean; the neighbours know kinds of stories. Each gives a probability for every class; they are combined
as a product of experts, with exponents fitted on sayings that none of them saw, for each language its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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

_BITS = 18
_LEAST = 1e-7
_LIKELY = 24
"""So many classes, the likeliest by letters and vector, have their sayings compared with a text."""


Exponents = tuple[float, float, float]
"""How much letters, vector and neighbours count."""


@dataclass(frozen=True, slots=True)
class Blend:
    """How the views are combined: `letters**a * vector**b * neighbours**c`, normalised."""

    usual: Exponents = (1.0, 1.0, 1.0)
    """For a text in none of our languages."""
    by_language: Mapping[str, Exponents] = field(default_factory=dict)

    def exponents(self, languages: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text.

        Args:
            languages: of the texts.
        """
        return np.array([self.by_language.get(language, self.usual) for language in languages], np.float32)


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

    def look(self, letter_rows: csr_matrix, vectors: Vectors, languages: Sequence[str]) -> Looked:
        """Return the probabilities of all classes, and how near the texts are to what is known."""
        views, nearness = self.apart(letter_rows, vectors)
        return Looked(combined(views, self.blend.exponents(languages)), nearness)

    def apart(self, letter_rows: csr_matrix, vectors: Vectors) -> tuple[list[Probabilities], NDArray[np.float32]]:
        """Return what each view says alone, as logarithms of probabilities, and the nearness."""
        moved = centred(vectors, self.centre)
        letters = log_softmax(self.letters.scores(letter_rows))
        meant = log_softmax(self.vector.dense_scores(moved))
        likely = np.argsort(-(letters + meant), axis=1)[:, :_LIKELY]
        near, nearness = self.neighbours.look(moved, likely)
        return [letters, meant, np.log(near)], nearness

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
            f"{prefix}_blend": np.array([self.blend.usual, *self.blend.by_language.values()]),
            f"{prefix}_blend_languages": np.array(list(self.blend.by_language), str),
        }

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> Views:
        """Load what `arrays` gave."""
        usual, *others = map(tuple, arrays[f"{prefix}_blend"].tolist())
        blend = Blend(usual, dict(zip(arrays[f"{prefix}_blend_languages"].tolist(), others, strict=True)))
        return cls(
            SoftmaxClassifier.from_arrays(arrays, f"{prefix}_letters"),
            SoftmaxClassifier.from_arrays(arrays, f"{prefix}_vector"),
            Neighbours.from_arrays(arrays, f"{prefix}_neighbours"),
            arrays[f"{prefix}_centre"],
            blend,
        )


@dataclass(frozen=True)
class Example:
    """A saying with its vector."""

    saying: Saying
    vector: Vectors


def letter_counter() -> LetterCounter:
    """Return a counter of the kind that all classifiers of meaning share, so that a text is counted once."""
    return LetterCounter(2, 5, _BITS, words=2)


def fit_blend(
    views: Sequence[Probabilities], meanings: Sequence[Sequence[str]], languages: Sequence[str], classes: Sequence[str]
) -> Blend:
    """Find the exponents that give sayings, which the views have not seen, the best probabilities (log loss).

    Args:
        views: what each view says of the sayings, as `Views.apart` gives it.
        meanings: for each saying, all that is right.
        languages: of the sayings.
        classes: the names of the columns.
    """
    position = {name: i for i, name in enumerate(classes)}
    right = np.zeros((len(meanings), len(classes)), bool)
    for row, names in zip(right, meanings, strict=True):
        row[[position[name] for name in names]] = True

    spoken = np.array(languages)
    fitted = {
        language: _best([view[spoken == language] for view in views], right[spoken == language]) for language in set(languages)
    }
    return Blend(_best(views, right), dict(sorted(fitted.items())))


def _best(views: Sequence[Probabilities], right: NDArray[np.bool_]) -> Exponents:
    def loss(exponents: NDArray[np.float64]) -> float:
        found = combined(views, exponents.astype(np.float32))
        return float(-np.log(np.maximum(found.sum(axis=1, where=right), _LEAST)).mean())

    start = np.array([0.6, 0.3, 0.4])
    best = minimize(loss, start, method="Nelder-Mead", bounds=[(0.05, 5)] * 3, options={"xatol": 0.01, "fatol": 1e-4})
    letters, vector, neighbours = best.x.tolist()
    return letters, vector, neighbours


def combined(views: Sequence[Probabilities], exponents: NDArray[np.float32]) -> Probabilities:
    """Return the product of what the views say, as probabilities.

    Args:
        views: the logarithms of the probabilities by each view.
        exponents: how much each view counts, for all texts or one row a text.
    """
    parts = (exponents[..., number, None] * view for number, view in enumerate(views))
    return softmax(np.asarray(sum(parts), np.float32))


def log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the logarithm of the probabilities, bounded below so that no view can veto."""
    return np.log(np.maximum(softmax(scores), _LEAST))


def centred(vectors: Vectors, centre: Vectors) -> Vectors:
    """Return vectors as seen from `centre`, of length one again."""
    moved = vectors - centre
    result: Vectors = (moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-6)).astype(np.float32)
    return result
