"""What was tuned on the sentence encoder: the bytes of its file that differ, and from which texts it has learnt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.settings import ENCODER_PATCH


@dataclass(frozen=True)
class Patch:
    """Changes to lay over the package's model file."""

    changes: Mapping[int, bytes]
    """New bytes by their offset in the file."""
    learnt: frozenset[int]
    """Keys of the texts from which the encoder has learnt, see `text_key`; they can't measure it."""

    @classmethod
    def read(cls, path: Path = ENCODER_PATCH) -> Patch:
        """Return the patch in a file; an empty one if there is no file."""
        if not path.exists():
            return cls({}, frozenset())
        with np.load(path) as stored:
            content = stored["content"].tobytes()
            ends = np.cumsum(stored["lengths"]).tolist()
            starts = [0, *ends[:-1]]
            offsets = stored["offsets"].tolist()
            changes = {offset: content[start:end] for offset, start, end in zip(offsets, starts, ends, strict=True)}
            return cls(changes, frozenset(stored["learnt"].tolist()))

    def save(self, path: Path = ENCODER_PATCH) -> None:
        """Write the patch to a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        offsets = sorted(self.changes)
        np.savez_compressed(
            path,
            offsets=np.array(offsets, np.int64),
            lengths=np.array([len(self.changes[offset]) for offset in offsets], np.int64),
            content=np.frombuffer(b"".join(self.changes[offset] for offset in offsets), np.uint8),
            learnt=np.array(sorted(self.learnt), np.uint64),
        )

    def apply(self, content: bytes) -> bytes:
        """Return a model file with the changed bytes in place."""
        changed = bytearray(content)
        for offset, new in self.changes.items():
            changed[offset : offset + len(new)] = new
        return bytes(changed)


@lru_cache(maxsize=1)
def learnt_by_encoder() -> frozenset[int]:
    """Return the keys of all texts from which the encoder in use has learnt."""
    return Patch.read().learnt


def text_key(text: str) -> int:
    """Return a number of 64 bits that stands for a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
