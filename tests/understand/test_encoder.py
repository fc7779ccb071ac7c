"""Vectors: kept once, and a patch laid over the package's weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.understand.encoder import E5Encoder, Vectors, apply_patch, base_model_path, tuned_model_path
from bot.understand.vectors import VectorStore


class _Counting:
    """An encoder that tells how often it is asked."""

    dimensions = 4

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.full((len(texts), 4), 0.1, np.float32)


def test_no_vector_is_computed_twice(tmp_path: Path) -> None:
    # given a store that has seen two texts
    encoder = _Counting()
    VectorStore(tmp_path, lambda: encoder).vectors("ro/tenancy", ["a", "b"])
    # when another process asks for them and a new one
    rows = VectorStore(tmp_path, lambda: encoder).vectors("ro/tenancy", ["b", "a", "c", "a"])
    # then only the new one is computed
    assert encoder.asked == ["a", "b", "c"]
    assert rows.shape == (4, 4)
    assert rows == pytest.approx(0.1, abs=0.002)


def test_vectors_of_another_state_of_the_encoder_are_not_used(tmp_path: Path) -> None:
    encoder = _Counting()
    store = VectorStore(tmp_path, lambda: encoder)
    store.vectors("ro/tenancy", ["a"])
    store._state = "another"
    assert store.missing("ro/tenancy", ["a"]) == ["a"]


def test_like_things_are_near_in_four_languages() -> None:
    encoder = E5Encoder()
    rent = encoder.encode(["Die Miete ist zu hoch", "Chiria este prea mare", "Наемът е твърде висок"])
    (dog,) = encoder.encode(["Mein Hund frisst gern Fleisch"])
    assert min(rent[0] @ rent[1], rent[0] @ rent[2]) > rent[0] @ dog


def test_a_patch_changes_its_bytes_and_no_others(tmp_path: Path) -> None:
    # given a patch of two places
    patch = tmp_path / "tuned.npz"
    np.savez(patch, offsets=[2, 6], lengths=[2, 1], content=np.frombuffer(b"XYZ", np.uint8))
    assert apply_patch(b"0123456789", patch) == b"01XY45Z789"


def test_the_tuned_model_is_made_once_and_without_a_patch_it_is_the_packages_own(tmp_path: Path) -> None:
    # given a patch of the model's first byte
    patch = tmp_path / "tuned.npz"
    np.savez(patch, offsets=[0], lengths=[1], content=np.frombuffer(b"E", np.uint8))
    # when it is asked for twice
    first = tuned_model_path(patch, tmp_path / "var")
    made = first.stat().st_mtime_ns
    # then one file stands there
    assert tuned_model_path(patch, tmp_path / "var").stat().st_mtime_ns == made
    assert first.read_bytes()[:4] == b"E5S1"
    assert tuned_model_path(tmp_path / "none.npz", tmp_path) == base_model_path()
