"""Days as people write them, in four languages and our spellings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reading_dates import read_date
from tests.actions.tables import read_table

TODAY = dt.date(2026, 11, 23)
ROWS = [
    pytest.param(tense, row, id=f"{tense} {language}: {row['text']}")
    for tense, languages in read_table("dates").items()
    for language, rows in languages.items()
    for row in rows
]


@pytest.mark.parametrize(("tense", "row"), ROWS)
def test_a_day_is_read_as_meant(tense: Any, row: dict[str, Any]) -> None:
    assert read_date(row["text"], TODAY, tense) == row["day"]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_full_date_is_that_day_however_it_is_written(day: dt.date) -> None:
    for written in (day.strftime("%d.%m.%Y"), f"{day.day}.{day.month}.{day.year}", day.isoformat(), day.strftime("%d/%m/%Y")):
        assert read_date(written, TODAY) == day, written


@given(st.text(max_size=80), st.sampled_from(["past", "future"]))
def test_no_text_makes_it_fail(text: str, tense: Any) -> None:
    day = read_date(text, TODAY, tense)
    assert day is None or isinstance(day, dt.date)
