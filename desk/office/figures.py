"""Figures of cards that run out: read from `knowledge/`, as bot/checks/figures.py checks them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.numbers import format_decimal

from desk.texts import KNOWLEDGE, card_title

SOON = dt.timedelta(days=60)
"""So long before a figure runs out, somebody is to look for the new one."""
_UNITS = {
    "eur": "€",
    "percent": "%",
    "m2": "m²",
    "celsius": "°C",
    "time": "Uhr",
    "age": "Jahre",
    "minutes": "Minuten",
    "hours": "Stunden",
    "days": "Tage",
    "weeks": "Wochen",
    "months": "Monate",
    "years": "Jahre",
}
_NOT_TOPICS = {"catalogue", "contacts"}


@dataclass(frozen=True, slots=True, order=True)
class Ending:
    """A figure without a value for the time after `until`."""

    until: dt.date
    card: str
    """German title of the card that shows it."""
    name: str
    """Where it stands: `knowledge/tenancy.yml: deposit.max_months`."""
    value: str
    over: bool
    """It has run out: the cards leave it out and say so."""


def ending(today: dt.date, root: Path = KNOWLEDGE) -> list[Ending]:
    """Return the figures that have run out or will within 60 days, the first to run out first."""
    return sorted(_ending(today, root))


def _ending(today: dt.date, root: Path) -> Iterator[Ending]:
    for topic, name, figure in _figures(root):
        values = figure["values"]
        last = max(values, key=lambda value: _day(value["until"]))
        until = _day(last["until"])
        if until - SOON <= today:
            where = f"knowledge/{topic}.yml: {name}"
            value = _shown(last["value"], figure["unit"])
            yield Ending(until, card_title(f"{topic}/{name.split('.')[0]}"), where, value, until < today)


@cache
def _figures(root: Path) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path.stem, name, figure)
        for path in sorted(root.glob("*.yml"))
        if path.stem not in _NOT_TOPICS
        for name, figure in (yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).get("figures") or {}).items()
    ]


def _shown(value: Any, unit: str) -> str:
    if unit == "date":
        return f"{_day(value):%d.%m.%Y}"
    number = format_decimal(value, locale="de") if isinstance(value, int | float) and unit != "year" else str(value)
    return f"{number} {_UNITS.get(unit, '')}".strip()


def _day(value: str | dt.date | None) -> dt.date:
    if value is None:
        return dt.date.max
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
