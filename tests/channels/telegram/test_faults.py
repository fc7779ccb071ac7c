"""What is done when Telegram or the network does not do what was asked."""

from __future__ import annotations

import pytest

from bot.answer.cards import load_locales
from tests.telegram_world.fake import BLOCKED, Fault
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.office import Office
from tests.telegram_world.people import TelegramPerson

DE = load_locales()["de"].ui


def test_a_429_waits_as_told_and_stops_nobody_else(house: TelegramHouse, person: TelegramPerson) -> None:
    # given one person of whom Telegram says: too many, wait two seconds
    house.telegram.script("sendMessage", person.chat, Fault(429, retry_after=2, words="Too Many Requests: retry after 2"))
    person.says("/help")
    house.telegram.until(lambda: house.telegram.made("sendMessage", person.chat))
    # when somebody else writes
    other = TelegramPerson(house.telegram)
    other.asks("/help")
    # then they are answered while the first one waits, and the first one gets the answer once, not too early
    assert not house.telegram.api.sent_to(person.chat)
    person.answer()
    refused, taken = house.telegram.made("sendMessage", person.chat)
    assert (refused.status, taken.status) == (429, 200)
    assert taken.at - refused.at >= 2
    assert house.telegram.made("sendMessage", other.chat)[0].at < taken.at


def test_a_403_marks_the_person_unreachable_until_they_write_again(
    house: TelegramHouse, office: Office, person: TelegramPerson
) -> None:
    # given somebody who blocks the bot before the answer comes
    house.telegram.script("sendMessage", person.chat, BLOCKED)
    person.says("/help")
    house.telegram.until(lambda: house.telegram.made("sendMessage", person.chat))
    conversation = office.conversation_of(person.chat)
    assert conversation
    house.telegram.until(lambda: [state.state for state in office.states(conversation)] == ["unreachable"])
    assert office.states(conversation)[0].reason == "blocked"
    # when the staff writes, nothing is even tried, and the desk sees it
    office.says(conversation, "desk-1", "Hallo")
    house.telegram.until(lambda: [state.state for state in office.states(conversation)] == ["unreachable"] * 2)
    assert len(house.telegram.made("sendMessage", person.chat)) == 1
    # when the person writes again, they are answered
    assert DE["text.menu"] in person.asks("/help").text
    # and the desk can send its message once more, once
    assert office.says_again(conversation, office.states(conversation)[1].cursor)
    assert "Hallo" in person.answer().text
    house.telegram.until(lambda: office.states(conversation)[1].state == "sent")
    assert not office.says_again(conversation, office.states(conversation)[1].cursor)


def test_blocking_and_unblocking_are_noted_at_once(house: TelegramHouse, office: Office, person: TelegramPerson) -> None:
    person.asks("/help")
    conversation = office.conversation_of(person.chat)
    query = "SELECT unreachable_since IS NOT NULL AS blocked FROM addresses WHERE conversation = %s"
    person.blocks().result(20)
    assert office.rows(query, conversation) == [{"blocked": True}]
    person.blocks(False).result(20)
    assert office.rows(query, conversation) == [{"blocked": False}]


@pytest.mark.parametrize("fault", [Fault(500), Fault(502, words="Bad Gateway"), Fault(0)], ids=["500", "502", "broken line"])
@pytest.mark.parametrize("done", [True, False], ids=["it arrived", "it did not arrive"])
def test_a_fault_of_server_or_line_neither_loses_nor_doubles(
    house: TelegramHouse, office: Office, person: TelegramPerson, fault: Fault, done: bool
) -> None:
    # given a call of which nobody knows whether it did anything
    house.telegram.script("sendMessage", person.chat, Fault(fault.status, done=done, words=fault.words))
    person.says("/help")
    # then the answer stands in the chat once
    house.telegram.until(lambda: office.conversation_of(person.chat))
    conversation = office.conversation_of(person.chat)
    assert conversation
    house.telegram.until(lambda: [state.state for state in office.states(conversation)] == ["sent"])
    assert len(house.telegram.api.sent_to(person.chat)) == 1
    assert len(house.telegram.made("sendMessage", person.chat)) == (1 if done else 2)


def test_a_fault_while_looking_for_a_message_does_not_double_it(
    house: TelegramHouse, office: Office, person: TelegramPerson
) -> None:
    # given an answer that arrived although the server said no, and a 429 when it is looked for
    house.telegram.script("sendMessage", person.chat, Fault(500, done=True))
    house.telegram.script("editMessageReplyMarkup", person.chat, Fault(429, retry_after=1, words="Too Many Requests"))
    person.says("/help")
    # then it is looked for again, and not sent again
    house.telegram.until(lambda: office.conversation_of(person.chat))
    conversation = office.conversation_of(person.chat)
    assert conversation
    house.telegram.until(lambda: [state.state for state in office.states(conversation)] == ["sent"])
    assert len(house.telegram.made("sendMessage", person.chat)) == 1


def test_a_long_text_is_sent_in_parts_and_goes_on_where_it_stopped(
    house: TelegramHouse, office: Office, person: TelegramPerson
) -> None:
    # given a long message of the staff whose second part meets a fault
    person.asks("/help")
    conversation = office.conversation_of(person.chat)
    assert conversation
    paragraphs = [f"{number}." + " слово" * 150 for number in range(1, 11)]
    house.telegram.fault = lambda method, chat: (
        Fault(500, done=True)
        if (method, chat) == ("sendMessage", person.chat) and len(house.telegram.api.sent_to(chat)) == 2
        else None
    )
    office.says(conversation, "long", "\n\n".join(paragraphs), language="bg")
    # when everything has been sent
    house.telegram.until(lambda: office.states(conversation)[-1].state == "sent")
    house.telegram.fault = lambda method, chat: None
    # then each paragraph has arrived once, in order
    text = "\n\n".join(shown.text for shown in house.telegram.api.sent_to(person.chat)[1:])
    assert [line for line in text.split("\n\n") if line] == [
        "👤 " + load_locales()["bg"].ui["page.staff"] + "\n" + paragraphs[0],
        *paragraphs[1:],
    ]


def test_what_telegram_refuses_fails_with_its_reason_and_the_next_goes_out(
    house: TelegramHouse, office: Office, person: TelegramPerson
) -> None:
    person.asks("/help")
    conversation = office.conversation_of(person.chat)
    assert conversation
    house.telegram.script("sendMessage", person.chat, Fault(400, words="Bad Request: TEXT_IS_STRANGE"))
    office.says(conversation, "one", "eins")
    office.says(conversation, "two", "zwei")
    assert person.answer().text.endswith("zwei")
    house.telegram.until(lambda: [s.state for s in office.states(conversation)] == ["sent", "failed", "sent"])
    assert office.states(conversation)[1].reason == "Text_is_strange"


def test_a_chat_that_has_moved_is_followed(house: TelegramHouse, office: Office, person: TelegramPerson) -> None:
    person.asks("/help")
    conversation, new = office.conversation_of(person.chat), person.chat + 10**9
    house.telegram.api.chats.add(new)
    move = {"message_id": 3, "date": 1, "chat": {"id": person.chat, "type": "group", "title": "x"}, "migrate_to_chat_id": new}
    house.telegram.push({"message": move}).result(20)
    assert office.conversation_of(new) == conversation
    assert office.conversation_of(person.chat) is None
    assert conversation
    office.says(conversation, "moved", "Hallo")
    house.telegram.until(lambda: house.telegram.api.sent_to(new))


def test_a_flood_gets_one_kind_notice(house: TelegramHouse, office: Office, person: TelegramPerson) -> None:
    # given somebody who sends more than twenty messages in a minute
    for _ in range(26):
        person.says("/help").result(20)
    conversation = office.conversation_of(person.chat)
    assert conversation
    house.telegram.until(lambda: len(house.telegram.api.sent_to(person.chat)) == 21)
    house.telegram.until(lambda: {state.state for state in office.states(conversation)} == {"sent"})
    # then twenty are answered, and one notice says what happened
    texts = [shown.text for shown in house.telegram.api.sent_to(person.chat)]
    assert texts.count(DE["received.too_fast"]) == 1
    assert len(texts) == 21
    # and others are served
    assert TelegramPerson(house.telegram).asks("/help").text


def test_it_shows_that_it_writes_when_it_takes_longer(house: TelegramHouse, person: TelegramPerson) -> None:
    house.telegram.script("sendMessage", person.chat, Fault(429, retry_after=3, words="Too Many Requests"))
    person.says("/help")
    house.telegram.until(lambda: house.telegram.made("sendChatAction", person.chat))
    person.answer()
    quick = TelegramPerson(house.telegram)
    quick.asks("/help")
    assert not house.telegram.made("sendChatAction", quick.chat)


def test_staff_messages_have_one_id_and_arrive_once(house: TelegramHouse, office: Office, person: TelegramPerson) -> None:
    person.asks("/help")
    conversation = office.conversation_of(person.chat)
    assert conversation
    office.says(conversation, "same", "Guten Tag")
    office.says(conversation, "end", "Der Fall ist geschlossen.", kind="notice")
    house.telegram.until(lambda: [s.state for s in office.states(conversation)] == ["sent"] * 3)
    texts = [shown.text for shown in house.telegram.api.sent_to(person.chat)][1:]
    assert texts == [f"👤 {DE['page.staff']}\nGuten Tag", "Der Fall ist geschlossen."]
