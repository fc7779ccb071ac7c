"""When to answer, when to offer, when to admit not to have understood: chosen on sayings held back for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.understand.softmax import Probabilities

OUT_OF_SCOPE = "out_of_scope"
OFFERED = 3
_WRONG_AT_MOST = 0.03
"""Share of questions that may get a wrong card as the answer; stricter than the goal, because other people ask differently."""
_OUT_OF_SCOPE_AT_MOST = 0.025
"""Share of questions without an answer here that may get a card as the answer."""
_DOUBT = 20.0
"""How many times the probability of out of scope counts when a card is to be given, see docs/decisions/0015."""
_OFFER_TO_OUT_OF_SCOPE_AT_MOST = 0.4
_STEPS = np.round(np.arange(0.2, 0.995, 0.01), 2)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities that separate the three decisions."""

    answer: float
    """A card is given as the answer from this certainty on."""
    offer: float
    """Three cards are offered when together they reach this probability."""
    near: float = -1.0
    """A text whose vector is less similar than this to every saying is never answered."""


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What a threshold for answers would give, as shares."""

    threshold: float
    answered: float
    wrong: float
    out_of_scope_answered: float


def certainty(card: float, out_of_scope: float) -> float:
    """Return how sure a card is: its probability if being out of scope were so many times as likely.

    Args:
        card: its probability.
        out_of_scope: the probability that there is no card for the question; 0 for what is no card.
    """
    return card / (1 + (_DOUBT - 1) * out_of_scope)


def tradeoffs(probabilities: Probabilities, meanings: Sequence[Sequence[str]], classes: Sequence[str]) -> list[Tradeoff]:
    """Return what each possible threshold for answers gives.

    Args:
        probabilities: one row a saying, one column a class.
        meanings: for each saying, all that is right.
        classes: the names of the columns.
    """
    first = [classes[i] for i in probabilities.argmax(axis=1)]
    strange = probabilities[:, [name == OUT_OF_SCOPE for name in classes]].sum(axis=1)
    certain = np.array([certainty(*pair) for pair in zip(probabilities.max(axis=1), strange, strict=True)])
    asked = _asked(meanings)
    wrong = np.array([name not in right for name, right in zip(first, meanings, strict=True)])
    given = np.array([name != OUT_OF_SCOPE for name in first])
    return [
        Tradeoff(
            float(threshold),
            _share(given & (certain >= threshold), asked),
            _share(given & wrong & (certain >= threshold), asked),
            _share(given & wrong & (certain >= threshold), ~asked),
        )
        for threshold in _STEPS
    ]


def choose_thresholds(
    probabilities: Probabilities, meanings: Sequence[Sequence[str]], classes: Sequence[str], report: Callable[[str], None]
) -> Thresholds:
    """Choose the lowest threshold for answers, and then for offers, that keeps mistakes within bounds.

    Args:
        probabilities: one row a saying that the model has not seen, one column a class.
        meanings: for each saying, all that is right.
        classes: the names of the columns.
        report: told what the thresholds trade.
    """
    table = tradeoffs(probabilities, meanings, classes)
    fitting = [row for row in table if row.wrong <= _WRONG_AT_MOST and row.out_of_scope_answered <= _OUT_OF_SCOPE_AT_MOST]
    answer = fitting[0] if fitting else table[-1]
    report("threshold  answered  wrong card  out of scope answered")
    for row in table:
        if row is answer or round(row.threshold * 100) % 10 == 0:
            mark = "  <- chosen" if row is answer else ""
            report(f"{row.threshold:9.2f}  {row.answered:8.1%}  {row.wrong:10.1%}  {row.out_of_scope_answered:21.1%}{mark}")
    offer = _offer_threshold(probabilities, meanings, classes)
    report(f"three cards are offered from a common probability of {offer:.2f}")
    return Thresholds(answer.threshold, offer)


def _offer_threshold(probabilities: Probabilities, meanings: Sequence[Sequence[str]], classes: Sequence[str]) -> float:
    known = np.array([name != OUT_OF_SCOPE for name in classes])
    three = np.sort(probabilities[:, known], axis=1)[:, -OFFERED:].sum(axis=1)
    asked = _asked(meanings)
    if asked.all():
        return float(_STEPS[0])
    for threshold in _STEPS:
        if _share(three >= threshold, ~asked) <= _OFFER_TO_OUT_OF_SCOPE_AT_MOST:
            return float(threshold)
    return float(_STEPS[-1])


def _asked(meanings: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    return np.array([right[0] != OUT_OF_SCOPE for right in meanings])


def _share(hits: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    return float((hits & among).sum() / max(1, among.sum()))
