"""Figures of `knowledge/` for the rules: the number of a day, with its law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from bot.answer.knowledge import FigureExpired, load_knowledge
from bot.settings import KNOWLEDGE


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


@dataclass(frozen=True, slots=True)
class Table:
    """A table of `knowledge/rules.yml` as of a day."""

    value: Any
    law: str


def table(name: str, day: dt.date) -> Table:
    """Return a table of rules as of a day.

    Args:
        name: its key in `knowledge/rules.yml`.
        day: on which it is to hold.

    Raises:
        FigureExpired: it does not hold on that day.
    """
    entry = _tables()[name]
    first, last = (dt.date.fromisoformat(entry[end]) if entry[end] else None for end in ("from", "until"))
    if (first and day < first) or (last and day > last):
        raise FigureExpired(name)
    return Table(entry["value"], entry["law"])


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    content: dict[str, Any] = yaml.load((KNOWLEDGE / "rules.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content
