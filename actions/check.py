"""What a guided check is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from bot.answer.reply import Button

if TYPE_CHECKING:
    from actions.reading_dates import Tense
    from actions.voice import Voice

Answers = Mapping[str, str]
"""Step -> value: that of a choice, a date as 2026-11-03, a number, the official key of a town, or `UNKNOWN`."""
UNKNOWN = "unknown"
"""The answer of somebody who does not know; every outcome must have words for it."""


def always(answers: Answers) -> bool:
    """Every person is asked."""
    return True


def when(step: str, *values: str) -> Callable[[Answers], bool]:
    """Return a condition: the step was answered by one of the values."""
    return lambda answers: answers.get(step) in values


@dataclass(frozen=True, slots=True)
class Step:
    """One question. Its text is `<check>.<name>`, that of a choice `<check>.<name>.<value>` in `_checks.yml`."""

    name: str
    kind: Literal["choice", "day", "number", "place", "text"]
    options: tuple[str, ...] = ()
    """Values of a choice."""
    needed: Callable[[Answers], bool] = always
    unknown: bool = True
    """Whether there is a button for not knowing; a first choice may have one of its own instead."""
    tense: Tense = "past"
    """Kind `day`: whether the day lies before or after today."""
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(1_000_000)
    hears: Callable[[str], Answers | None] | None = None
    """Kind `choice`: what typed words say at once that would be asked only later: answers to other steps."""
    read: Callable[[str], str | None] | None = None
    """Kind `text`: what is kept of a text, never its words; None asks again."""
    erase: bool = False
    """Whether the person's message is overwritten in the same transaction."""
    above: Callable[[Answers, Voice], tuple[str, str] | None] | None = None
    """What stands above the question: as it is shown, and as it is kept once it has arrived."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check says in the end."""

    text: str
    buttons: tuple[Button, ...] = ()
    card: str | None = None
    """Catalogue id of the card to which it belongs; None: that of the check."""
    fades: str | None = None
    """What is kept of the text once it has arrived, if it quotes words that must not stay."""


@dataclass(frozen=True, slots=True)
class Check:
    """Questions and what follows from the answers."""

    name: str
    card: str
    """Catalogue id of the card that is shown instead if the check breaks."""
    steps: tuple[Step, ...]
    outcome: Callable[[Answers, Voice], Outcome]
    private: bool = False
    """Whether the answers are not handed over to the staff."""

    def step(self, name: str) -> Step | None:
        """Return the step of this name, if there is one."""
        return next((step for step in self.steps if step.name == name), None)

    def before(self, step: Step) -> list[str]:
        """Return the names of the steps before one."""
        names = [other.name for other in self.steps]
        return names[: names.index(step.name)]

    def next_step(self, answers: Answers) -> Step | None:
        """Return the first question that is needed and has no answer yet."""
        return next((step for step in self.steps if step.name not in answers and step.needed(answers)), None)
