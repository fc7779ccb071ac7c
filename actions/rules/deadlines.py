"""Until when somebody must act: from the day on which something happened to the last day, with its law.

A deadline that is open to doubt is given as its earliest day: who keeps that one is on the safe side.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from actions.rules.figures import whole
from actions.rules.periods import Period, Unit, add_months, after, end_of_month, last_day
from actions.rules.working_days import last_working_day, third_working_day

POSTING_DAYS_LAW = "§ 37 SGB X"


@dataclass(frozen=True, slots=True)
class Rule:
    """A period that begins with an event."""

    figure: str
    """The figure of `knowledge/` that holds its length."""
    unit: Unit
    card: str
    """Catalogue id of the card that tells more."""
    moves: bool = True
    """Whether the next working day takes the place of a Saturday, Sunday or holiday. False where that is not certain."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day to act, and how it was counted."""

    start: dt.date
    period: Period
    counted: dt.date
    """The end of the period before weekends and holidays are looked at."""
    last: dt.date
    law: str
    card: str

    @property
    def moved(self) -> bool:
        """Whether the period ended on a day that does not count."""
        return self.counted != self.last

    def is_past(self, day: dt.date) -> bool:
        """Tell whether it is too late on `day`."""
        return day > self.last


RULES = {
    "payment_order": Rule("fraud:debt_collection.objection_weeks", "week", "fraud/debt_collection"),
    "enforcement_order": Rule("fraud:debt_collection.einspruch_weeks", "week", "fraud/debt_collection"),
    "eviction_claim": Rule("tenancy:eviction.defend_weeks", "week", "tenancy/eviction"),
    "fine": Rule("authorities:fine.weeks", "week", "authorities/fine"),
    "penal_order": Rule("fraud:debt_collection.penal_weeks", "week", "authorities/fine"),
    "dismissal": Rule("work:rights.sue_weeks", "week", "work/rights"),
    "jobseeker": Rule("work:rights.report_days", "day", "work/unemployment", moves=False),
    "decision": Rule("authorities:letter.objection_months", "month", "authorities/letter"),
    "withdrawal": Rule("fraud:doorstep.days", "day", "fraud/doorstep"),
    "registration": Rule("authorities:registration.weeks", "week", "authorities/registration"),
    "birth": Rule("authorities:birth.weeks", "week", "authorities/birth"),
    "wages": Rule("fraud:unpaid_wages.lapse_short", "month", "fraud/unpaid_wages", moves=False),
    "utility_bill": Rule("tenancy:utilities.objection_months", "month", "tenancy/utilities"),
}
"""Every deadline that is a period from one event on."""


def deadline(name: str, start: dt.date) -> Deadline:
    """Return the deadline that an event begins.

    Args:
        name: one of `RULES`.
        start: the day of the event.

    Raises:
        FigureExpired: no length holds on that day.
    """
    rule = RULES[name]
    count, law = whole(rule.figure, start)
    period = Period(count, rule.unit)
    counted = after(start, period)
    return Deadline(start, period, counted, last_day(start, period) if rule.moves else counted, law, rule.card)


def received(dated: dt.date, today: dt.date) -> dt.date:
    """Return the day on which a decision counts as received when only its date is known (§ 37 (2) SGB X)."""
    days, _ = whole("authorities:letter.post_days", today)
    return dated + dt.timedelta(days=days)


def late_withdrawal(start: dt.date) -> dt.date:
    """Return the last day of a withdrawal if the seller said nothing of that right (§ 356 (3) BGB)."""
    months, _ = whole("fraud:doorstep.late_months", start)
    days, _ = whole("fraud:doorstep.late_days", start)
    return add_months(start, months) + dt.timedelta(days=days)


def minimum_wage_lapses(due: dt.date) -> dt.date:
    """Return the last day on which a minimum wage can be claimed (§ 3 MiLoG with §§ 195, 199 BGB: end of the year + 3)."""
    years, _ = whole("fraud:unpaid_wages.minimum_years", due)
    return dt.date(due.year + years, 12, 31)


@dataclass(frozen=True, slots=True)
class Notice:
    """The end of a lease after a notice."""

    received: dt.date
    months: int
    end: dt.date
    """The earliest end of the lease."""
    later_end: dt.date
    """The end if Saturday is not counted as a working day; mostly the same."""
    object_by: dt.date | None
    """The last working day on which a hardship objection can reach the landlord; None: this notice has none."""
    arrive_by: dt.date
    """The day by which a letter has to arrive so that its month still counts."""
    laws: tuple[str, ...]


def notice_by_landlord(arrived: dt.date, years: int | None) -> Notice:
    """Return when a lease ends after an ordinary notice by the landlord (§ 573c (1) BGB), and until when to object (§ 574b BGB).

    Args:
        arrived: the day on which the letter arrived.
        years: full years in the flat; None if unknown: then the shortest period is taken.
    """
    short, law = whole("tenancy:notice_landlord.period", arrived)
    middle, _ = whole("tenancy:notice_landlord.period_mid", arrived)
    long, _ = whole("tenancy:notice_landlord.period_long", arrived)
    middle_years, _ = whole("tenancy:notice_landlord.years_mid", arrived)
    long_years, _ = whole("tenancy:notice_landlord.years_long", arrived)
    lived = years or 0
    months = long if lived >= long_years else middle if lived >= middle_years else short
    # The end that comes first is the one to be ready for, so the later "third working day" is taken.
    end, later = _lease_end(arrived, months, saturdays=False), _lease_end(arrived, months, saturdays=True)
    before, objection_law = whole("tenancy:notice_landlord.objection_months", arrived)
    object_by = last_working_day(end_of_month(end, -before))
    return Notice(arrived, months, end, later, object_by, arrived, (law, objection_law))


def notice_by_tenant(arrives: dt.date) -> Notice:
    """Return when a lease ends after the tenant's notice (§ 573c (1) BGB).

    Args:
        arrives: the day on which the letter reaches the landlord.
    """
    months, law = whole("tenancy:notice_tenant.period", arrives)
    # Here the later end is the safe one: the earlier "third working day" is taken.
    end = _lease_end(arrives, months, saturdays=True)
    third = third_working_day(arrives.year, arrives.month, saturdays=True)
    if arrives > third:
        following = add_months(arrives.replace(day=1), 1)
        third = third_working_day(following.year, following.month, saturdays=True)
    return Notice(arrives, months, end, end, None, third, (law, "§ 568 BGB"))


def _lease_end(arrived: dt.date, months: int, *, saturdays: bool) -> dt.date:
    """A letter by the third working day lets its month count; the lease ends at the end of a month."""
    in_time = arrived <= third_working_day(arrived.year, arrived.month, saturdays=saturdays)
    return end_of_month(arrived, months - 1 if in_time else months)


@dataclass(frozen=True, slots=True)
class RentIncrease:
    """What follows from a letter that asks for more rent."""

    arrived: dt.date
    think_until: dt.date
    """Until then the tenant can agree or not, or give notice (§ 558b (2), § 561 BGB)."""
    new_rent_from: dt.date
    laws: tuple[str, ...]


def rent_increase(arrived: dt.date) -> RentIncrease:
    """Return until when a tenant can think about a rent increase (§ 558b BGB): the end of the second month after the letter."""
    months, law = whole("tenancy:rent_increase.think_months", arrived)
    until = end_of_month(arrived, months)
    return RentIncrease(arrived, until, until + dt.timedelta(days=1), (law, "§ 561 BGB"))
