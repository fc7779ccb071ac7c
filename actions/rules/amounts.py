"""How much somebody may ask, or must pay: a few numbers in, the limit and the sum out, with the law.

All amounts are in euro. Figures are those of the day that is given; where one has run out, `FigureExpired` is raised.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from actions.rules.figures import number, table, whole
from actions.rules.periods import add_months, end_of_month
from actions.rules.working_days import next_working_day

_CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Round to cents."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that may be asked."""

    most: Decimal
    asked: Decimal | None
    laws: tuple[str, ...]

    @property
    def allowed(self) -> bool | None:
        """Whether what is asked stays within the limit; None if nothing was named."""
        return None if self.asked is None else self.asked <= self.most


@dataclass(frozen=True, slots=True)
class Deposit(Limit):
    """The deposit of a flat."""

    rents: int
    instalments: int

    @property
    def first_part(self) -> Decimal:
        """The part that is due at the start of the tenancy."""
        return cents((self.most if self.asked is None else min(self.asked, self.most)) / self.instalments)


def deposit(cold_rent: Decimal, asked: Decimal | None, day: dt.date) -> Deposit:
    """Return the highest deposit: three rents without utilities, payable in three parts (§ 551 BGB)."""
    rents, law = whole("tenancy:deposit.max_cold_rents", day)
    instalments, _ = whole("tenancy:deposit.instalments", day)
    return Deposit(cents(cold_rent * rents), asked, (law,), rents, instalments)


@dataclass(frozen=True, slots=True)
class RentCap(Limit):
    """The highest rent after an increase to the local level."""

    percent: int
    years: int


def rent_cap(base_rent: Decimal, asked: Decimal | None, town: str | None, day: dt.date) -> RentCap:
    """Return the highest rent without utilities after an increase (§ 558 (3) BGB). The local level may be lower still.

    Args:
        base_rent: the rent three years ago, or at the start of a younger tenancy.
        asked: the rent that is asked for now.
        town: official key; None takes the higher cap, which holds everywhere.
        day: today.
    """
    percent, law = whole("tenancy:rent_increase.cap", day)
    towns = table("tight_market_towns", day)
    laws = [law]
    if town in towns.value:
        percent, law = whole("tenancy:rent_increase.cap_tight", day)
        laws = [towns.law]
    years, _ = whole("tenancy:rent_increase.cap_years", day)
    return RentCap(cents(base_rent * (100 + percent) / 100), asked, tuple(laws), percent, years)


@dataclass(frozen=True, slots=True)
class UtilityBill:
    """Whether a bill for utilities came in time."""

    last_day: dt.date
    in_time: bool | None
    """None: it came on the working day after a last day that was a weekend or holiday. That is for a person to say."""
    laws: tuple[str, ...]


def utility_bill(year_end: dt.date, came: dt.date) -> UtilityBill:
    """Tell whether a landlord can still claim a back payment: the bill must come within 12 months (§ 556 (3) BGB).

    Args:
        year_end: the last day of the accounting year.
        came: the day on which the bill came.
    """
    months, law = whole("tenancy:utilities.bill_months", came)
    last = end_of_month(year_end, months) if year_end == end_of_month(year_end) else add_months(year_end, months)
    in_time = True if came <= last else None if came <= next_working_day(last) else False
    return UtilityBill(last, in_time, (law,))


@dataclass(frozen=True, slots=True)
class Wage:
    """A wage beside the minimum wage."""

    hourly: Decimal
    minimum: Decimal
    """For one hour."""
    due: Decimal
    """For all hours."""
    missing: Decimal
    """Zero if nothing is missing."""
    laws: tuple[str, ...]


def wage(paid: Decimal, hours: Decimal, day: dt.date) -> Wage:
    """Compare a gross wage with the minimum wage (§ 1 MiLoG).

    Args:
        paid: gross, for all hours.
        hours: more than zero.
        day: in the month worked.
    """
    minimum = number("work:find_job.min_wage", day)
    due = cents(minimum.value * hours)
    return Wage(cents(paid / hours), minimum.value, due, max(Decimal(0), cents(due - paid)), (minimum.law,))


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """The period that an employer has to keep."""

    count: int
    unit: Literal["week", "month"]
    pay: Decimal | None
    """At least so much wage for whole months; None if the period is in weeks or the wage is not known."""
    laws: tuple[str, ...]


def notice_period(years: int, probation: bool, monthly_wage: Decimal | None, day: dt.date) -> NoticePeriod:
    """Return the period of notice of an employer by law (§ 622 BGB). Collective agreements can differ.

    Args:
        years: full years in the firm.
        probation: whether a trial period of at most six months was agreed and still runs.
        monthly_wage: gross.
        day: of the notice.
    """
    if probation:
        weeks, law = whole("work:rights.probation_weeks", day)
        return NoticePeriod(weeks, "week", None, (law,))
    by_years = table("employer_notice_months", day)
    months = max((months for reached, months in by_years.value.items() if years >= reached), default=0)
    if months:
        return NoticePeriod(months, "month", cents(monthly_wage * months) if monthly_wage is not None else None, (by_years.law,))
    weeks, law = whole("work:rights.notice_weeks", day)
    return NoticePeriod(weeks, "week", None, (law,))


@dataclass(frozen=True, slots=True)
class FreeChildcare:
    """From when on childcare is free."""

    from_day: dt.date
    free: bool
    """Whether that day has come."""
    laws: tuple[str, ...]


def free_childcare(born: dt.date, day: dt.date) -> FreeChildcare:
    """Return from when on a child's place is free: two years before school (§ 50 (1) KiBiz NRW)."""
    rule = table("free_childcare", day)
    age, cutoff = rule.value["age"], (rule.value["cutoff_month"], rule.value["cutoff_day"])
    year = born.year + age + (0 if (born.month, born.day) <= cutoff else 1)
    first = dt.date(year, rule.value["first_month"], 1)
    return FreeChildcare(first, day >= first, (rule.law,))


@dataclass(frozen=True, slots=True)
class CopaymentLimit:
    """The most that a family pays in copayments in a calendar year."""

    most: Decimal
    percent: int
    income: Decimal | None
    """The income that counts, after deductions; None with basic support."""
    laws: tuple[str, ...]


def copayment_limit(
    gross_year: Decimal, partner: bool, children: int, chronic: bool, basic_support: bool, day: dt.date
) -> CopaymentLimit:
    """Return the limit of copayments of a family in this calendar year (§ 62 SGB V).

    Args:
        gross_year: gross income of all in the household in the year.
        partner: whether a husband or wife lives in the household.
        children: how many.
        chronic: whether somebody counts as seriously chronically ill.
        basic_support: money of the jobcenter or the Sozialamt.
        day: in the year.
    """
    full = number("health:copay.limit_percent", day)
    percent = int(number("health:copay.limit_chronic_percent", day).value) if chronic else int(full.value)
    if basic_support:
        whole_limit = number("health:copay.benefit_limit", day)
        return CopaymentLimit(cents(whole_limit.value * percent / full.value), percent, None, (whole_limit.law,))
    off = table("copayment_deductions", day)
    deducted = (off.value["partner"] if partner else 0) + children * off.value["child"]
    income = max(Decimal(0), gross_year - deducted)
    return CopaymentLimit(cents(income * percent / 100), percent, income, (full.law,))


@dataclass(frozen=True, slots=True)
class LateFee:
    """The late fee of a Krankenkasse."""

    most: Decimal
    percent: int
    laws: tuple[str, ...]


def health_late_fee(debt: Decimal, months: int, day: dt.date) -> LateFee:
    """Return the highest late fee for contributions owed: one percent for each month begun (§ 24 (1) SGB IV)."""
    rule = table("health_late_fee_percent", day)
    return LateFee(cents(debt * rule.value * months / 100), rule.value, (rule.law,))
