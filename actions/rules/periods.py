"""Counts periods as §§ 187 to 193 BGB do; § 26 SGB X and § 31 VwVfG refer to them."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from actions.rules.working_days import next_working_day

Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time."""

    count: int
    unit: Unit


def after(start: dt.date, period: Period) -> dt.date:
    """Return the last day of a period that an event begins.

    The day of the event is not counted (§ 187 (1) BGB). Weeks and months end on the day of the same name or number; where
    the month has no such day, on its last (§ 188 (2), (3) BGB).

    Args:
        start: the day of the event: a letter arrives, somebody moves in.
        period: how long.
    """
    match period.unit:
        case "day":
            return start + dt.timedelta(days=period.count)
        case "week":
            return start + dt.timedelta(weeks=period.count)
        case "month":
            return add_months(start, period.count)
        case "year":
            return add_months(start, 12 * period.count)


def last_day(start: dt.date, period: Period) -> dt.date:
    """Return the last day on which something can be done in time.

    If a period ends on a Saturday, a Sunday or a holiday, the next working day takes its place
    (§ 193 BGB, § 26 (3) SGB X, § 31 (3) VwVfG).
    """
    return next_working_day(after(start, period))


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of another month, or its last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_month(day: dt.date, months: int = 0) -> dt.date:
    """Return the last day of the month that lies `months` after that of a day."""
    moved = add_months(day.replace(day=1), months)
    return moved.replace(day=calendar.monthrange(moved.year, moved.month)[1])
