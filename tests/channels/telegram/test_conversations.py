"""Whole conversations with people on Telegram, against the real server."""

from __future__ import annotations

import pytest

from bot.answer.cards import load_locales
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.office import Office
from tests.telegram_world.people import TelegramPerson

QUESTIONS = {
    "ro": "garantia la chirie cat e?",
    "bg": "колко е депозитът за жилище",
    "rom": "kozom šaj te mangel o gazda kaution",
    "de": "Wie hoch darf die Kaution sein?",
}


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_from_start_to_an_answer_to_a_choice_to_a_person(house: TelegramHouse, office: Office, language: str) -> None:
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
    # when they want a person and name a town whose centre does not answer here, they get its contact
    person.chooses(steps, "d:human")
    centre = person.asks("Krefeld")
    assert "Krefeld" in centre.text
    assert ui["text.ki_intro"].split("{place}")[0] in centre.text
    # when somebody there replies, the person reads it, and who it is from
    conversation = office.conversation_of(person.chat)
    assert conversation
    office.says(conversation, "desk-1", "Termin: Montag < 10 Uhr", language=language)
    reply = person.answer()
    assert reply.text == f"👤 {ui['page.staff']}\nTermin: Montag < 10 Uhr"
    house.telegram.until(lambda: {state.state for state in office.states(conversation)} == {"sent"})


@pytest.mark.parametrize(("code", "language"), [("ro", "ro"), ("bg", "bg"), ("de-DE", "de")])
def test_the_language_of_the_phone_is_the_first_guess(house: TelegramHouse, code: str, language: str) -> None:
    start = TelegramPerson(house.telegram, code).asks("/start")
    ui = load_locales()[language].ui
    assert start.text.startswith(ui["text.greet"])
    assert start.text.endswith(ui["text.change_language"])
    assert [button["callback_data"] for button in start.buttons] == ["l:ro", "l:bg", "l:rom", "l:de"]


@pytest.mark.parametrize(("link", "language"), [("ro_duisburg", "ro"), ("rom_koeln", "rom"), ("bg-47166", "bg")])
def test_a_link_on_a_poster_chooses_language_and_town(house: TelegramHouse, link: str, language: str) -> None:
    person, ui = TelegramPerson(house.telegram, "de"), load_locales()[language].ui
    first = person.asks(f"/start {link}")
    assert ui["text.greet"] in first.text
    town = "Köln" if "koeln" in link else "Duisburg"
    assert ui["received.town"].format(place=town) in first.text
    assert town in person.asks("/ki").text


@pytest.mark.parametrize("link", ["xx_duisburg", "ro_nowhereatall", "%3Cb%3E", "restart", "-" * 64])
def test_an_odd_link_is_a_start_all_the_same(house: TelegramHouse, link: str) -> None:
    first = TelegramPerson(house.telegram, "ro").asks(f"/start {link}")
    assert load_locales()["ro"].ui["text.greet"] in first.text


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_every_command_is_answered_in_the_chosen_language(house: TelegramHouse, language: str) -> None:
    person, ui = TelegramPerson(house.telegram, "en"), load_locales()[language].ui
    person.asks(f"/start {language}")
    for command, key in [
        ("/help", "text.menu"), ("/language", "text.change_language"), ("/human@drom_test_bot", "text.human"),
        ("/ki", "text.ask_place"), ("/delete", "text.delete_ask"),
    ]:  # fmt: skip
        assert person.asks(command).text.startswith(ui[key]), command
    privacy = person.asks("/privacy").text
    assert ui["telegram.privacy"] in privacy
    # then the commands are shown in that language, where the phone's language is another
    calls = house.telegram.until(
        lambda: [c for c in house.telegram.made("setMyCommands") if (c.params.get("scope") or {}).get("chat_id") == person.chat]
    )
    assert calls[-1].params["commands"][0] == {"command": "start", "description": ui["telegram.command_start"]}


def test_commands_and_descriptions_stand_in_all_languages(house: TelegramHouse) -> None:
    settings, locales = house.telegram.api.settings, load_locales()
    house.telegram.until(lambda: ("short_description", "de") in settings)
    for code in ("ro", "bg", "de"):
        assert settings["description", code] == locales[code].ui["telegram.description"]
        assert [c["command"] for c in settings["commands", f'{code}""']] == [
            "start", "help", "language", "human", "ki", "privacy", "delete",
        ]  # fmt: skip
    for locale in locales.values():
        assert locale.ui["telegram.command_delete"] in settings["commands", '""'][-1]["description"]
        assert locale.ui["telegram.short_description"] in settings["description", ""]


def test_delete_removes_everything_and_confirms(house: TelegramHouse, office: Office) -> None:
    # given somebody who has asked something
    person, ui = TelegramPerson(house.telegram, "ro"), load_locales()["ro"].ui
    person.asks("/start ro_duisburg")
    person.asks("garantia la chirie cat e?")
    conversation = office.conversation_of(person.chat)
    # when they delete their data
    receipt = person.chooses(person.asks("/delete"), "d:delete_confirmed")
    # then that is confirmed, and nothing is left: no mapping, no conversation, no words
    assert receipt.text.startswith(ui["text.delete_done"].split("{")[0])
    assert receipt.text.endswith(ui["telegram.delete_chat"])
    assert office.conversation_of(person.chat) is None
    tables = {"conversations": "id", "messages": "conversation", "events": "sender_id", "addresses": "conversation"}
    for table, column in tables.items():
        query = f"SELECT count(*) AS left FROM {table} WHERE {column} = %s"
        house.telegram.until(lambda query=query: office.rows(query, conversation) == [{"left": 0}])
    # and who writes again begins anew
    assert ui["text.greet"] in person.asks("/start").text
    assert office.conversation_of(person.chat) not in (None, conversation)
