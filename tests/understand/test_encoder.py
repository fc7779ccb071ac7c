"""Vectors: kept once, and a patch laid over the package's weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.understand.encoder import E5Encoder, Vectors, base_model_path, tuned_model_path
from bot.understand.patch import Patch, text_key
from bot.understand.sayings import Saying, held_back
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
    Patch({6: b"Z", 2: b"XY"}, frozenset({7})).save(tmp_path / "tuned.npz")
    # when it is read again and applied, then these places are changed
    patch = Patch.read(tmp_path / "tuned.npz")
    assert patch.apply(b"0123456789") == b"01XY45Z789"
    assert patch.learnt == {7}


def test_what_the_encoder_has_learnt_is_never_held_back() -> None:
    # given sayings of which some are held back
    sayings = [
        Saying(text, "tenancy_deposit", "de", "short")
        for text in (
            "Kaution",
            "Schlüssel weg",
            "Geld zurück",
            "Mietvertrag",
            "Wer zahlt?",
            "drei Mieten",
            "Quittung fehlt",
            "Umzug morgen",
        )
    ]
    measuring = held_back(sayings, learnt=frozenset())
    assert measuring
    # when the encoder has learnt from one of them and from something like it
    learnt = {text_key(next(iter(measuring)).text)}
    # then that one is not held back any more
    assert held_back(sayings, learnt=learnt) == {s for s in measuring if text_key(s.text) not in learnt}


def test_the_tuned_model_is_made_once_and_without_a_patch_it_is_the_packages_own(tmp_path: Path) -> None:
    # given a patch of the model's first byte
    patch = tmp_path / "tuned.npz"
    Patch({0: b"E"}, frozenset()).save(patch)
    # when it is asked for twice
    first = tuned_model_path(patch, tmp_path / "var")
    made = first.stat().st_mtime_ns
    # then one file stands there
    assert tuned_model_path(patch, tmp_path / "var").stat().st_mtime_ns == made
    assert first.read_bytes()[:4] == b"E5S1"
    assert tuned_model_path(tmp_path / "none.npz", tmp_path) == base_model_path()
