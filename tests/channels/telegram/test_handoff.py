"""The hand-off on Telegram: a place from the map, what stays to be read, what is said while the staff holds it."""

from __future__ import annotations

import pytest

from bot.answer.cards import load_locales
from tests.channels.telegram.test_conversations import QUESTIONS
from tests.desk_client import Desk
from tests.telegram_world.api import Shown
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.office import Office
from tests.telegram_world.people import TelegramPerson

DE = load_locales()["de"].ui
MARXLOH = {"latitude": 51.505612, "longitude": 6.771234}
VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 3}


@pytest.fixture
def desk(house: TelegramHouse) -> Desk:
    desk = Desk(house.server)
    desk.rows("INSERT INTO centres (id, open) VALUES ('duisburg', true) ON CONFLICT (id) DO UPDATE SET open = true")
    return desk


def payload(shown: Shown, begins: str) -> str:
    return next(button["callback_data"] for button in shown.buttons if button["callback_data"].startswith(begins))


def handed_over(person: TelegramPerson) -> Shown:
    """Say where one is by the map, agree, and return the question that was agreed to."""
    person.chooses(person.asks("/help"), "d:human")
    person.sends(location=MARXLOH)
    consent = person.chooses(person.answer(), "t:tenancy")
    person.chooses(person.chooses(consent, payload(consent, "h:yes")), "h:skip")
    return consent


def test_the_place_may_come_from_the_map_and_what_was_agreed_to_stays(person: TelegramPerson, desk: Desk, office: Office) -> None:
    consent = handed_over(person)
    # then the words that were agreed to can still be read
    shown = {message.id: message.text for message in person.telegram.api.sent_to(person.chat)}
    assert shown[consent.id] == consent.text
    assert "Kommunales Integrationszentrum Duisburg" in consent.text
    # and the case knows the town, and nowhere stands where they were
    case = desk.rows("SELECT * FROM cases WHERE conversation = %s", office.conversation_of(person.chat))[0]
    assert (case["centre"], case["place"], case["state"], case["channel"]) == ("duisburg", "05112000", "waiting", "telegram")
    assert "51.5056" not in str(case)


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_from_start_over_a_card_to_the_staff_and_their_reply(
    house: TelegramHouse, desk: Desk, office: Office, language: str
) -> None:
    # given somebody who has chosen a language and read a card
    person, ui = TelegramPerson(house.telegram, "en"), load_locales()[language].ui
    person.chooses(person.asks("/start"), f"l:{language}")
    card = person.asks(QUESTIONS[language])
    if "c:tenancy/deposit:steps" not in [button["callback_data"] for button in card.buttons]:
        card = person.chooses(card, "c:tenancy/deposit:short")
    # when they want a person, say where they live and agree
    person.chooses(card, "d:human")
    consent = person.asks("Marxloh")
    assert "Kommunales Integrationszentrum Duisburg" in consent.text
    done = person.chooses(person.chooses(consent, payload(consent, "h:yes")), "h:skip")
    # then they read in their language that it was handed over, and about what
    assert ui["handoff.done"].split("{centre}")[0] in done.text
    case = desk.rows("SELECT * FROM cases WHERE conversation = %s", office.conversation_of(person.chat))[0]
    assert (case["language"], case["card"], case["centre"]) == (language, "tenancy/deposit", "duisburg")
    # when the staff take it, reply in that language and close, the person reads each once
    desk.order("take", case["id"])
    assert person.answer().text == ui["staff.taken"]
    desk.say(case["id"], "10:30", language=language)
    assert person.answer().text == f"👤 {ui['page.staff']}\n10:30"
    desk.order("close", case["id"], reason="answered")
    assert ui["staff.closed_answered"] in person.answer().text


def test_to_the_staff_a_voice_message_is_refused_and_words_are_not_answered(
    house: TelegramHouse, person: TelegramPerson, desk: Desk, office: Office
) -> None:
    # given a case that the staff holds
    handed_over(person)
    conversation = office.conversation_of(person.chat)
    case = desk.rows("SELECT id FROM cases WHERE conversation = %s", conversation)[0]["id"]
    desk.order("take", case)
    assert person.answer().text == DE["staff.taken"]
    typing = len(house.telegram.made("sendChatAction", person.chat))
    # when the person writes, nobody but the staff answers, and nobody pretends to
    person.says("Wie hoch darf die Kaution sein?")
    house.telegram.until(lambda: not desk.rows("SELECT 1 FROM messages WHERE conversation = %s AND pending", conversation))
    # when they send what nobody can hear, they are told so, with the way back
    person.sends(voice=VOICE)
    refused = person.answer()
    assert refused.text == DE["handoff.staff_no_words"]
    assert len(house.telegram.made("sendChatAction", person.chat)) == typing
    # when they go back, the bot answers again
    assert "wieder mit dem Programm" in person.chooses(refused, "h:back").text
    assert "c:tenancy/deposit:steps" in str(person.asks("Wie hoch darf die Kaution sein?").buttons)
