"""Opening hours and closed days: as a lead writes them, and as the table `centres` holds them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

WEEKDAYS: Mapping[str, str] = {
    "mon": "Montag",
    "tue": "Dienstag",
    "wed": "Mittwoch",
    "thu": "Donnerstag",
    "fri": "Freitag",
    "sat": "Samstag",
    "sun": "Sonntag",
}

Span = list[str]
"""From when until when: `["08:00", "12:00"]`."""

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"{_TIME}\s*(?:Uhr)?\s*(?:-|–|—|bis)\s*{_TIME}\s*(?:Uhr)?", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:[\s,;/]|und)*", re.IGNORECASE)
_CLOSED = {"", "-", "–", "zu", "geschlossen"}
_DAY = r"(\d{1,2})\.(\d{1,2})\.(\d{4})"
_DAYS = re.compile(rf"{_DAY}(?:\s*(?:-|–|—|bis)\s*{_DAY})?")


def read_hours(text: str) -> list[Span]:
    """Read the hours of one day: „8–12:30, 13–16“; nothing or „geschlossen“ is a closed day.

    Raises:
        ValueError: it cannot be read, ends before it begins or overlaps; the message is German.
    """
    if text.strip().lower() in _CLOSED:
        return []
    if not _BETWEEN.fullmatch(_SPAN.sub("", text)):
        raise ValueError("Bitte schreiben Sie die Zeiten so: 8:00–12:00, 13:00–16:00")
    spans = sorted([_time(found[1], found[2]), _time(found[3], found[4])] for found in _SPAN.finditer(text))
    for start, end in spans:
        if end <= start:
            raise ValueError(f"{start}–{end}: Das Ende muss später sein als der Anfang.")
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise ValueError(f"Die Zeiten überschneiden sich: bis {end} und ab {start}.")
    return spans


def show_hours(spans: Sequence[Sequence[str]]) -> str:
    """Write the hours of one day: „08:00–12:30, 13:00–16:00“."""
    return ", ".join(f"{start}–{end}" for start, end in spans)


def read_closed_days(text: str) -> list[Span]:
    """Read closed days, one or a span in each line: „24.12.2026 – 01.01.2027“.

    Returns:
        First and last days as ISO dates, the earliest first.

    Raises:
        ValueError: a line cannot be read, or its end comes before its beginning; the message is German.
    """
    spans = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = _DAYS.fullmatch(line)
        if not found:
            raise ValueError(f"„{line}“: Bitte schreiben Sie so: 24.12.2026 – 01.01.2027")
        first = _day(*found.groups()[:3])
        last = _day(*found.groups()[3:]) if found[4] else first
        if last < first:
            raise ValueError(f"„{line}“: Der letzte Tag muss nach dem ersten kommen.")
        spans.append([first.isoformat(), last.isoformat()])
    return sorted(spans)


def show_closed_days(spans: Sequence[Sequence[str]]) -> str:
    """Write closed days as `read_closed_days` reads them."""
    lines = []
    for first, last in spans:
        days = [f"{dt.date.fromisoformat(day):%d.%m.%Y}" for day in dict.fromkeys([first, last])]
        lines.append(" – ".join(days))
    return "\n".join(lines)


def _time(hour: str, minute: str | None) -> str:
    try:
        return dt.time(int(hour), int(minute or 0)).strftime("%H:%M")
    except ValueError:
        raise ValueError(f"Diese Uhrzeit gibt es nicht: {hour}:{minute or '00'}") from None


def _day(day: str, month: str, year: str) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"Diesen Tag gibt es nicht: {day}.{month}.{year}") from None
