"""When to answer: chosen so that mistakes stay within bounds."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understand.thresholds import certainty, choose_thresholds

CLASSES = ("out_of_scope", "tenancy_contract", "tenancy_deposit")


def test_the_lowest_threshold_that_keeps_wrong_cards_rare_is_chosen() -> None:
    """Given 60 sure right cards and 40 at 0.5 of which every other is wrong, only the sure ones are answered."""
    sure, unsure = [0.0, 0.1, 0.9], [0.0, 0.5, 0.5 - 1e-6]
    probabilities = np.array([sure] * 60 + [unsure] * 40, np.float32)
    meanings = [("tenancy_deposit",)] * 60 + [("tenancy_contract",), ("tenancy_deposit",)] * 20
    told: list[str] = []

    chosen = choose_thresholds(probabilities, meanings, CLASSES, told.append)

    assert 0.5 < chosen.answer <= 0.52
    assert any("chosen" in line for line in told)


def test_questions_without_a_card_raise_the_threshold() -> None:
    """Given questions without a card at which a card has 0.705, none of them is answered, though no card is wrong."""
    right, strange = [0.0, 0.1, 0.9], [0.0, 0.295, 0.705]
    probabilities = np.array([right] * 50 + [strange] * 10, np.float32)
    meanings = [("tenancy_deposit",)] * 50 + [("out_of_scope",)] * 10

    chosen = choose_thresholds(probabilities, meanings, CLASSES, lambda line: None)

    assert 0.7 < chosen.answer <= 0.72


@pytest.mark.parametrize(("card", "out_of_scope", "expected"), [(0.9, 0.0, 0.9), (0.8, 0.1, 0.8 / 2.9), (0.5, 0.5, 0.5 / 10.5)])
def test_certainty_is_the_probability_if_there_being_no_card_were_twenty_times_as_likely(
    card: float, out_of_scope: float, expected: float
) -> None:
    assert certainty(card, out_of_scope) == pytest.approx(expected)
