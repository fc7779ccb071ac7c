"""Rules for the figures: complete, sure, in force, used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from bot.answer.knowledge import Figure, Value
from bot.checks import writing
from bot.checks.content import Content, Entry, texts
from bot.checks.findings import Finding, error, warning

UNITS = frozenset({
    "count", "eur", "percent", "m2", "celsius", "age", "date", "year", "time",
    "minutes", "hours", "days", "weeks", "months", "years",
})  # fmt: skip
CONFIDENCES = ("high", "medium", "low")
CHECKED = ("live", "stored-copy", "knowledge")
"""How a value was checked: on the live web, in a stored page, or not again."""
SOON = dt.timedelta(days=60)
"""So long before a figure runs out, somebody is to look for the new one."""


def check(content: Content, day: dt.date) -> Iterator[Finding]:
    """Apply every rule to every figure."""
    for key, entry in content.figures.items():
        yield from form(key, entry)
    used = used_figures(content)
    for key, figure in well_formed(content).items():
        yield from validity(figure, day)
        if key not in used:
            yield warning(place(key), "No card uses this figure.")
        elif any(value.confidence == "low" for value in figure.values):
            yield error(place(key), "A card shows this figure, although it is not sure (confidence low).")


def place(key: str) -> str:
    """Return where a figure stands: `knowledge/tenancy.yml:deposit.max_cold_rents`."""
    topic, _, name = key.partition(":")
    return f"knowledge/{topic}.yml:{name}"


def form(key: str, entry: Entry) -> Iterator[Finding]:
    """Find what a figure lacks, and what in it is not understood."""
    if entry.get("unit") not in UNITS:
        yield error(place(key), f"The unit “{entry.get('unit')}” is not known.")
    if not entry.get("fact"):
        yield error(place(key), "The figure does not name its fact.")
    values = entry.get("values")
    if not values or not isinstance(values, list):
        yield error(place(key), "The figure has no value.")
        return
    for number, value in enumerate(values, start=1):
        yield from (error(place(key), f"Value {number} {problem}") for problem in _value_problems(value, entry.get("unit")))


def validity(figure: Figure, day: dt.date) -> Iterator[Finding]:
    """Find a figure that has run out, will soon run out, or has two values on one day."""
    where = place(figure.key)
    for first, second in combinations(figure.values, 2):
        if _begin(first) <= _end(second) and _begin(second) <= _end(first):
            yield error(where, f"Two values hold at the same time: {first.value} and {second.value}.")
    last = max(_end(value) for value in figure.values)
    if last < day:
        yield error(where, f"The figure ran out on {last}. Cards leave it out and say so, until the new value is entered.")
    elif not any(value.holds_on(day) for value in figure.values):
        yield error(where, f"No value of the figure holds on {day}.")
    elif last - day <= SOON:
        yield warning(where, f"The figure runs out on {last}, and no later value is entered.")


def used_figures(content: Content) -> frozenset[str]:
    """Return the keys of all figures that a card of some language names."""
    return frozenset(
        f"{card_id.split('/')[0]}:{name}"
        for cards in content.cards.values()
        for card_id, card in cards.items()
        for _, text in texts(card)
        for name in writing.placeholders(text)
    )


def well_formed(content: Content) -> dict[str, Figure]:
    """Return the figures in which `form` finds nothing."""
    return {key: _figure(key, entry) for key, entry in content.figures.items() if not list(form(key, entry))}


def _value_problems(value: Any, unit: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield "is no entry with keys."
        return
    if value.get("value") is None:
        yield "is empty."
    elif not _fits(value["value"], unit):
        yield f"does not fit the unit {unit}: {value['value']}"
    if value.get("confidence") not in CONFIDENCES:
        yield f"has the confidence “{value.get('confidence')}”; it must be high, medium or low."
    if not value.get("checked"):
        yield "does not say how it was checked."
    elif value["checked"] not in CHECKED:
        yield f"was checked by “{value['checked']}”, which is not one of {', '.join(CHECKED)}."
    for key in ("from", "until"):
        if key not in value:
            yield f"lacks “{key}” (null if there is no limit)."
        elif not _is_day_or_none(value[key]):
            yield f"has no date in “{key}”: {value[key]}"


def _fits(value: Any, unit: Any) -> bool:
    match unit:
        case "date":
            return value is not None and _is_day_or_none(value)
        case "time":
            return isinstance(value, str) and _is_time(value)
        case _:
            return isinstance(value, int | float) and not isinstance(value, bool)


def _is_day_or_none(value: Any) -> bool:
    try:
        _day(value)
    except ValueError:
        return False
    return True


def _is_time(value: str) -> bool:
    try:
        dt.time.fromisoformat(value)
    except ValueError:
        return False
    return True


def _day(value: Any) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(str(value))


def _figure(key: str, entry: Entry) -> Figure:
    return Figure(key, entry["unit"], entry["fact"], tuple(_value(value) for value in entry["values"]))


def _value(value: Mapping[str, Any]) -> Value:
    return Value(
        value=value["value"],
        law=value.get("law"),
        source=value.get("source"),
        confidence=value["confidence"],
        checked=value["checked"],
        valid_from=_day(value["from"]),
        valid_until=_day(value["until"]),
    )


def _begin(value: Value) -> dt.date:
    return value.valid_from or dt.date.min


def _end(value: Value) -> dt.date:
    return value.valid_until or dt.date.max
