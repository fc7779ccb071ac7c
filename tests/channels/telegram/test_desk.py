"""What the staff does at the desk, as somebody on Telegram sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answer.cards import load_locales
from tests.desk_client import Desk
from tests.telegram_world.fake import BLOCKED
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.office import Office
from tests.telegram_world.people import TelegramPerson

DE = load_locales()["de"].ui
Begin = Callable[[], tuple[str, int]]


@pytest.fixture
def desk(house: TelegramHouse) -> Desk:
    return Desk(house.server)


@pytest.fixture
def begin(house: TelegramHouse, office: Office, person: TelegramPerson, desk: Desk) -> Begin:
    """Lets the person ask for somebody, and the staff take it."""

    def begin() -> tuple[str, int]:
        person.asks("/help")
        conversation = office.conversation_of(person.chat)
        assert conversation
        case = desk.opens_for(conversation)
        desk.order("take", case)
        assert person.answer().text == DE["staff.taken"]
        return conversation, case

    return begin


def test_a_reply_arrives_as_that_of_a_person_with_a_way_back(
    house: TelegramHouse, office: Office, person: TelegramPerson, desk: Desk, begin: Begin
) -> None:
    conversation, case = begin()
    cursor = desk.say(case, "Termin: Montag < 10 Uhr").body["cursor"]
    reply = person.answer()
    assert reply.text == f"👤 {DE['page.staff']}\nTermin: Montag < 10 Uhr"
    assert [button["callback_data"] for button in reply.buttons] == ["h:back"]
    # and the door's cursor leads the desk to what became of it
    house.telegram.until(lambda: {state.cursor: state.state for state in office.states(conversation)}[cursor] == "sent")


def test_who_blocks_the_bot_is_marked_in_the_case_and_can_be_tried_again(
    house: TelegramHouse, office: Office, person: TelegramPerson, desk: Desk, begin: Begin
) -> None:
    # given somebody who has blocked the bot before the reply comes
    conversation, case = begin()
    house.telegram.script("sendMessage", person.chat, BLOCKED)
    cursor = desk.say(case, "Guten Tag").body["cursor"]
    house.telegram.until(lambda: {state.cursor: state.state for state in office.states(conversation)}[cursor] == "unreachable")
    # then it stands in the case, once
    desk.say(case, "Sind Sie da?")
    house.telegram.until(lambda: [state.state for state in office.states(conversation)][-1] == "unreachable")
    assert desk.events(case).count("unreachable") == 1
    # when the staff tries it once more, it arrives once
    assert desk.order("send_again", case, cursor=cursor).status == 200
    assert "Guten Tag" in person.answer().text
    house.telegram.until(lambda: {state.cursor: state.state for state in office.states(conversation)}[cursor] == "sent")
    assert desk.order("send_again", case, cursor=cursor).status == 422


def test_blocking_is_noted_in_the_case_at_once(house: TelegramHouse, person: TelegramPerson, desk: Desk, begin: Begin) -> None:
    _, case = begin()
    person.blocks()
    house.telegram.until(lambda: desk.events(case)[-1] == "unreachable")


def test_who_deletes_everything_ends_the_case_and_gets_the_receipt(
    house: TelegramHouse, person: TelegramPerson, desk: Desk, begin: Begin
) -> None:
    conversation, case = begin()
    person.chooses(person.asks("/delete"), "d:delete_confirmed")
    (row,) = desk.rows("SELECT state, closed_by, conversation, reach, place_said FROM cases WHERE id = %s", case)
    assert row == {"state": "closed", "closed_by": "deleted", "conversation": None, "reach": None, "place_said": None}
    assert desk.say(case, "Sind Sie da?").body["error"] == "gone"
    house.telegram.until(lambda: desk.rows("SELECT 1 FROM conversations WHERE id = %s", conversation) == [])
