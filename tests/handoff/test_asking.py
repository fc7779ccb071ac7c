"""The edges of the person's side: deaths of the bot, two at once, what is kept and what is never shown."""

from __future__ import annotations

import json
import threading
import uuid
from typing import Any

import pytest

from bot.local_server import LocalServer
from tests.desk_client import Desk
from tests.web_client import Person


@pytest.fixture
def desk(server: LocalServer) -> Desk:
    desk = Desk(server)
    desk.rows("INSERT INTO centres (id, open) VALUES ('duisburg', true) ON CONFLICT (id) DO UPDATE SET open = true")
    return desk


def until_consent(person: Person) -> dict[str, Any]:
    """Walk to the question whether it may be handed over, and return it."""
    person.ask(payload="d:human")
    person.ask("Marxloh")
    return person.ask(payload="t:tenancy")


def handed_over(desk: Desk, person: Person) -> int:
    """Hand over, and return the case."""
    yes = next(button["payload"] for button in until_consent(person)["buttons"] if button["payload"].startswith("h:yes"))
    person.ask(payload=yes)
    person.ask(payload="h:skip")
    return int(desk.rows("SELECT max(id) AS id FROM cases WHERE conversation = %s", person.session)[0]["id"])


def state(desk: Desk, person: Person) -> str:
    return str(desk.rows("SELECT state FROM conversations WHERE id = %s", person.session)[0]["state"])


def settled(desk: Desk, person: Person) -> list[dict[str, Any]]:
    """Wait until nothing is left to be answered, and return what the bot has said since."""
    said: list[dict[str, Any]] = []
    for _ in range(60):
        said += [message for message in person.poll(wait=0.25) if message["from"] == "bot"]
        if not desk.rows("SELECT 1 FROM messages WHERE conversation = %s AND pending", person.session):
            break
    return said + [message for message in person.poll(wait=0) if message["from"] == "bot"]


# ---- what is agreed to, and what is kept


def test_the_very_words_that_were_agreed_to_are_kept(desk: Desk) -> None:
    # given somebody who reads Romanian and agrees
    person = Person(desk.server.url, "ro")
    question = until_consent(person)
    person.ask("da")
    # then the case holds the words that they have read, and the German version of them
    agreed = desk.rows("SELECT agreed FROM cases WHERE conversation = %s", person.session)[0]["agreed"]
    assert (agreed["text"], agreed["language"]) == (question["text"], "ro")
    assert agreed["german"].startswith("Darf ich Ihre Frage weitergeben?")
    assert "Ort: Duisburg" in agreed["german"]


def test_answers_given_in_a_check_go_with_the_case_in_german(desk: Desk) -> None:
    # given somebody who has worked out a deadline in Romanian, and then something about another matter
    person = Person(desk.server.url, "ro")
    person.ask(payload="k:until_when:area:letter")
    person.ask(payload="k:until_when:letter:fine")
    person.ask(payload="k:until_when:came:2026-11-03")
    person.ask("cat costa gradinita")
    # when they are handed over
    first = handed_over(desk, person)
    # then the staff has the answers at hand
    query = "SELECT facts FROM cases WHERE id = %s"
    assert "03.11.2026" in " ".join(desk.rows(query, first)[0]["facts"])
    # but not once more with a later case, which is about what was said since
    desk.order("take", first)
    desk.order("close", first, reason="answered")
    settled(desk, person)
    second = handed_over(desk, person)
    assert desk.rows(query, second)[0]["facts"] == []
    # and they are gone when the person has everything deleted
    person.ask("sterge toate datele mele")
    person.ask("da")
    assert desk.rows(query, first)[0]["facts"] == []


def test_what_was_refused_is_never_shown_at_a_desk(desk: Desk) -> None:
    # given somebody who has asked something, then refused to hand it over
    person = Person(desk.server.url, "de")
    person.ask("Wie hoch darf die Kaution sein?")
    person.ask(payload="d:human")
    person.ask("Marxloh")
    person.ask("nein")
    # when they agree later
    handed = person.ask(payload="d:human")
    person.ask(payload=next(b["payload"] for b in handed["buttons"] if b["payload"].startswith("h:yes")))
    # then the desk sees the question and the new agreement, but nothing of the refusal
    rows = desk.rows("SELECT text, beside FROM messages WHERE conversation = %s ORDER BY cursor", person.session)
    shown = [row["text"] for row in rows if not row["beside"]]
    assert "Wie hoch darf die Kaution sein?" in shown
    assert "nein" not in shown
    assert "Marxloh" not in shown
    assert any(text.startswith("Danke. Ihre Frage ist jetzt hier") for text in shown)


def test_a_second_case_does_not_hand_over_the_first_again(desk: Desk) -> None:
    # given somebody whose first case was closed
    person = Person(desk.server.url, "de")
    first = handed_over(desk, person)
    desk.order("take", first)
    assert desk.order("close", first, reason="answered").status == 200
    last = desk.rows("SELECT last_cursor FROM conversations WHERE id = %s", person.session)[0]["last_cursor"]
    # when they hand over anew
    person.poll(wait=0)
    asked = person.ask(payload="d:human")
    if not any(b["payload"].startswith("h:yes") for b in asked["buttons"]):
        asked = person.ask(payload="t:school")
    person.ask(payload=next(b["payload"] for b in asked["buttons"] if b["payload"].startswith("h:yes")))
    # then it begins where the first has ended
    newest = desk.rows("SELECT first_cursor FROM cases WHERE conversation = %s ORDER BY id DESC", person.session)[0]
    assert newest["first_cursor"] >= last


def test_the_german_version_stands_beside_what_the_bot_says(desk: Desk) -> None:
    person = Person(desk.server.url, "bg")
    answer = person.ask("Колко голям може да е депозитът за наема?")
    row = desk.rows("SELECT german, german_buttons, buttons FROM messages WHERE id = %s", answer["id"])[0]
    assert "Kaltmieten" in row["german"]
    assert len(row["german_buttons"]) == len(row["buttons"]) == len(answer["buttons"])
    assert "Mit einem Menschen sprechen" in row["german_buttons"]
    # what is German already is not written twice
    german = Person(desk.server.url, "de").ask("Wie hoch darf die Kaution sein?")
    assert desk.rows("SELECT german FROM messages WHERE id = %s", german["id"])[0]["german"] is None


def test_what_is_said_to_the_staff_is_kept_with_what_it_may_mean(desk: Desk) -> None:
    # given a case that the staff holds
    person = Person(desk.server.url, "ro")
    desk.order("take", handed_over(desk, person))
    # when the person writes
    message_id = str(uuid.uuid4())
    person.send("cat e garantia la chirie?", message_id=message_id)
    assert settled(desk, person)[1:] == []  # the first is the notice that a person is there now
    # then the desk can show what it was taken for
    data = [json.loads(row["data"]) for row in desk.rows("SELECT data FROM events WHERE sender_id = %s", person.session)]
    event = next(event for event in data if event.get("message_id") == message_id)
    assert event["parse_data"]["intent"]["name"] == "tenancy_deposit"
    assert event["parse_data"]["intent"]["confidence"] > 0.5
    assert event["parse_data"]["language"] == "ro"


def test_turns_are_counted_without_persons(desk: Desk) -> None:
    def number(what: str, topic: str = "") -> int:
        rows = desk.rows(
            "SELECT coalesce(sum(number), 0) AS n FROM counts WHERE what = %s AND language = 'rom' AND topic = %s", what, topic
        )
        return int(rows[0]["n"])

    before = {key: number(*key) for key in (("conversation", ""), ("answer", "tenancy"), ("handoff", "tenancy"))}
    person = Person(desk.server.url, "rom")
    person.ask("Kozom šaj te mangel o gazda kaucija?")
    person.ask(payload="d:human")
    consent = person.ask("Marxloh")
    person.ask(payload=next(b["payload"] for b in consent["buttons"] if b["payload"].startswith("h:yes")))
    assert {key: number(*key) for key in before} == {key: count + 1 for key, count in before.items()}


# ---- faults and things that happen at once


def test_the_bot_dies_while_somebody_agrees(desk: Desk) -> None:
    # given somebody who is asked whether it may be handed over
    person = Person(desk.server.url, "de")
    until_consent(person)
    # when the bot is killed right after it has taken the answer
    person.send("ja")
    desk.server.kill()
    desk.server.start()
    # then the answer is not lost, and there is one case
    assert any("Die Antwort kommt in diesen Chat" in message["text"] for message in settled(desk, person))
    assert len(desk.rows("SELECT 1 FROM cases WHERE conversation = %s", person.session)) == 1
    assert state(desk, person) == "waiting"


def test_the_bot_stays_silent_after_a_restart_and_after_hours(desk: Desk) -> None:
    # given a conversation that the staff holds
    person = Person(desk.server.url, "de")
    desk.order("take", handed_over(desk, person))
    person.poll(wait=0)
    # when the bot is started anew and nothing was said for two hours
    desk.server.kill()
    desk.server.start()
    old = "UPDATE conversations SET last_active = now() - interval '2 hours' WHERE id = %s"
    desk.rows(old, person.session)
    desk.rows("UPDATE messages SET at = at - interval '2 hours' WHERE conversation = %s", person.session)
    # then it is still silent
    person.send("Wie hoch darf die Kaution sein?")
    assert settled(desk, person) == []
    assert state(desk, person) == "staff"


def test_two_answers_at_once_open_one_case(desk: Desk) -> None:
    # given somebody who taps and types at the same moment
    person = Person(desk.server.url, "de")
    yes = next(button["payload"] for button in until_consent(person)["buttons"] if button["payload"].startswith("h:yes"))
    both = [threading.Thread(target=person.send, args=("ja",)), threading.Thread(target=person.send, args=("Ja", yes))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=20)
    # then both are answered, and there is one case
    assert len(settled(desk, person)) == 2
    assert len(desk.rows("SELECT 1 FROM cases WHERE conversation = %s", person.session)) == 1


def test_the_staff_closes_while_the_person_writes(desk: Desk) -> None:
    # given a case that the staff holds
    person = Person(desk.server.url, "de")
    case = handed_over(desk, person)
    desk.order("take", case)
    person.poll(wait=0)
    # when it is closed in the moment in which the person writes
    writes = threading.Thread(target=person.send, args=("Wie hoch darf die Kaution sein?",))
    writes.start()
    assert desk.order("close", case, reason="answered").status == 200
    writes.join(timeout=20)
    said = settled(desk, person)
    # then either the staff has seen it, or the bot answers it: nobody is left alone with it
    answered = [message for message in said if message["card"] == "tenancy/deposit"]
    seen = desk.rows(
        "SELECT 1 FROM messages m JOIN cases c ON c.conversation = m.conversation"
        " WHERE c.id = %s AND m.sender = 'person' AND m.text LIKE 'Wie hoch%%' AND m.at <= c.closed",
        case,
    )
    assert answered or seen
    assert state(desk, person) == ("bot" if answered else "closed")


def test_deleting_ends_the_case_and_leaves_a_count(desk: Desk) -> None:
    # given a case that the staff holds
    person = Person(desk.server.url, "de")
    case = handed_over(desk, person)
    desk.order("take", case)
    # when the person has everything deleted
    person.poll(wait=0)
    person.ask("lösche alle meine daten")
    person.ask("ja")
    # then no word is left in it, and the desk can't say anything any more
    row = desk.rows("SELECT conversation, agreed, reach, place_said, state, closed_by FROM cases WHERE id = %s", case)[0]
    assert row == {
        "conversation": None,
        "agreed": {},
        "reach": None,
        "place_said": None,
        "state": "closed",
        "closed_by": "deleted",
    }
    assert desk.say(case, "Kommen Sie morgen.").status == 409
    assert desk.rows("SELECT 1 FROM counts WHERE what = 'deleted' AND language = 'de'")
    # and the bot speaks again
    assert person.ask("Wie hoch darf die Kaution sein?")["card"] == "tenancy/deposit"


def test_what_the_lead_has_changed_is_shown_at_once(desk: Desk) -> None:
    # given somebody from Oberhausen
    person = Person(desk.server.url, "ro")
    person.ask(payload="p:05119000")
    # when the lead of its centre sets a phone and hours
    hours = json.dumps({"mon": [["09:00", "12:00"]]})
    desk.rows("INSERT INTO centres (id, open, phone, hours) VALUES ('oberhausen', false, '0208 12345', %s::jsonb)"
              " ON CONFLICT (id) DO UPDATE SET phone = excluded.phone, hours = excluded.hours", hours)  # fmt: skip
    # then the next answer has them
    answer = person.ask(payload="d:find_ki")
    assert "0208 12345" in answer["text"]
    assert "luni: 09:00–12:00" in answer["text"]
