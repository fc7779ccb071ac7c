"""What was sent to be checked stands nowhere in the database after the answer has arrived."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from bot.answer.cards import load_locales
from bot.channels.checking import ERASED
from bot.local_server import LocalServer
from bot.storage.turn import MAX_ATTEMPTS
from tests.web_client import Person

SECRET = "Zwiebelfisch"
MESSAGE = f"DHL {SECRET}: Zahlen Sie heute 1,99 € Zustellgebühr für Ihr Paket unter https://dhl-paket.example/pay"


def places_of(word: str, database_url: str) -> list[str]:
    """Return the tables in which a word stands, in whatever column."""
    with psycopg.connect(database_url) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert {"messages", "events", "deliveries", "arrivals", "conversations"} <= {name for _, name in tables}
        found = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s")
        return [
            name
            for schema, name in tables
            if connection.execute(found.format(sql.Identifier(schema, name)), (f"%{word}%",)).fetchone() != (0,)
        ]


def test_the_text_is_gone_with_the_answer_and_its_quoted_words_when_that_was_fetched(
    server: LocalServer, database_url: str
) -> None:
    # given somebody who is asked for the message
    person = Person(server.url, "de")
    assert person.ask(payload="k:fraud_check")["kind"] == "form"
    # when they paste it
    answer = person.ask(MESSAGE)
    # then the answer shows its words once
    assert answer["card"] == "fraud/phishing"
    assert "**" in answer["text"]
    assert SECRET in answer["text"]
    # and with the next fetch, which says that it has arrived, they are nowhere
    person.poll(wait=0)
    assert places_of(SECRET, database_url) == []
    # and who comes back finds the verdict without them, and a sign in place of the own message
    person.cursor, person.seen = 0, []
    again = person.poll(wait=0)
    assert [message["text"] for message in again if message["from"] == "person"][-1] == ERASED
    assert again[-1]["text"].startswith("⚠️")
    assert "**" not in again[-1]["text"]


def test_the_answer_is_not_lost_when_the_line_breaks_before_it_arrives(server: LocalServer) -> None:
    person = Person(server.url, "de")
    person.ask(payload="k:fraud_check")
    before = person.cursor
    answer = person.ask(MESSAGE)
    # when the client never saw it and asks with the old cursor again
    person.cursor = before
    assert person.poll(wait=0)[-1]["text"] == answer["text"]
    # then it is still whole, and fades with the fetch after that
    assert person.poll(wait=0) == []


@pytest.mark.parametrize("text", [MESSAGE, f"was ist das? https://paket-{SECRET.lower()}.example/x ist das echt"])
def test_a_pasted_address_is_checked_without_being_asked_and_not_kept(server: LocalServer, database_url: str, text: str) -> None:
    person = Person(server.url, "de")
    answer = person.ask(text)
    assert any(button["payload"].startswith("k:fraud_check:") for button in answer["buttons"])
    person.poll(wait=0)
    assert places_of(SECRET, database_url) == []
    assert places_of(SECRET.lower(), database_url) == []


def test_the_answer_to_questions_is_kept_as_codes_only(server: LocalServer, database_url: str) -> None:
    # given a text that does not say enough
    person = Person(server.url, "de")
    person.ask(payload="k:fraud_check")
    answer = person.ask(f"Hallo, hier {SECRET}, der Vermieter ist leider gerade im Ausland und meldet sich")
    assert answer["kind"] == "form"
    # when the questions are answered
    while answer["kind"] == "form":
        payload = next(button["payload"] for button in answer["buttons"] if button["payload"].endswith((":refuse", ":they")))
        answer = person.ask(payload=payload)
    person.poll(wait=0)
    # then the words are nowhere, not even in the slots that remember the answers
    assert places_of(SECRET, database_url) == []
    assert places_of("landlord_abroad", database_url) == ["conversations"]


def test_a_question_about_an_official_page_is_answered_as_a_question(server: LocalServer) -> None:
    person = Person(server.url, "de")
    answer = person.ask("Wie beantrage ich Kindergeld, geht das auf www.arbeitsagentur.de?")
    assert not any(button["payload"].startswith("k:fraud_check:") for button in answer["buttons"])


def test_a_text_that_could_never_be_checked_is_not_kept_either(server: LocalServer, database_url: str) -> None:
    # given a text that was sent to be checked when the server died, and with which it has died as often as is allowed
    person = Person(server.url, "de")
    person.ask(payload="k:fraud_check")
    server.kill()
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "WITH number AS (UPDATE conversations SET last_cursor = last_cursor + 1 WHERE id = %(person)s RETURNING last_cursor)"
            " INSERT INTO messages (conversation, cursor, id, sender, text, pending, attempts)"
            " SELECT %(person)s, last_cursor, 'never', 'person', %(text)s, true, %(attempts)s FROM number",
            {"person": person.session, "text": MESSAGE, "attempts": MAX_ATTEMPTS},
        )
    # when it starts again
    server.start()
    # then the person is told that it did not work, and the text is nowhere
    said = next(message for _ in range(20) for message in person.poll(wait=1) if message["from"] == "bot")
    assert said["text"] == load_locales()["de"].ui["text.error"]
    assert places_of(SECRET, database_url) == []
