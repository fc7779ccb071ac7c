"""Deadlines: examples worked by hand, and what holds for every day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.rules import deadlines
from actions.rules.periods import Period, after, last_day
from actions.rules.working_days import is_holiday, is_working_day, last_working_day, next_working_day
from tests.actions.tables import read_table

TABLE = read_table("deadlines")
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2040, 12, 31))
RULES = st.sampled_from(sorted(deadlines.RULES))


def _rows(name: str) -> list[Any]:
    return [pytest.param(row, id=f"{name} {i} {' '.join(map(str, list(row.values())[:2]))}") for i, row in enumerate(TABLE[name])]


@pytest.mark.parametrize("row", _rows("periods"))
def test_a_period_ends_on_the_day_worked_by_hand(row: dict[str, Any]) -> None:
    found = deadlines.deadline(row["rule"], row["start"])
    assert found.last == row["last"], row
    assert found.law.split(";")[0] in row["law"], "the law of the figure is the law of the example"


@pytest.mark.parametrize("row", _rows("received"))
def test_a_posted_decision_counts_as_received(row: dict[str, Any]) -> None:
    assert deadlines.received(row["dated"], row["dated"]) == row["received"]


@pytest.mark.parametrize("row", _rows("late_withdrawal"))
def test_without_information_a_withdrawal_is_possible_for_longer(row: dict[str, Any]) -> None:
    assert deadlines.late_withdrawal(row["start"]) == row["last"]


@pytest.mark.parametrize("row", _rows("minimum_wage"))
def test_the_minimum_wage_lapses_at_the_end_of_a_year(row: dict[str, Any]) -> None:
    assert deadlines.minimum_wage_lapses(row["due"]) == row["last"]


@pytest.mark.parametrize("row", _rows("landlord_notice"))
def test_a_notice_by_the_landlord(row: dict[str, Any]) -> None:
    found = deadlines.notice_by_landlord(row["arrived"], row["years"])
    assert (found.end, found.later_end, found.object_by) == (row["end"], row.get("later", row["end"]), row["object_by"])


@pytest.mark.parametrize("row", _rows("tenant_notice"))
def test_a_notice_by_the_tenant(row: dict[str, Any]) -> None:
    found = deadlines.notice_by_tenant(row["arrives"])
    assert (found.end, found.arrive_by) == (row["end"], row["arrive_by"])


@pytest.mark.parametrize("row", _rows("rent_increase"))
def test_a_rent_increase(row: dict[str, Any]) -> None:
    found = deadlines.rent_increase(row["arrived"])
    assert (found.think_until, found.new_rent_from) == (row["think_until"], row["new_rent_from"])


def test_there_are_enough_examples() -> None:
    amounts = read_table("amounts")
    count = sum(map(len, TABLE.values())) + sum(map(len, amounts.values())) + len(read_table("insurance"))
    assert count >= 120
    assert {row["rule"] for row in TABLE["periods"]} == set(deadlines.RULES), "every rule has examples"


@given(RULES, DAYS, st.integers(0, 60))
def test_a_later_start_never_gives_an_earlier_deadline(rule: str, start: dt.date, later: int) -> None:
    first = deadlines.deadline(rule, start)
    second = deadlines.deadline(rule, start + dt.timedelta(days=later))
    assert first.last <= second.last
    assert first.last > start


@given(DAYS, st.integers(0, 60), st.sampled_from([None, 0, 4, 5, 7, 8, 30]))
def test_a_later_notice_never_ends_a_lease_earlier(arrived: dt.date, later: int, years: int | None) -> None:
    first = deadlines.notice_by_landlord(arrived, years)
    second = deadlines.notice_by_landlord(arrived + dt.timedelta(days=later), years)
    assert first.end <= second.end and first.end <= first.later_end
    assert first.object_by is not None and first.object_by < first.end
    assert is_working_day(first.object_by)
    own = deadlines.notice_by_tenant(arrived)
    assert own.end <= deadlines.notice_by_tenant(arrived + dt.timedelta(days=later)).end
    assert (own.end + dt.timedelta(days=1)).day == 1, "a lease ends with a month"


@given(DAYS, st.integers(0, 30))
def test_longer_in_the_flat_never_means_a_shorter_notice(arrived: dt.date, years: int) -> None:
    assert deadlines.notice_by_landlord(arrived, years).end <= deadlines.notice_by_landlord(arrived, years + 1).end


@given(DAYS, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 24))
def test_a_last_day_is_a_working_day_and_the_first_after_the_period(start: dt.date, unit: Any, count: int) -> None:
    period = Period(count, unit)
    counted, last = after(start, period), last_day(start, period)
    assert is_working_day(last) and counted <= last
    assert not any(is_working_day(counted + dt.timedelta(days=i)) for i in range((last - counted).days))
    if unit in ("month", "year"):
        assert counted.day == start.day or (counted + dt.timedelta(days=1)).day == 1, "the same number, or the end of a month"
    if unit == "week":
        assert counted.weekday() == start.weekday()


@given(DAYS)
def test_the_next_and_the_last_working_day_stay_near(day: dt.date) -> None:
    assert last_working_day(day) <= day <= next_working_day(day)
    assert (next_working_day(day) - day).days <= 4, "at most Good Friday to Easter Monday"


def test_holidays_are_those_of_north_rhine_westphalia() -> None:
    corpus_christi, all_saints, epiphany, reformation = (dt.date(2026, *day) for day in ((6, 4), (11, 1), (1, 6), (10, 31)))
    assert is_holiday(corpus_christi) and is_holiday(all_saints)
    assert not is_holiday(epiphany) and not is_holiday(reformation)
