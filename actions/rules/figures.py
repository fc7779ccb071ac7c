"""Figures of `knowledge/` for the rules: the number of a day, with its law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from bot.answer.knowledge import load_knowledge


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as of a day."""

    value: Decimal
    law: str


def number(key: str, day: dt.date) -> Number:
    """Return a figure as of a day.

    Args:
        key: `<topic>:<card>.<name>`.
        day: on which it is to hold.

    Raises:
        FigureExpired: none holds on that day: then nothing may be worked out with it.
        KeyError: there is no such figure.
    """
    value = load_knowledge().figures[key].on(day)
    return Number(Decimal(str(value.value)), value.law or "")


def whole(key: str, day: dt.date) -> tuple[int, str]:
    """Return a figure that is a whole number, with its law."""
    found = number(key, day)
    return int(found.value), found.law


def checked_on(card_id: str) -> dt.date:
    """Return the day as of which what stands behind a card was checked."""
    return load_knowledge().cards[card_id].as_of
