"""The sayings nearest to a text by their vectors: what they mean speaks for the text, too (k nearest neighbours).

A linear classifier draws one border around each class; a class of many kinds of stories has no such border,
but near to a new story there is often a known one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understand.encoder import Vectors
from bot.understand.softmax import Probabilities

_AXES = 128
"""Directions that are kept: with a third of the numbers a look costs a third and is as good."""
_NEAREST = 60
_WARMTH = 0.03
"""Difference of similarity that makes a neighbour count e times as much."""
_LEAST = 1e-3
"""What every class gets: a neighbour may speak, but never forbid."""
_FOR_AXES = 10_000
_AT_ONCE = 1024


@dataclass(frozen=True)
class Neighbours:
    """Known sayings as points."""

    axes: Vectors
    """One column a direction in which the centred vectors differ most (principal axes)."""
    points: Vectors
    """One row a saying, of length one."""
    classes: NDArray[np.int16]
    """The number of each saying's class."""
    weights: NDArray[np.float32]
    """How much each saying counts."""
    number: int
    """Of classes."""

    def look(self, vectors: Vectors) -> tuple[Probabilities, NDArray[np.float32]]:
        """Return one row of probabilities a centred vector, and the similarity (cosine) to the nearest saying."""
        asked = projected(vectors, self.axes)
        parts = [self._look(asked[i : i + _AT_ONCE]) for i in range(0, len(asked), _AT_ONCE)]
        return np.concatenate([found for found, _ in parts]), np.concatenate([nearness for _, nearness in parts])

    def _look(self, asked: Vectors) -> tuple[Probabilities, NDArray[np.float32]]:
        similar = asked @ self.points.T
        count = min(_NEAREST, similar.shape[1])
        nearest = np.argpartition(similar, -count, axis=1)[:, -count:]
        closeness = np.take_along_axis(similar, nearest, axis=1)
        best = closeness.max(axis=1)
        voices = np.exp((closeness - best[:, None]) / _WARMTH) * self.weights[nearest]
        found = np.full((len(asked), self.number), _LEAST, np.float32)
        np.add.at(found, (np.arange(len(asked))[:, None], self.classes[nearest]), voices)
        return found / found.sum(axis=1, keepdims=True), best

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return what must be kept to load the neighbours again."""
        return {
            f"{prefix}_axes": self.axes,
            f"{prefix}_points": self.points.astype(np.float16),
            f"{prefix}_classes": self.classes,
            f"{prefix}_weights": self.weights,
            f"{prefix}_number": np.array(self.number),
        }

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> Neighbours:
        """Load what `arrays` gave."""
        points = arrays[f"{prefix}_points"].astype(np.float32)
        names = ("classes", "weights", "number")
        classes, weights, number = (arrays[f"{prefix}_{name}"] for name in names)
        return cls(arrays[f"{prefix}_axes"], points, classes, weights, int(number))


def principal_axes(vectors: Vectors) -> Vectors:
    """Return the directions in which centred vectors differ most, one a column."""
    some = vectors[:: max(1, len(vectors) // _FOR_AXES)]
    _, directions = np.linalg.eigh(some.T @ some)  # by rising eigenvalue
    return np.ascontiguousarray(directions[:, ::-1][:, :_AXES], np.float32)


def projected(vectors: Vectors, axes: Vectors) -> Vectors:
    """Return centred vectors along the axes, of length one again."""
    found = vectors @ axes
    result: Vectors = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
    return result
