"""Whole conversations with people on Telegram, against the real server."""

from __future__ import annotations

import pytest

from bot.answer.cards import load_locales
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.people import TelegramPerson

QUESTIONS = {
    "ro": "garantia la chirie cat e?",
    "bg": "колко е депозитът за жилище",
    "rom": "kozom šaj te mangel o gazda kaution",
    "de": "Wie hoch darf die Kaution sein?",
}


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_from_start_to_an_answer_to_a_choice_to_a_person(house: TelegramHouse, language: str) -> None:
    # given somebody whose phone speaks a language that is none of ours
    person, ui = TelegramPerson(house.telegram, "en"), load_locales()[language].ui
    # when they tap on Start, they are asked for the language in all four
    start = person.asks("/start")
    assert [button["text"] for button in start.buttons] == [locale.own_name for locale in load_locales().values()]
    # when they choose one, the question gives way to the first screen
    first = person.chooses(start, f"l:{language}")
    assert first.id == start.id
    assert ui["text.greet"] in first.text
    # when they ask, there is a card with a button for each part
    card = person.asks(QUESTIONS[language])
    if "c:tenancy/deposit:steps" not in [button["callback_data"] for button in card.buttons]:
        card = person.chooses(card, "c:tenancy/deposit:short")
    steps = person.chooses(card, "c:tenancy/deposit:steps")
    assert ui["heading.steps"] in steps.text
    assert steps.id != card.id, "what is worth reading again stays"
    # when they want a person and name their town, they get the centre
    person.chooses(steps, "d:human")
    centre = person.asks("Duisburg")
    assert "Duisburg" in centre.text
    assert ui["text.ki_intro"].split("{place}")[0] in centre.text
