"""How much: examples worked by hand, and what holds for all numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.rules import amounts
from bot.answer.knowledge import FigureExpired
from tests.actions.tables import read_table

TABLE = read_table("amounts")
DAY = dt.date(2026, 11, 23)
MONEY = st.decimals(Decimal(1), Decimal(100_000), places=2)
_EXPECTED = {
    "deposit": ("most", "allowed", "first_part"),
    "rent_cap": ("most", "allowed"),
    "utility_bill": ("last_day", "in_time"),
    "wage": ("hourly", "due", "missing"),
    "notice_period": ("count", "unit", "pay"),
    "free_childcare": ("from_day", "free"),
    "copayment_limit": ("most",),
    "health_late_fee": ("most",),
}
ROWS = [pytest.param(name, row, id=f"{name} {i}") for name, rows in TABLE.items() for i, row in enumerate(rows)]


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_an_example_worked_by_hand(name: str, row: dict[str, Any]) -> None:
    expected = _EXPECTED[name]
    whole = {"years", "months", "children"}
    given_values = {
        key: value if key in whole else _exact(value) for key, value in row.items() if key not in (*expected, "law", "why")
    }
    if name != "utility_bill":
        given_values.setdefault("day", DAY)
    found = getattr(amounts, name)(**given_values)
    for field in expected:
        value = getattr(found, field)
        assert (Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value) == _exact(row[field]), field
    assert found.laws[0] in row["law"] or row["law"] in found.laws[0], found.laws


@given(MONEY, MONEY)
def test_a_deposit_is_allowed_up_to_three_rents(rent: Decimal, asked: Decimal) -> None:
    found = amounts.deposit(rent, asked, DAY)
    assert found.allowed == (asked <= 3 * rent)
    assert found.first_part <= rent + Decimal("0.01")


@given(MONEY)
def test_the_cap_is_lower_in_tight_markets(rent: Decimal) -> None:
    assert amounts.rent_cap(rent, None, "05315000", DAY).most <= amounts.rent_cap(rent, None, "05112000", DAY).most


@given(MONEY, st.integers(1, 300))
def test_a_wage_with_what_is_missing_reaches_the_minimum(paid: Decimal, hours: int) -> None:
    found = amounts.wage(paid, Decimal(hours), DAY)
    assert paid + found.missing >= found.due
    assert (found.missing == 0) == (paid >= found.due)


@given(st.integers(0, 50))
def test_more_years_never_shorten_a_notice(years: int) -> None:
    def days(period: amounts.NoticePeriod) -> int:
        return period.count * (7 if period.unit == "week" else 30)

    assert days(amounts.notice_period(years, False, None, DAY)) <= days(amounts.notice_period(years + 1, False, None, DAY))


@given(st.dates(dt.date(2015, 1, 1), dt.date(2026, 11, 23)), st.integers(0, 400))
def test_a_younger_child_is_never_free_earlier(born: dt.date, days: int) -> None:
    older = amounts.free_childcare(born, DAY)
    younger = amounts.free_childcare(born + dt.timedelta(days=days), DAY)
    assert older.from_day <= younger.from_day


def test_figures_that_have_run_out_are_not_worked_with() -> None:
    next_year = dt.date(2027, 1, 2)
    with pytest.raises(FigureExpired):
        amounts.copayment_limit(Decimal(30_000), True, 1, False, False, next_year)
    with pytest.raises(FigureExpired):
        amounts.copayment_limit(Decimal(0), False, 0, False, True, next_year)
    with pytest.raises(FigureExpired):
        amounts.rent_cap(Decimal(500), None, None, dt.date(2030, 3, 1))
