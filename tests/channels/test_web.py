"""The web channel over HTTP against a real server and a real database."""

from __future__ import annotations

import threading
import time
import uuid

import pytest

from bot.local_server import LocalServer
from tests.web_client import Person, call


def test_a_session_is_signed_and_cannot_be_chosen(server: LocalServer) -> None:
    # given two sessions
    first, second = Person(server.url, "ro"), Person(server.url, "ro")
    # then nobody reads with a token that was changed, or with none
    assert first.token != second.token
    address = f"{server.url}/webhooks/web/messages?after=0"
    assert call(address).status == 401
    assert call(address, token=first.token[:-3] + "abc").status == 401
    assert call(address, token="x").body["error"] == "bad_token"


def test_an_unknown_language_is_refused(server: LocalServer) -> None:
    answer = call(f"{server.url}/webhooks/web/session", "POST", {"language": "xx"})
    assert (answer.status, answer.body["error"]) == (422, "unknown_language")


def test_a_message_of_one_id_is_one_message(server: LocalServer) -> None:
    # given a message sent twice with the same id, as after a broken line
    person, message_id = Person(server.url, "de"), str(uuid.uuid4())
    assert person.send("Wie hoch darf die Kaution sein?", message_id=message_id).body["new"] is True
    assert person.send("Wie hoch darf die Kaution sein?", message_id=message_id).body["new"] is False
    # when everything has been answered
    person.ask("Danke")
    person.poll(wait=1)
    # then it was asked and answered once
    assert sorted(message["from"] for message in person.seen) == ["bot", "bot", "person", "person"]


def test_the_contract_of_a_message(server: LocalServer) -> None:
    person = Person(server.url, "de")
    answer = person.ask("Wie hoch darf die Kaution sein?")
    assert set(answer) == {"cursor", "id", "from", "kind", "card", "language", "text", "buttons", "at"}
    assert (answer["kind"], answer["card"], answer["language"]) == ("answer", "tenancy/deposit", "de")
    assert all(set(button) == {"title", "payload"} and len(button["payload"].encode()) <= 64 for button in answer["buttons"])
    assert any(button["payload"] == "d:human" for button in answer["buttons"])


def test_a_cursor_gives_only_what_is_new(server: LocalServer) -> None:
    person = Person(server.url, "de")
    first = person.ask("Hallo")
    second = person.ask("Danke")
    assert second["cursor"] > first["cursor"]
    assert person.poll(wait=0) == []


def test_waiting_ends_when_something_is_said(server: LocalServer) -> None:
    # given a client that waits
    person = Person(server.url, "de")
    person.ask("Hallo")
    arrived: list[float] = []
    waiting = threading.Thread(target=lambda: (person.poll(25), arrived.append(time.monotonic())))
    waiting.start()
    # when something is said in the same conversation
    other = Person.__new__(Person)
    other.base, other.token, other.cursor, other.seen = person.base, person.token, 0, []
    said = time.monotonic()
    other.send("Danke")
    waiting.join(timeout=20)
    # then it learns of it at once and not after the time
    assert arrived
    assert arrived[0] - said < 10


def test_messages_of_one_person_are_answered_in_their_order(server: LocalServer) -> None:
    person = Person(server.url, "de")
    for text in ("Hallo", "Wie hoch darf die Kaution sein?", "Danke"):
        assert person.send(text).status == 202
    while len([m for m in person.seen if m["from"] == "bot"]) < 3:
        assert person.poll()
    assert [m["card"] for m in person.seen if m["from"] == "bot"] == [None, "tenancy/deposit", None]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b"\xff\xfe\x00", 400),
        (b"[]", 400),
        (b'{"text": "a"}', 422),
        (b'{"id": "1", "text": "a"}', 422),
        (b'{"id": "7f1c2a52-5f0f-4a2f-9a58-0d6f1c1d9b11"}', 422),
        (b'{"id": "7f1c2a52-5f0f-4a2f-9a58-0d6f1c1d9b11", "text": ""}', 422),
        (b'{"id": "7f1c2a52-5f0f-4a2f-9a58-0d6f1c1d9b11", "text": "\\u202e \\u0000"}', 422),
        (b'{"id": "7f1c2a52-5f0f-4a2f-9a58-0d6f1c1d9b11", "text": 5}', 422),
        (b'{"id": "7f1c2a52-5f0f-4a2f-9a58-0d6f1c1d9b11", "payload": {"a": 1}}', 422),
        (b'{"id": "7f1c2a52-5f0f-4a2f-9a58-0d6f1c1d9b11", "text": "' + b"a" * 100_000 + b'"}', 413),
        (b'{"id": "7f1c2a52-5f0f-4a2f-9a58-0d6f1c1d9b11", "text": "' + b"a" * 5_000 + b'"}', 413),
    ],
)
def test_bad_input_gets_a_clear_error(server: LocalServer, body: bytes, status: int) -> None:
    person = Person(server.url, "de")
    answer = call(f"{server.url}/webhooks/web/messages", "POST", raw=body, token=person.token)
    assert answer.status == status
    assert "Traceback" not in str(answer.body)


@pytest.mark.parametrize(
    "text",
    [
        '/greet{"language":"ro"}',
        "/restart",
        "/EXTERNAL_staff",
        "<script>alert(1)</script>",
        "'; DROP TABLE messages; --",
        "😀😀😀",
        "a\u0301\u202eb\u200b",
        "{deposit.max} %s {0}",
        "ل",
    ],
)
def test_odd_texts_are_answered_and_nothing_of_them_is_executed(server: LocalServer, text: str) -> None:
    person = Person(server.url, "de")
    answer = person.ask(text)
    assert answer["text"]
    assert answer["language"] == "de"
    assert person.ask("Wie hoch darf die Kaution sein?")["card"] == "tenancy/deposit"


@pytest.mark.parametrize("payload", ["c:nothing", "d:restart", "d:session_start", "l:xx", "c:tenancy/deposit:items"])
def test_an_unknown_button_leads_to_the_menu(server: LocalServer, payload: str) -> None:
    person = Person(server.url, "de")
    answer = person.ask(payload=payload)
    assert answer["language"] == "de"
    assert any(button["payload"] == "t:tenancy" for button in answer["buttons"])


def test_a_flood_is_told_to_wait(server: LocalServer) -> None:
    # given one session that sends faster than allowed
    person = Person(server.url, "de")
    answers = [person.send("Hallo") for _ in range(65)]
    # then it is told how long to wait, and others are served
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert int(refused[0].headers["Retry-After"]) > 0
    assert Person(server.url, "de").ask("Hallo")["text"]


def test_delete_removes_the_session(server: LocalServer) -> None:
    person = Person(server.url, "de")
    person.ask("Hallo")
    assert call(f"{server.url}/webhooks/web/session", "DELETE", token=person.token).status == 204
    assert call(f"{server.url}/webhooks/web/messages?after=0", token=person.token).status == 404
    assert person.send("Hallo").status == 404


def test_health_and_nothing_else_of_rasa_is_served(server: LocalServer) -> None:
    assert call(f"{server.url}/health").body == {"status": "ok"}
    for path in ("/version", "/status", "/model/parse", "/conversations/x/tracker", "/webhooks/rest/webhook", "/docs"):
        assert call(f"{server.url}{path}").status == 404, path


def test_a_crash_neither_loses_nor_doubles_an_answer(server: LocalServer) -> None:
    # given messages accepted while the process is killed
    person = Person(server.url, "de")
    person.ask("Hallo")
    for _ in range(3):
        assert person.send("Wie hoch darf die Kaution sein?").status == 202
    server.kill()
    # when it starts again
    server.start()
    while len([m for m in person.seen if m["from"] == "bot"]) < 4:
        assert person.poll(), "an answer is missing"
    # then each has exactly one answer, in order
    person.poll(wait=1)
    assert [m["from"] for m in person.seen].count("bot") == 4
    assert [m["cursor"] for m in person.seen] == sorted({m["cursor"] for m in person.seen})
