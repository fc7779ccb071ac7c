"""What is said in each situation, in every language."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from bot.answer.cards import load_foreign, load_locales
from bot.answer.payloads import MAX_BYTES, UnknownPayload, read
from bot.answer.speaker import Situation, Speaker, make_speaker
from bot.settings import ROOT
from bot.understand.sayings import is_card

LANGUAGES = list(load_locales())
INTENTS = [name for entry in yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"] for name in entry]


@pytest.fixture(scope="module")
def speaker() -> Speaker:
    return make_speaker()


def situation(intent: str, language: str = "de", **changes: Any) -> Situation:
    values: dict[str, Any] = {
        "intent": intent, "decision": {}, "language": language, "card": None, "place": None, "topic": None,
        "place_choices": (), "day": dt.date(2026, 11, 22),
    }  # fmt: skip
    return Situation(**(values | changes))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_gets_words_and_working_buttons(speaker: Speaker, intent: str, language: str) -> None:
    # given any intent of the domain
    reply = speaker.say(situation(intent, language, decision={"offered": ["tenancy_deposit"]}, topic="tenancy"))
    # then there is an answer, its placeholders are filled, and every button means something
    assert reply.text.strip()
    assert "{" not in reply.text
    for button in reply.buttons:
        assert len(button.payload.encode()) <= MAX_BYTES
        assert button.payload.startswith("k:") or read(button.payload).intent in INTENTS
        assert button.title.strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_is_one_tap_away_from_every_card(speaker: Speaker, language: str) -> None:
    for intent in filter(is_card, INTENTS):
        reply = speaker.say(situation(intent, language))
        payloads = [button.payload for button in reply.buttons]
        assert "d:human" in payloads or reply.kind in ("handoff", "answer"), intent
        assert reply.card


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_matter_that_always_needs_a_person_says_so_and_offers_one_first(speaker: Speaker, language: str) -> None:
    # given an eviction, of which the facts say "always hand over", and the deposit, of which they don't
    eviction, deposit = (speaker.say(situation(intent, language)) for intent in ("tenancy_eviction", "tenancy_deposit"))
    # then a person stands first, once, and a sentence says so
    assert [button.payload for button in eviction.buttons].index("d:human") == 0
    assert [button.payload for button in eviction.buttons].count("d:human") == 1
    person = load_locales()[language].ui["button.person"]
    assert load_locales()[language].ui["handoff.best_a_person"].format(button=person) in eviction.text
    assert deposit.buttons[0].payload != "d:human"
    assert person not in deposit.text


def test_after_an_emergency_a_person_is_offered(speaker: Speaker) -> None:
    reply = speaker.say(situation("urgent_violence_now"))
    assert reply.text.index("110") < reply.text.index("Danach hilft Ihnen auch ein Mensch")
    assert "d:human" in [button.payload for button in reply.buttons]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", ["tenancy_deposit", "greet", "privacy", "delete_data", "urgent_violence_now", "offer"])
def test_everything_is_also_said_in_german(speaker: Speaker, intent: str, language: str) -> None:
    # given the same said in German
    german = speaker.say(situation(intent, decision={"offered": ["tenancy_deposit"]}))
    # when it is said in another language, then the German stands beside it, and the titles of the buttons in their order
    said = speaker.say(situation(intent, language, decision={"offered": ["tenancy_deposit"]}))
    if language == "de":
        assert said.german is None
        return
    assert said.german == german.text
    assert said.german_buttons == tuple(button.title for button in german.buttons)


def test_a_button_back_to_german_does_not_shift_the_german_titles(speaker: Speaker) -> None:
    # given somebody who has just changed from German
    said = speaker.say(situation("tenancy_deposit", "ro", decision={"previous_language": "de"}))
    assert said.german_buttons
    titles = dict(zip((button.payload for button in said.buttons), said.german_buttons, strict=True))
    assert titles["c:tenancy/deposit:steps"] == "Was tun?"
    assert titles["l:de"] == "Zurück zu Deutsch"


def test_the_first_screen_says_what_this_is_not_and_how_to_delete(speaker: Speaker) -> None:
    text = speaker.say(situation("greet")).text
    for words in (
        "kein Mensch",
        "nicht die Polizei",
        "Ausländerbehörde",
        "Jobcenter",
        "Namen brauche ich nicht",
        "30 Tagen",
        "Daten löschen",
    ):
        assert words in text


def test_a_card_has_a_button_for_each_of_its_parts(speaker: Speaker) -> None:
    payloads = [button.payload for button in speaker.say(situation("tenancy_deposit")).buttons]
    for part in ("more", "steps", "bring", "never", "who", "source"):
        assert f"c:tenancy/deposit:{part}" in payloads


def test_repeat_says_the_last_card_step_by_step(speaker: Speaker) -> None:
    text = speaker.say(situation("repeat", card="tenancy_deposit")).text
    assert "Schritt für Schritt" in text
    assert "1. " in text


def test_a_changed_language_can_be_changed_back(speaker: Speaker) -> None:
    reply = speaker.say(situation("tenancy_deposit", "bg", decision={"previous_language": "ro"}))
    assert reply.buttons[0].payload == "l:ro"


def test_an_offer_has_the_three_cards_something_else_and_a_person(speaker: Speaker) -> None:
    offered = ["tenancy_deposit", "tenancy_contract", "find_ki"]
    payloads = [button.payload for button in speaker.say(situation("offer", decision={"offered": offered})).buttons]
    assert payloads == ["c:tenancy/deposit:short", "c:tenancy/contract:short", "d:find_ki", "d:help", "d:human"]


def test_an_unsure_phone_of_a_centre_is_never_shown_as_sure(speaker: Speaker) -> None:
    # given Duisburg, whose number was seen only in part
    text = speaker.say(situation("find_ki", place="05112000")).text
    assert "Duisburg" in text
    assert "nicht sicher geprüft" in text


def test_an_ambiguous_place_asks_with_buttons(speaker: Speaker) -> None:
    reply = speaker.say(situation("find_ki", place_choices=("05370016", "05370028")))
    assert [button.payload for button in reply.buttons] == ["p:05370016", "p:05370028"]


def test_outside_gets_the_federal_advice(speaker: Speaker) -> None:
    text = speaker.say(situation("find_ki", place="outside")).text
    assert "nicht in Nordrhein-Westfalen" in text


@pytest.mark.parametrize("code", ["tr", "en", "ru", "uk", "ar", "sq", "sr"])
def test_other_languages_are_told_in_their_own_words(speaker: Speaker, code: str) -> None:
    reply = speaker.say(situation("foreign", decision={"foreign": code}))
    assert reply.text == load_foreign()[code]["text"]
    assert reply.text != load_foreign()["default"]["text"] or code == "en"
    assert [button.payload for button in reply.buttons] == ["l:ro", "l:bg", "l:rom", "l:de", "d:human"]


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "c:",
        "x:y",
        "c:a:b",
        "p:abc",
        "d:a:b",
        "d:restart",
        "d:session_start",
        "d:EXTERNAL_x",
        "l:xx",
        "t:nothing",
        "c:tenancy/none:short",
        "c:tenancy/deposit:items",
        "c:tenancy/deposit:steps:x",
        "l:" + "ä" * 40,
    ],
)
def test_payloads_that_are_not_ours_are_refused(payload: str) -> None:
    with pytest.raises(UnknownPayload):
        read(payload)
