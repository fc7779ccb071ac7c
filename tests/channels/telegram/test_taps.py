"""Buttons: acknowledged at once, menus give way, old buttons still work or say so."""

from __future__ import annotations

import pytest

from bot.answer.cards import load_locales
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.people import TelegramPerson

DE = load_locales()["de"].ui


def test_a_tap_is_acknowledged_once_and_before_the_answer(house: TelegramHouse, person: TelegramPerson) -> None:
    menu = person.asks("/start de")
    tap = person.taps(menu, "t:tenancy")
    person.answer()
    calls = [call for call in house.telegram.made("answerCallbackQuery") if call.params["callback_query_id"] == tap]
    assert [call.status for call in calls] == [200]


def test_menus_edit_their_message_and_cards_stay(house: TelegramHouse, person: TelegramPerson) -> None:
    # given a menu
    menu = person.asks("/start de")
    # when somebody looks through topics, it all happens in one message
    for payload in ("t:tenancy", "d:help", "t:childcare", "d:help", "t:tenancy"):
        shown = person.chooses(menu, payload)
        assert shown.id == menu.id
    assert len(house.telegram.api.sent_to(person.chat)) == 1
    # when they open a card and a menu from there, the card stays
    card = person.chooses(shown, "c:tenancy/deposit:short")
    below = person.chooses(card, "d:help")
    assert len({menu.id, card.id, below.id}) == 3
    # and a menu farther up does not change where nobody would see it
    assert person.chooses(menu, "d:help").id not in (menu.id, card.id, below.id)


def test_the_centre_is_not_overwritten(person: TelegramPerson) -> None:
    centre = person.asks("/start de_duisburg") and person.asks("/ki")
    assert "Kommunales Integrationszentrum" in centre.text
    assert person.chooses(centre, "d:help").id != centre.id
    assert "Kommunales Integrationszentrum" in centre.text


def test_two_quick_taps_on_a_menu_do_not_flood(house: TelegramHouse, person: TelegramPerson) -> None:
    menu = person.asks("/start de")
    person.taps(menu, "t:tenancy")
    person.taps(menu, "t:childcare")
    house.telegram.until(lambda: menu.versions == 3)
    assert len(house.telegram.api.sent_to(person.chat)) == 1


def test_a_menu_that_was_deleted_comes_anew(house: TelegramHouse, person: TelegramPerson) -> None:
    menu = person.asks("/start de")
    del house.telegram.api.shown[person.chat, menu.id]
    person.taps(menu, "t:tenancy")
    house.telegram.until(lambda: house.telegram.api.sent_to(person.chat))
    assert house.telegram.api.sent_to(person.chat)[0].id != menu.id


@pytest.mark.parametrize("payload", ["c:gone/card:short", "old", "d:restart", "x" * 64])
def test_a_button_that_no_longer_exists_says_so_kindly(person: TelegramPerson, payload: str) -> None:
    menu = person.asks("/start de")
    person.taps(menu, payload)
    answer = person.answer()
    assert answer.text == DE["received.old_button"]
    assert "t:tenancy" in [button["callback_data"] for button in answer.buttons]


def test_a_tap_after_its_message_has_gone_from_telegrams_memory_works(house: TelegramHouse, person: TelegramPerson) -> None:
    person.asks("/start de")
    house.telegram.api.open_taps.add("late")
    inaccessible = {"message_id": 5, "date": 0, "chat": {"id": person.chat, "type": "private"}}
    query = {"id": "late", "from": person.user, "chat_instance": "1", "message": inaccessible, "data": "c:tenancy/deposit:short"}
    house.telegram.push({"callback_query": query})
    assert "Kaution" in person.answer().text


def test_long_titles_have_a_row_of_their_own_and_payloads_fit(person: TelegramPerson) -> None:
    topic = person.chooses(person.asks("/start ro"), "t:tenancy")
    assert all(len(row) == 1 for row in topic.keyboard if len(row[0]["text"]) > 15)
    assert all(1 <= len(button["callback_data"].encode()) <= 64 for button in topic.buttons)


def test_link_previews_are_off(house: TelegramHouse, person: TelegramPerson) -> None:
    person.chooses(person.asks("/start de"), "t:tenancy")
    calls = house.telegram.made("sendMessage", person.chat) + house.telegram.made("editMessageText", person.chat)
    assert len(calls) == 2
    assert all(call.params["link_preview_options"] == {"is_disabled": True} for call in calls)
