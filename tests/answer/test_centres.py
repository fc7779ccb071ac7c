"""How to reach a centre: as in knowledge/places, with what its lead has changed."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.answer.cards import load_locales
from bot.answer.centres import describe, hours_text, load_centres, with_changes

NOTHING = {
    "open": True, "phone": None, "email": None, "address": None, "url": None, "hours": None, "closed_on": [], "answer_days": 3,
    "keep_days": 60, "languages": [],
}  # fmt: skip
HOURS = {
    "mon": [["08:00", "12:00"], ["13:00", "16:00"]],
    "tue": [["08:00", "12:00"], ["13:00", "16:00"]],
    "wed": [["08:00", "12:00"]],
    "fri": [["08:00", "12:00"]],
}


def test_a_phone_that_the_lead_has_set_is_sure_and_takes_the_place_of_the_switchboard() -> None:
    # given a centre of which only the switchboard is known, and not for sure
    before = load_centres()["duisburg"]
    assert "nicht sicher geprüft: 0203 283-0" in describe(before, "Duisburg", load_locales()["de"])
    # when its lead sets a phone
    after = with_changes(before, NOTHING | {"phone": "0203 1234567"})
    # then that is shown, and nothing else
    text = describe(after, "Duisburg", load_locales()["de"])
    assert "Telefon: 0203 1234567" in text
    assert "0203 283-0" not in text


def test_what_the_lead_has_not_changed_stays() -> None:
    before = load_centres()["duisburg"]
    after = with_changes(before, NOTHING | {"closed_on": [["2026-12-24", "2027-01-01"]]})
    assert (after.name, after.url, after.switchboard) == (before.name, before.url, before.switchboard)
    assert (after.answers_here, after.answer_days, after.keep_days) == (True, 3, 60)
    assert after.closed_on == ((dt.date(2026, 12, 24), dt.date(2027, 1, 1)),)


def test_languages_that_somebody_there_speaks_are_named_as_their_speakers_call_them() -> None:
    before = load_centres()["duisburg"]
    # when the lead has ticked some
    after = with_changes(before, NOTHING | {"languages": ["tr", "rom", "bg"]})
    # then people read them in every language
    said = {language: describe(after, "Duisburg", locale) for language, locale in load_locales().items()}
    assert "Sprachen dort: Български, Romani čhib, Türkçe" in said["de"]
    assert "Limbi vorbite acolo: Български, Romani čhib, Türkçe" in said["ro"]
    assert "Там говорят: Български, Romani čhib, Türkçe" in said["bg"]
    assert "Kothe vakeren: Български, Romani čhib, Türkçe" in said["rom"]
    # and where nobody has ticked any, there is no such line
    assert "Sprachen dort" not in describe(before, "Duisburg", load_locales()["de"])


def test_without_a_row_nobody_answers_at_the_desk() -> None:
    assert not with_changes(load_centres()["duisburg"], None).answers_here


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Montag – Dienstag: 08:00–12:00, 13:00–16:00; Mittwoch: 08:00–12:00; Freitag: 08:00–12:00"),
        ("ro", "luni – marți: 08:00–12:00, 13:00–16:00; miercuri: 08:00–12:00; vineri: 08:00–12:00"),
        ("bg", "понеделник – вторник: 08:00–12:00, 13:00–16:00; сряда: 08:00–12:00; петък: 08:00–12:00"),
    ],
)
def test_hours_stand_in_the_language_of_the_person(language: str, text: str) -> None:
    assert hours_text(HOURS, load_locales()[language]) == text
