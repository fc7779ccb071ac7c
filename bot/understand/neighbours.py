"""The sayings nearest to a text by their vectors: what they mean speaks for the text, too (k nearest neighbours).

A linear classifier draws one border around each class; a class of many kinds of stories has no such border,
but near to a new story there is often a known one. Only sayings of the likeliest classes are looked at: a sixth
of all, in which hardly any of the nearest is missing.
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
"""Texts that are compared together; more would need hundreds of megabytes."""


@dataclass(frozen=True)
class Neighbours:
    """Known sayings as points."""

    axes: Vectors
    """One column a direction in which the centred vectors differ most (principal axes)."""
    points: Vectors
    """One row a saying, of length one; those of a class stand together, class by class."""
    starts: NDArray[np.int64]
    """Where the points of each class begin, and at the end how many there are."""
    weights: NDArray[np.float32]
    """How much each saying counts."""

    @classmethod
    def of(
        cls, axes: Vectors, points: Vectors, classes: NDArray[np.int64], weights: NDArray[np.float32], number: int
    ) -> Neighbours:
        """Put the points in order.

        Args:
            axes: as above.
            points: one row a saying, in any order.
            classes: the number of each saying's class.
            weights: how much each saying counts.
            number: of classes.
        """
        order = np.argsort(classes, kind="stable")
        return cls(axes, points[order], np.searchsorted(classes[order], np.arange(number + 1)), weights[order])

    def look(self, vectors: Vectors, likely: NDArray[np.int64]) -> tuple[Probabilities, NDArray[np.float32]]:
        """Return one row of probabilities a centred vector, and the similarity (cosine) to the nearest saying.

        Args:
            vectors: centred, one row a text.
            likely: for each text, the numbers of the classes whose sayings are looked at.
        """
        found = np.full((len(vectors), len(self.starts) - 1), _LEAST, np.float32)
        nearness = np.empty(len(vectors), np.float32)
        asked = projected(vectors, self.axes)
        for first in range(0, len(vectors), _AT_ONCE):
            block = slice(first, first + _AT_ONCE)
            for text, known in enumerate(self._compared(asked[block], likely[block]), start=first):
                similar = np.concatenate([similar for _, similar in known])
                weights = np.concatenate([self.weights[self._points_of(number)] for number, _ in known])
                owners = np.repeat([number for number, _ in known], [len(similar) for _, similar in known])
                count = min(_NEAREST, len(similar))
                nearest = np.argpartition(similar, -count)[-count:]
                nearness[text] = similar[nearest].max()
                voices = np.exp((similar[nearest] - nearness[text]) / _WARMTH) * weights[nearest]
                np.add.at(found[text], owners[nearest], voices)
        return found / found.sum(axis=1, keepdims=True), nearness

    def _compared(self, asked: Vectors, likely: NDArray[np.int64]) -> list[list[tuple[int, Vectors]]]:
        """Return for each text its likely classes with the similarity of their points, computed class by class."""
        compared: list[list[tuple[int, Vectors]]] = [[] for _ in asked]
        for number in np.unique(likely).tolist():
            texts = np.flatnonzero((likely == number).any(axis=1))
            similar = asked[texts] @ self.points[self._points_of(number)].T
            for text, row in zip(texts.tolist(), similar, strict=True):
                compared[text].append((number, row))
        return compared

    def _points_of(self, number: int) -> slice:
        return slice(self.starts[number], self.starts[number + 1])

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return what must be kept to load the neighbours again."""
        return {
            f"{prefix}_axes": self.axes,
            f"{prefix}_points": self.points.astype(np.float16),
            f"{prefix}_starts": self.starts,
            f"{prefix}_weights": self.weights,
        }

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> Neighbours:
        """Load what `arrays` gave."""
        points = arrays[f"{prefix}_points"].astype(np.float32)
        return cls(arrays[f"{prefix}_axes"], points, arrays[f"{prefix}_starts"], arrays[f"{prefix}_weights"])


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
