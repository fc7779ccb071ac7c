"""The honest day: until when somebody of a centre answers, counted in its own working days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.answer.centres import WEEKDAYS, Centre

HERE = ZoneInfo("Europe/Berlin")
_OFFICE_DAYS = WEEKDAYS[:5]
_OFFICE_ENDS = "16:00"
"""Where the hours of a centre are not known. A notice that nobody has answered must not come at night."""
_FARTHEST = 366
"""So many days are looked at; a centre that is closed for longer answers nobody."""


def promised(now: dt.datetime, centre: Centre) -> dt.datetime:
    """Return until when somebody of the centre answers what is asked now.

    The day of asking does not count (§ 187 (1) BGB), nor do days on which nobody works there: weekends or days without
    hours, public holidays of North Rhine-Westphalia (Feiertagsgesetz NW), days that the centre has named.

    Args:
        now: the time of asking, with time zone.
        centre: with its `answer_days`.

    Returns:
        The end of office on the last of those days, in German time.

    Raises:
        ValueError: the centre has no working day within a year.
    """
    days = max(1, centre.answer_days)
    for day in _days_after(now.astimezone(HERE).date()):
        days -= is_workday(day, centre)
        if days == 0:
            return dt.datetime.combine(day, _end_of_office(day, centre), HERE)
    raise ValueError(f"{centre.id} has no working day within {_FARTHEST} days")


def is_workday(day: dt.date, centre: Centre) -> bool:
    """Tell whether anybody works at the centre on a day."""
    weekday = WEEKDAYS[day.weekday()]
    open_by_plan = bool(centre.opening.get(weekday)) if centre.opening else weekday in _OFFICE_DAYS
    return open_by_plan and day not in _public_holidays(day.year) and not _is_closed(day, centre)


def _days_after(day: dt.date) -> Iterator[dt.date]:
    return (day + dt.timedelta(days=ahead) for ahead in range(1, _FARTHEST + 1))


def _is_closed(day: dt.date, centre: Centre) -> bool:
    return any(first <= day <= last for first, last in centre.closed_on)


def _end_of_office(day: dt.date, centre: Centre) -> dt.time:
    times = (centre.opening or {}).get(WEEKDAYS[day.weekday()]) or [["", _OFFICE_ENDS]]
    return max(dt.time.fromisoformat(end) for _, end in times)


@lru_cache(maxsize=4)
def _public_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("DE", subdiv="NW", years=year))
