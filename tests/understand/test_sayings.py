"""How the sayings are parted: what measures, what thresholds are fitted on, what is learnt."""

from __future__ import annotations

import random

import pytest

from bot.understand.sayings import Saying, held_back, split

SYLLABLES = ("ba", "ke", "mo", "ri", "tu", "scha", "len", "gor", "wix", "zep")


@pytest.fixture(scope="module")
def sayings() -> list[Saying]:
    """Three hundred sayings that are unlike each other, each with a twin of another ending."""
    rng = random.Random(2)
    texts = [" ".join("".join(rng.choices(SYLLABLES, k=3)) for _ in range(5)) for _ in range(300)]
    return [Saying(text + ending, "tenancy_deposit", "de", "short") for text in texts for ending in ("", " ja")]


def test_a_fifth_measures_and_a_fifth_of_the_rest_judges(sayings: list[Saying]) -> None:
    # when the sayings are parted
    parted = split(sayings)
    # then what measures is what `held_back` says, and what judges is learnt from in the end
    measuring = held_back(sayings)
    assert set(parted.learnable) == set(sayings) - measuring
    assert parted.judging < set(parted.learnable)
    # and each is about a fifth
    assert 0.15 < len(measuring) / len(sayings) < 0.25
    assert 0.15 < len(parted.judging) / len(parted.learnable) < 0.25


def test_twins_stay_together(sayings: list[Saying]) -> None:
    parted = split(sayings)
    for first, twin in zip(sayings[::2], sayings[1::2], strict=True):
        assert (first in parted.learnable) is (twin in parted.learnable)
        assert (first in parted.judging) is (twin in parted.judging)


def test_the_split_hangs_on_the_wording_alone(sayings: list[Saying]) -> None:
    # given the same sayings in another order
    turned = sayings[::-1]
    # when they are parted, then the parts are the same, in the same order
    assert split(turned) == split(sayings)
