"""The honest day: working days of a centre, with weekends, holidays of North Rhine-Westphalia and its own closed days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.answer.centres import Centre, load_centres
from bot.handoff.workdays import HERE, is_workday, promised

HOURS = {"mon": [["08:00", "12:00"], ["13:00", "15:30"]], "thu": [["14:00", "18:00"]]}


@pytest.fixture
def centre() -> Centre:
    return replace(load_centres()["duisburg"], answer_days=2)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("2026-11-23T10:00", "2026-11-25T16:00"),  # Monday: Wednesday
        ("2026-11-23T23:59", "2026-11-25T16:00"),  # the day of asking never counts
        ("2026-11-27T09:00", "2026-12-01T16:00"),  # Friday: over the weekend
        ("2026-11-28T09:00", "2026-12-01T16:00"),  # Saturday
        ("2026-04-02T09:00", "2026-04-08T16:00"),  # Maundy Thursday: Good Friday and Easter Monday are holidays
        ("2026-06-03T09:00", "2026-06-08T16:00"),  # Corpus Christi is a holiday in NRW
        ("2026-10-30T09:00", "2026-11-03T16:00"),  # All Saints is one, and falls on a Sunday
        ("2026-12-30T09:00", "2027-01-04T16:00"),  # New Year, over the turn of the year
    ],
)
def test_the_promised_day_is_a_working_day(centre: Centre, asked: str, until: str) -> None:
    assert promised(moment(asked), centre) == moment(until)


def test_reformation_day_is_no_holiday_in_nrw(centre: Centre) -> None:
    assert is_workday(dt.date(2028, 10, 31), centre)


def test_days_on_which_the_centre_is_closed_do_not_count(centre: Centre) -> None:
    # given a centre that is closed between the years
    closed = replace(centre, closed_on=((dt.date(2026, 12, 24), dt.date(2026, 12, 31)),))
    # then it promises the first days of January
    assert promised(moment("2026-12-23T10:00"), closed) == moment("2027-01-05T16:00")


def test_hours_say_on_which_days_and_until_when_somebody_works(centre: Centre) -> None:
    # given a centre that is open on Mondays and Thursdays only
    part_time = replace(centre, opening=HOURS, answer_days=1)
    assert promised(moment("2026-11-23T08:00"), part_time) == moment("2026-11-26T18:00")
    assert promised(moment("2026-11-26T08:00"), part_time) == moment("2026-11-30T15:30")


def test_the_day_is_that_of_germany_whatever_the_clock_of_the_server(centre: Centre) -> None:
    # given half past midnight on Tuesday in Germany, which is still Monday in UTC
    asked = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
    assert promised(asked, centre) == moment("2026-11-26T16:00")


def test_a_centre_that_is_closed_for_years_promises_nothing(centre: Centre) -> None:
    closed = replace(centre, closed_on=((dt.date(2026, 1, 1), dt.date(2028, 12, 31)),))
    with pytest.raises(ValueError, match="no working day"):
        promised(moment("2026-11-23T08:00"), closed)
