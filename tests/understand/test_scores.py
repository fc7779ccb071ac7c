"""Counting how well understanding does."""

from __future__ import annotations

import pytest

from bot.understand.reader import Reading
from bot.understand.scores import Question, score


def reading(card: str, decision: str = "answer", urgent: str | None = None) -> Reading:
    """What was understood of a text, with one card."""
    return Reading("was tun", "de", 1.0, "de", decision, ((card, 0.9),), urgent, ())


@pytest.mark.parametrize("heard", ["work/rights", "fraud/unpaid_wages"])
def test_either_card_is_right_where_two_answer(heard: str) -> None:
    # given a question that two cards answer
    question = Question("de", "work/rights", "Chef zahlt nicht", second="fraud/unpaid_wages")
    # when one of them is given
    scores = score([question], lambda text: reading(heard))
    # then it is right, and no confusion
    assert (scores.total.first, scores.total.wrong, len(scores.confusions)) == (1, 0, 0)


def test_a_third_card_is_wrong_where_two_answer() -> None:
    # given a question that two cards answer, when a third is given, then it is wrong
    question = Question("de", "work/rights", "Chef zahlt nicht", second="fraud/unpaid_wages")
    scores = score([question], lambda text: reading("work/tax"))
    assert (scores.total.first, scores.total.wrong) == (0, 1)


@pytest.mark.parametrize(("second", "answered"), [(None, 1), ("authorities/home_papers", 0)])
def test_a_card_for_what_is_out_of_scope_counts_unless_it_helps_as_well(second: str | None, answered: int) -> None:
    # given a question without a card of its own, when one is given
    question = Question("de", "out_of_scope", "Führerschein umschreiben", second=second)
    scores = score([question], lambda text: reading("authorities/home_papers"))
    # then that is a mistake, unless the card is known to help
    assert scores.total.out_of_scope_answered == answered


@pytest.mark.parametrize(("second", "alarms"), [(None, 1), ("urgent/homeless_tonight", 0)])
def test_an_urgent_card_is_a_false_alarm_unless_it_helps_as_well(second: str | None, alarms: int) -> None:
    # given a question, when an urgent card is shown first
    question = Question("de", "tenancy/locked_out", "Schloss getauscht", second=second)
    scores = score([question], lambda text: reading("tenancy/locked_out", "urgent", urgent="homeless_tonight"))
    # then that is a false alarm, unless it is known to help
    assert scores.total.false_alarms == alarms
