"""What in a filled phrase looks like a slip: it may be sent, but somebody should look at it first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

import holidays

from desk.phrases.book import Phrase
from desk.phrases.render import Values

FAR_AWAY = dt.timedelta(days=365)
USUAL_HOURS = (dt.time(7), dt.time(20))


def doubts(phrase: Phrase, values: Values, today: dt.date) -> Iterator[str]:
    """Yield what should be looked at, in German.

    Args:
        phrase: the phrase.
        values: of its blanks.
        today: the day on which it is sent.
    """
    for blank in phrase.blanks:
        value = values.get(blank.name)
        if blank.kind == "date" and isinstance(value, dt.date):
            yield from _about_day(blank.label, value, today)
        elif blank.kind == "time" and isinstance(value, dt.time) and not USUAL_HOURS[0] <= value <= USUAL_HOURS[1]:
            yield f"{blank.label}: {value:%H:%M} Uhr ist ungewöhnlich früh oder spät."
        elif blank.kind == "weekday" and value == "sun":
            yield f"{blank.label}: Es ist ein Sonntag."
        elif blank.kind == "words" and value:
            yield f"{blank.label}: Das wird nicht übersetzt. Die Person liest es auf Deutsch."


def _about_day(label: str, day: dt.date, today: dt.date) -> Iterator[str]:
    shown = f"{day:%d.%m.%Y}"
    if day < today:
        yield f"{label}: Der {shown} ist schon vorbei."
    if day - today > FAR_AWAY:
        yield f"{label}: Der {shown} ist in mehr als einem Jahr."
    if day.weekday() == 6:
        yield f"{label}: Der {shown} ist ein Sonntag."
    if name := _holidays().get(day):
        yield f"{label}: Der {shown} ist in NRW ein Feiertag ({name})."


@cache
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("DE", subdiv="NW", language="de")
