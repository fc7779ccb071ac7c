"""Working days and public holidays of North Rhine-Westphalia."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays

_ONE_DAY = dt.timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


@lru_cache(maxsize=64)
def _of_year(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("DE", subdiv="NW", years=year))


def is_holiday(day: dt.date) -> bool:
    """Tell whether a day is a public holiday in North Rhine-Westphalia."""
    return day in _of_year(day.year)


def is_working_day(day: dt.date) -> bool:
    """Tell whether a period can end on a day: no Saturday, no Sunday, no holiday (§ 193 BGB, § 26 (3) SGB X, § 31 (3) VwVfG)."""
    return day.weekday() < _SATURDAY and not is_holiday(day)


def next_working_day(day: dt.date) -> dt.date:
    """Return the day itself, or the first working day after it."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def last_working_day(day: dt.date) -> dt.date:
    """Return the day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= _ONE_DAY
    return day


def third_working_day(year: int, month: int, *, saturdays: bool) -> dt.date:
    """Return the third working day of a month (§ 573c (1) BGB).

    Args:
        year: the year.
        month: 1 to 12.
        saturdays: whether Saturday counts as a working day. That is open to doubt: who gives notice keeps to the earlier
            day, who gets one is ready for the later.
    """
    day, seen = dt.date(year, month, 1), 0
    while True:
        counts = day.weekday() != _SUNDAY and not is_holiday(day) and (saturdays or day.weekday() != _SATURDAY)
        seen += counts
        if seen == 3:
            return day
        day += _ONE_DAY
