"""What looks like a slip is said before something is sent, and never hinders."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from desk.phrases.book import load_book
from desk.phrases.doubts import doubts
from desk.phrases.forms import PhraseForm

TODAY = dt.date(2026, 11, 23)
DATE_AND_TIME = load_book().phrase("call/we_call")


@pytest.mark.parametrize(
    ("day", "time", "told"),
    [
        (dt.date(2026, 11, 24), dt.time(9), []),
        (dt.date(2026, 11, 23), dt.time(9), []),
        (dt.date(2026, 11, 20), dt.time(9), ["Datum: Der 20.11.2026 ist schon vorbei."]),
        (dt.date(2026, 11, 29), dt.time(9), ["Datum: Der 29.11.2026 ist ein Sonntag."]),
        (dt.date(2027, 5, 27), dt.time(9), ["Datum: Der 27.05.2027 ist in NRW ein Feiertag (Fronleichnam)."]),
        (dt.date(2028, 1, 12), dt.time(9), ["Datum: Der 12.01.2028 ist in mehr als einem Jahr."]),
        (dt.date(2026, 11, 24), dt.time(3), ["Uhrzeit: 03:00 Uhr ist ungewöhnlich früh oder spät."]),
    ],
)
def test_days_and_times_that_look_like_a_slip_are_told(day: dt.date, time: dt.time, told: list[str]) -> None:
    assert list(doubts(DATE_AND_TIME, {"date": day, "time": time}, TODAY)) == told


@pytest.mark.parametrize(
    ("phrase_id", "values", "told"),
    [
        ("hours/open", {"weekday": "sun", "time_from": dt.time(9), "time_to": dt.time(12)}, "Es ist ein Sonntag."),
        ("form/missing", {"words": "Seite 2"}, "Das wird nicht übersetzt."),
    ],
)
def test_sundays_and_own_words_are_told(phrase_id: str, values: dict[str, Any], told: str) -> None:
    assert told in " ".join(doubts(load_book().phrase(phrase_id), values, TODAY))


@time_machine.travel("2026-11-23 23:30:00+00:00")
def test_today_is_the_day_in_germany() -> None:
    # given half past eleven at night in London, when it is the 24th in Germany already
    form = PhraseForm(load_book().phrase("hours/closed_day"), {"date": "2026-11-23"})
    # when the 23rd is entered, then it is over
    assert form.is_valid()
    assert form.warnings == ["Datum: Der 23.11.2026 ist schon vorbei."]
