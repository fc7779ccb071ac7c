"""The fraud check as a person meets it: judged at once when the text says enough, else after a few questions."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.all_checks import make_engine
from actions.engine import Asker, Engine, Moved
from bot.answer.cards import load_locales

DAY = dt.date(2026, 11, 22)
PARCEL = "Ihr Paket liegt im Depot. Zahlen Sie 1,99 € Zustellgebühr: https://dhl-paket.example/pay oder +44 7700 900123"
UNCLEAR = "Hallo, bitte melden Sie sich wegen der Sache von gestern"
LANGUAGES = sorted(load_locales())


@pytest.fixture(scope="module")
def engine() -> Engine:
    return make_engine()


def asker(language: str = "de") -> Asker:
    return Asker(language, DAY)


def begun(engine: Engine, text: str, language: str = "de") -> Moved:
    moved = engine.begin("fraud_check", text, asker(language))
    assert moved is not None
    return moved


def said(language: str, key: str) -> str:
    return load_locales()[language].checks[f"fraud_check.{key}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clear_fraud_is_named_at_once_with_its_words_and_what_to_do(engine: Engine, language: str) -> None:
    moved = begun(engine, PARCEL, language)
    text = moved.reply.text
    # then the verdict comes first, signs with marked words follow, then what to do and who helps
    assert text.startswith(said(language, "likely"))
    assert said(language, "sign_parcel_link") in text
    assert "**Paket**" in text
    assert said(language, "do_likely") in text
    assert "116116" in text
    assert moved.card == "fraud/phishing"
    # and no more than three reasons are given
    assert text.count("\n•") == 3


def test_nothing_in_the_answer_leads_to_the_fraudster(engine: Engine) -> None:
    text = begun(engine, PARCEL).reply.text
    assert "dhl-paket.example" not in text
    assert "900123" not in text


def test_the_words_of_the_message_are_erased_and_fade(engine: Engine) -> None:
    moved = begun(engine, PARCEL)
    assert moved.erase
    assert moved.fades is not None
    assert "Depot" in moved.reply.text
    assert "Depot" not in moved.fades
    assert "Depot" not in str(moved.state.as_slot())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_clear_is_asked_four_times_at_most_and_never_called_safe(engine: Engine, language: str) -> None:
    moved = begun(engine, UNCLEAR, language)
    asked = []
    while moved.reply.kind == "form":
        asked.append(moved.state.step)
        refuse = [button.payload for button in moved.reply.buttons if button.payload.endswith((":refuse", ":me"))]
        moved = engine.tap(refuse[0], moved.state.as_slot(), asker(language))
    assert asked == ["contact", "pay_before", "secret", "hurry"]
    assert moved.reply.text.startswith(said(language, "none"))


def test_a_flat_is_asked_about_the_flat_and_the_signs_stand_above(engine: Engine) -> None:
    moved = begun(engine, "Der Vermieter ist leider im Ausland, die Wohnung ist sehr schön.")
    assert moved.state.step == "seen"
    assert said("de", "sign_landlord_abroad") in moved.reply.text
    assert "**Vermieter**" in moved.reply.text
    assert moved.fades is not None and "**" not in moved.fades
    # when it was not seen and money is wanted, no further question is needed
    moved = engine.tap("k:fraud_check:seen:refuse", moved.state.as_slot(), asker())
    moved = engine.tap("k:fraud_check:contact:they", moved.state.as_slot(), asker())
    assert moved.reply.text.startswith(said("de", "likely"))
    assert moved.card == "fraud/fake_flat"


def test_an_ordinary_message_is_not_followed_by_questions(engine: Engine) -> None:
    moved = begun(engine, "Praxis Dr. Yilmaz: Wir erinnern Sie an Ihren Termin am Donnerstag um 10:15 Uhr.")
    assert moved.reply.kind == "answer"
    assert moved.reply.text.startswith(said("de", "none"))


def test_not_knowing_is_an_answer_but_no_all_clear(engine: Engine) -> None:
    moved = begun(engine, UNCLEAR)
    while moved.reply.kind == "form":
        moved = engine.tap(f"k:fraud_check:{moved.state.step}:unknown", moved.state.as_slot(), asker())
    assert moved.reply.text.startswith(said("de", "careful"))


def test_who_has_no_text_is_asked_questions(engine: Engine) -> None:
    moved = engine.tap("k:fraud_check:text:unknown", None, asker())
    assert moved.state.step == "contact"


def test_a_greeting_is_no_message_to_be_checked(engine: Engine) -> None:
    assert engine.begin("fraud_check", "Guten Tag", asker()) is None


def test_the_staff_gets_nothing_of_it(engine: Engine) -> None:
    assert engine.facts(begun(engine, PARCEL).state.as_slot(), "de") == []


def test_what_the_person_has_answered_is_a_reason_too(engine: Engine) -> None:
    moved = begun(engine, "Der Vermieter ist leider im Ausland, die Wohnung ist sehr schön.")
    for payload in ("seen:refuse", "contact:me", "pay_before:agree"):
        moved = engine.tap(f"k:fraud_check:{payload}", moved.state.as_slot(), asker())
    assert said("de", "sign_pay_before_viewing") in moved.reply.text
