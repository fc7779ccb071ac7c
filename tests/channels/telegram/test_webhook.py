"""How updates come in by webhook, and what is kept of people."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import psycopg
import pytest

from tests.telegram_world.fake import TOKEN
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.office import Office
from tests.telegram_world.people import TelegramPerson

HOOK = "/webhooks/telegram/webhook"


def _post(house: TelegramHouse, body: bytes, secret: str | None) -> int:
    request = urllib.request.Request(house.url + HOOK, data=body, method="POST")
    if secret is not None:
        request.add_header("X-Telegram-Bot-Api-Secret-Token", secret)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_webhook_is_set_with_a_secret_and_only_what_is_read(house: TelegramHouse) -> None:
    hook = house.telegram.api.webhook
    assert hook["url"] == "https://drom.test" + HOOK
    assert len(hook["secret_token"]) >= 32
    assert set(hook["allowed_updates"]) == {"message", "edited_message", "callback_query", "my_chat_member", "channel_post"}


def test_without_the_secret_nothing_is_taken(house: TelegramHouse, person: TelegramPerson) -> None:
    # given updates with no secret, a wrong one and one in strange letters
    update = json.dumps({"update_id": 1, "message": person.message(text="/help")}).encode()
    assert [_post(house, update, secret) for secret in (None, "", "wrong", "ä")] == [403] * 4
    # then only a real message is answered
    person.asks("/help")
    assert len(house.telegram.api.sent_to(person.chat)) == 1


def test_what_is_no_update_is_refused_or_ignored(house: TelegramHouse) -> None:
    secret = house.telegram.api.webhook["secret_token"]
    assert _post(house, b"nonsense", secret) == 400
    assert _post(house, b"\xff\xfe", secret) == 400
    assert _post(house, b"{}", secret) == 200
    assert _post(house, b"[]", secret) == 200
    assert _post(house, b"x" * 600_000, secret) == 413


def test_the_same_update_twice_is_answered_once(house: TelegramHouse, person: TelegramPerson) -> None:
    update = {"message": person.message(text="/help")}
    for future in [house.telegram.push(update), house.telegram.push(update), house.telegram.push(update)]:
        future.result(20)
    person.answer()
    person.asks("/privacy")
    assert len(house.telegram.api.sent_to(person.chat)) == 2


def test_messages_of_one_person_are_answered_in_their_order(house: TelegramHouse, person: TelegramPerson) -> None:
    for text in ("/help", "Wie hoch darf die Kaution sein?", "/privacy", "/language"):
        person.says(text)
    house.telegram.until(lambda: len(house.telegram.api.sent_to(person.chat)) == 4)
    texts = [shown.text for shown in house.telegram.api.sent_to(person.chat)]
    for text, words in zip(texts, ("helfen", "Kaution", "gespeichert", "Sprache"), strict=True):
        assert words.lower() in text.lower()


def test_neither_database_nor_log_tells_who_somebody_is(house: TelegramHouse, office: Office, person: TelegramPerson) -> None:
    # given somebody with a name, a user name, a chat id, an account number
    person.asks("Mein Konto ist DE89 3704 0044 0532 0130 00, wie hoch ist die Kaution?")
    conversation = office.conversation_of(person.chat)
    assert conversation
    assert str(person.chat) not in conversation
    # then none of it stands in any table
    for table in ("conversations", "messages", "events", "addresses", "deliveries", "arrivals"):
        content = str(office.rows(f"SELECT t::text AS row FROM {table} t"))
        for secret in (str(person.chat), "Secret", "Popescu", "DE89 3704"):
            assert secret not in content, (table, secret)
    # and the log holds neither words nor ids nor the token
    for secret in (str(person.chat), "Ana", "Kaution", conversation, TOKEN, TOKEN.split(":")[1]):
        assert secret not in house.output(), secret


def test_200_is_said_only_when_the_update_is_kept(house: TelegramHouse, person: TelegramPerson) -> None:
    # given a database that can't write just now
    with psycopg.connect(house.environment["DATABASE_URL"]) as blocker:
        blocker.execute("LOCK TABLE arrivals")
        answer = person.says("/help")
        # then Telegram gets no 200, and would send the update again after a crash
        with pytest.raises(TimeoutError):
            answer.result(0.5)
        blocker.rollback()
    assert answer.result(20) == 200
    assert person.answer().text
