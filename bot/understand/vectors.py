"""Vectors of sayings, kept by text, so that none is computed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understand.encoder import Encoder, Vectors, fingerprint
from bot.understand.patch import text_key
from bot.understand.sayings import Saying
from bot.understand.spelling import clean
from bot.understand.transliterate import for_encoder

_SCALE = 500.0
"""Stored as 8-bit integers: parts of a unit vector of 384 numbers stay below 127/500."""
_AT_ONCE = 64
"""Texts of like length are encoded together, for encoders that gain from it."""


class VectorStore:
    """Vectors of sayings by text, kept in one file a language and topic under `data/vectors`.

    They belong to the repository: computing 20,000 of them takes minutes, reading them a moment. Vectors of
    another state of the encoder are not used.
    """

    def __init__(self, root: Path, encoder: Callable[[], Encoder]) -> None:
        self._root = root
        self._make_encoder = encoder
        self._state = fingerprint()
        self._encoder: Encoder | None = None

    def vectors(self, group: str, texts: Sequence[str], report: Callable[[int, int], None] | None = None) -> Vectors:
        """Return the vectors of `texts`, computing and keeping only those that `group` lacks.

        Args:
            group: the file's name below the root without ending, `ro/tenancy`.
            texts: what to look up, in any order, repetitions allowed.
            report: called with how many of the missing ones are done, and how many there are.
        """
        path = self._root / f"{group}.npz"
        known: dict[int, NDArray[np.int8]] = {}
        if path.exists():
            with np.load(path) as stored:
                if stored["encoder"] == self._state:
                    known = dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))
        keys = [text_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        by_length = sorted(missing, key=lambda key: len(missing[key]))
        for done in range(0, len(by_length), _AT_ONCE):
            part = by_length[done : done + _AT_ONCE]
            known |= {key: _as_int8(row) for key, row in zip(part, self._encode([missing[key] for key in part]), strict=True)}
            if report:
                report(done + len(part), len(missing))
        if missing:
            path.parent.mkdir(parents=True, exist_ok=True)
            order = sorted(known)
            rows = np.stack([known[key] for key in order])
            np.savez(path, encoder=np.array(self._state), keys=np.array(order, np.uint64), rows=rows)
        return np.stack([known[key] for key in keys]).astype(np.float32) / _SCALE

    def missing(self, group: str, texts: Iterable[str]) -> list[str]:
        """Return the texts whose vectors are not in the store yet."""
        path = self._root / f"{group}.npz"
        known: set[int] = set()
        if path.exists():
            with np.load(path) as stored:
                if stored["encoder"] == self._state:
                    known = set(stored["keys"].tolist())
        return [text for text in texts if text_key(text) not in known]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        if self._encoder is None:
            self._encoder = self._make_encoder()
        return self._encoder.encode(texts)


def vectors_of(
    sayings: Sequence[Saying], store: VectorStore, report: Callable[[str, int, int], None] | None = None
) -> list[Vectors]:
    """Return the vectors of sayings, computing those that are new.

    Args:
        sayings: in any order.
        store: where vectors are kept.
        report: told the group, how many of its new ones are done, and how many there are.
    """
    groups: dict[str, list[int]] = {}
    for i, saying in enumerate(sayings):
        groups.setdefault(f"{saying.language}/{saying.topic}", []).append(i)
    result: list[Vectors] = [np.zeros(0, np.float32)] * len(sayings)
    for group, members in groups.items():
        texts = [for_encoder(clean(sayings[i].text), sayings[i].language) for i in members]

        def progress(done: int, total: int, group: str = group) -> None:
            if report:
                report(group, done, total)

        for i, row in zip(members, store.vectors(group, texts, progress), strict=True):
            result[i] = row
    return result


def _as_int8(vector: Vectors) -> NDArray[np.int8]:
    return np.clip(np.rint(vector * _SCALE), -127, 127).astype(np.int8)
