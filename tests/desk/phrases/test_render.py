"""Phrases: filled in four languages, from what the staff typed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.phrases.book import BLANK, load_book
from desk.phrases.forms import PhraseForm
from desk.phrases.render import BlankError, joined, render
from desk.texts import LANGUAGES

RENDERED = yaml.safe_load(Path(__file__).with_name("rendered.yml").read_text(encoding="utf-8"))
BOOK = load_book()
EVERY_PHRASE = [phrase for group in BOOK.groups for phrase in group.phrases]
ONE_OF_EACH: dict[str, Any] = {
    "date": "2026-11-24",
    "date_a": "2026-11-24",
    "date_b": "2026-11-25",
    "time": "09:00",
    "time_a": "09:00",
    "time_b": "09:00",
    "time_from": "09:00",
    "time_to": "12:00",
    "weekday": "mon",
    "place": "Neckarstraße 12",
    "place_here": "Neckarstraße 12",
    "person": "Frau Kaya",
    "person_here": "Frau Kaya",
    "papers": ["passport", "id_card"],
    "office": "jobcenter",
    "euro": "12",
    "number": "3",
    "phone": "0203 283 0",
    "phone_here": "0203 283 0",
    "emergency": "110",
    "words": "Seite 2",
}


@pytest.mark.parametrize("case", RENDERED, ids=lambda case: case["phrase"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_phrase_reads_as_a_person_of_that_language_would_say_it(case: dict[str, Any], language: str) -> None:
    # given a form as the staff filled it
    phrase = BOOK.phrase(case["phrase"])
    form = PhraseForm(phrase, case["values"])
    assert form.is_valid(), form.errors
    # when it is rendered for a person
    rendered = render(phrase, language, form.cleaned_data)
    # then both versions are as a native speaker can read them in the table
    assert rendered.text.replace("\u00a0", " ") == case[language]
    assert rendered.german.replace("\u00a0", " ") == case["de"]


@pytest.mark.parametrize("phrase", EVERY_PHRASE, ids=lambda phrase: phrase.id)
def test_every_phrase_can_be_filled_in_every_language(phrase: Any) -> None:
    # given values for all its blanks
    form = PhraseForm(phrase, ONE_OF_EACH)
    assert form.is_valid(), form.errors
    # when it is rendered, then no blank is left, and no two full stops meet
    for language in LANGUAGES:
        text = render(phrase, language, form.cleaned_data).text
        assert not BLANK.search(text)
        assert ".." not in text


def test_there_are_phrases_enough_and_none_is_left_out_of_the_groups() -> None:
    # given the German file
    lists = {"paper", "office", "weekday", "word"}
    # when it is compared with the groups that the desk shows
    shown = {group.key for group in BOOK.groups}
    # then all are there
    assert shown == set(BOOK.tables["de"]) - lists
    assert len(EVERY_PHRASE) >= 100


def test_a_missing_value_names_its_blank_in_german() -> None:
    # given a phrase without its date
    phrase = BOOK.phrase("hours/closed_day")
    # when it is rendered, then the blank is told
    with pytest.raises(BlankError, match="Bitte ausfüllen: Datum") as raised:
        render(phrase, "ro", {})
    assert raised.value.blank.name == "date"


@pytest.mark.parametrize(
    ("phrase_id", "values"),
    [
        ("papers/bring", {"papers": ["no_such_paper"]}),
        ("referral/office", {"office": "no_such_office"}),
        ("deadline/danger", {"emergency": "0800"}),
        ("hours/closed_day", {"date": "24.11."}),
        ("money/amount", {"euro": 12.5}),
    ],
)
def test_a_value_that_does_not_belong_there_is_refused(phrase_id: str, values: dict[str, Any]) -> None:
    with pytest.raises(BlankError, match="passt nicht"):
        render(BOOK.phrase(phrase_id), "bg", values)


def test_braces_and_line_breaks_in_an_address_stay_harmless() -> None:
    # given an address with braces and a line break
    phrase = BOOK.phrase("hours/address")
    # when it is rendered, then the braces are shown as typed, on one line
    assert render(phrase, "de", {"place_here": "Haus {date}\nRaum 3"}).text == "Sie finden uns hier: Haus {date} Raum 3."


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12", "12"), ("12,5", "12.5"), ("12.50 €", "12.50"), ("1.200", "1200"), ("1.200,50", "1200.50"), ("12 000", "12000")],
)
def test_an_amount_is_read_as_it_is_written_in_germany(typed: str, amount: str) -> None:
    form = PhraseForm(BOOK.phrase("money/amount"), {"euro": typed})
    assert form.is_valid()
    assert form.cleaned_data["euro"] == Decimal(amount)


@pytest.mark.parametrize("typed", ["zwölf", "1,200.50", "12,345", "-5", "0", "1.20.0"])
def test_an_amount_that_could_mean_two_things_is_asked_again(typed: str) -> None:
    form = PhraseForm(BOOK.phrase("money/amount"), {"euro": typed})
    assert form.errors["euro"] == ["Bitte schreiben Sie den Betrag so: 120,50"]


def test_the_form_says_in_german_what_is_missing_or_impossible() -> None:
    # given an opening that ends before it begins, without a place
    values = {"weekday": "mon", "time_from": "12:00", "time_to": "09:00"}
    form = PhraseForm(BOOK.phrase("appointment/without"), values)
    # when it is checked, then both are told
    assert form.errors == {"place_here": ["Bitte ausfüllen: Adresse."], "time_to": ["„Bis“ muss später sein als „Von“."]}


def test_a_choice_between_two_equal_appointments_is_refused() -> None:
    values = {"date_a": "2026-11-24", "time_a": "09:00", "date_b": "2026-11-24", "time_b": "09:00"}
    form = PhraseForm(BOOK.phrase("appointment/offer_two"), values)
    assert form.errors == {"date_b": ["Termin A und Termin B sind gleich."]}


@pytest.mark.parametrize(
    ("parts", "sentence"), [(["a"], "a"), (["a", "b"], "a und b"), (["a", "b", "c"], "a, b und c")]
)  # fmt: skip
def test_parts_are_joined_as_in_a_sentence(parts: list[str], sentence: str) -> None:
    assert joined(parts, "und") == sentence


def test_a_label_shows_what_will_be_asked() -> None:
    assert BOOK.phrase("call/please").label == "Bitte rufen Sie uns an. Telefon: [Telefonnummer]."


def test_a_time_keeps_its_minutes() -> None:
    assert "9:05" in render(BOOK.phrase("call/we_call"), "de", {"date": dt.date(2026, 11, 24), "time": dt.time(9, 5)}).text
