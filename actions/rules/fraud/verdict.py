"""What the signs in a message, and what the person says about it, amount to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from actions.rules.fraud.signs import HARMLESS, Sign

_NEAR_CERTAIN = 3
_LIKELY = 4
"""So much weight together is as good as one near-certain sign."""
_ANSWERS: Mapping[str, int] = {
    "seen:agree": -2,
    "seen:refuse": 1,
    "contact:they": 1,
    "contact:me": -1,
    "pay_before:agree": 2,
    "secret:agree": 3,
    "hurry:agree": 2,
}
"""What an answer weighs; what is not here weighs nothing."""
_OPEN = frozenset({"pay_before:unknown", "secret:unknown"})
"""Who does not know this should not be told that no sign was found."""


class Verdict(StrEnum):
    """How a message is judged. There is no `safe`: nobody can know that from a text."""

    LIKELY = "likely"
    CAREFUL = "careful"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reasons.

    Args:
        verdict: how the message is judged.
        reasons: the signs of fraud, the strongest first.
        kind: kind of the fraud that it would be; None without signs.
        harmless: whether something was found that speaks for the message.
    """

    verdict: Verdict
    reasons: tuple[Sign, ...]
    kind: str | None
    harmless: bool


def judge(signs: Iterable[Sign], answers: Mapping[str, str] | None = None) -> Judgement:
    """Weigh the signs, and the person's answers to our questions.

    Args:
        signs: what was found, harmless signs among them.
        answers: question and value, as in `{"pay_before": "agree"}`.
    """
    signs = list(signs)
    reasons = sorted((sign for sign in signs if sign.kind != HARMLESS), key=lambda sign: -sign.weight)
    harmless = [sign for sign in signs if sign.kind == HARMLESS]
    said = [f"{question}:{value}" for question, value in (answers or {}).items()]
    against = sum(sign.weight for sign in reasons) + sum(max(0, _ANSWERS.get(answer, 0)) for answer in said)
    speaking_for = sum(sign.weight for sign in harmless) + sum(min(0, _ANSWERS.get(answer, 0)) for answer in said)
    strongest = max([0, *(sign.weight for sign in reasons), *(_ANSWERS.get(answer, 0) for answer in said)])
    total = against + speaking_for
    if total >= _LIKELY or (strongest >= _NEAR_CERTAIN and total >= _NEAR_CERTAIN):
        verdict = Verdict.LIKELY
    elif strongest >= _NEAR_CERTAIN or total > 0 or _OPEN.intersection(said):
        verdict = Verdict.CAREFUL
    else:
        verdict = Verdict.NONE
    return Judgement(verdict, tuple(reasons), reasons[0].kind if reasons else None, bool(harmless))
