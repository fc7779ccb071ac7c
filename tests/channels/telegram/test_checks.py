"""A guided check on Telegram."""

from __future__ import annotations

import pytest

from bot.answer.cards import load_locales
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.people import TelegramPerson


@pytest.mark.parametrize("language", list(load_locales()))
def test_from_a_card_to_the_outcome_by_taps_and_typing(house: TelegramHouse, language: str) -> None:
    # given somebody who reads the card on the deposit
    person, texts = TelegramPerson(house.telegram, "en"), load_locales()[language].checks
    person.chooses(person.asks("/start"), f"l:{language}")
    topics = person.asks("/help")
    menu = person.chooses(topics, "t:tenancy")
    card = person.chooses(menu, "c:tenancy/deposit:short")
    # when they let it be worked out
    question = person.chooses(card, "k:how_much:what:deposit")
    assert question.text.startswith(texts["how_much.cold_rent"])
    second = person.asks("750")
    assert second.text.startswith(texts["how_much.deposit_asked"])
    outcome = person.asks("2600")
    # then the outcome stays when the menu is opened
    assert "§ 551 BGB" in outcome.text
    again = person.chooses(outcome, "d:help")
    assert again.id != outcome.id
    # and a question that is tapped through gives way to the next
    first = person.chooses(again, "t:work")
    period = person.chooses(first, "k:until_when:area:job")
    form = person.chooses(period, "k:until_when:job:dismissal")
    assert form.id == period.id


def test_start_ends_a_check_that_was_open(house: TelegramHouse) -> None:
    # given somebody who was asked for a number
    person = TelegramPerson(house.telegram)
    person.chooses(person.asks("/start"), "l:de")
    menu = person.chooses(person.asks("/help"), "t:tenancy")
    card = person.chooses(menu, "c:tenancy/deposit:short")
    person.chooses(card, "k:how_much:what:deposit")
    # when they begin anew
    person.asks("/start")
    # then a number is not taken for the answer
    assert "Wie viel Kaution" not in person.asks("750").text
