"""The desk's door over HTTP against a real server and a real database."""

from __future__ import annotations

import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from bot.channels.desk import is_this_machine
from tests.desk_client import Desk
from tests.web_client import Person, call, heard

# ---- who is let in --------------------------------------------------------------------------------------------------------


def test_nobody_is_let_in_without_the_secret(desk: Desk) -> None:
    address = f"{desk.server.url}/webhooks/desk/orders"
    assert call(address, "POST", {}).status == 401
    assert call(address, "POST", {}, token="guess").status == 401
    assert call(address, "POST", {}, token=desk.server.desk_secret[:-1] + "x").status == 401
    assert call(f"{desk.server.url}/webhooks/desk/health").status == 401


@pytest.mark.parametrize(
    ("address", "let_in"),
    [
        ("127.0.0.1", True),
        ("127.0.0.53", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:10.0.0.5", False),
        ("10.0.0.5", False),
        ("203.0.113.7", False),
        ("2001:db8::1", False),
        ("", False),
        ("localhost", False),
    ],
)
def test_only_this_machine_is_let_in(address: str, let_in: bool) -> None:
    assert is_this_machine(address) is let_in


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_nobody_is_let_in_through_a_proxy(desk: Desk, header: str) -> None:
    request = urllib.request.Request(f"{desk.server.url}/webhooks/desk/health")
    request.add_header("Authorization", f"Bearer {desk.server.desk_secret}")
    request.add_header(header, "127.0.0.1")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 403


def test_the_desk_can_ask_whether_the_bot_is_up(desk: Desk) -> None:
    answer = call(f"{desk.server.url}/webhooks/desk/health", token=desk.server.desk_secret)
    assert (answer.status, answer.body) == (200, {"status": "ok"})


# ---- what can't be read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b"[]", 400),
        (b"{}", 422),
        (b'{"id": "1", "case": "12", "staff": 3, "order": "take"}', 422),
        (b'{"id": "1", "case": true, "staff": 3, "order": "take"}', 422),
        (b'{"id": "1", "case": 12, "staff": 3, "order": "dance"}', 422),
        (b'{"id": "", "case": 12, "staff": 3, "order": "take"}', 422),
        (b'{"id": "1", "case": 1' + b"0" * 30 + b', "staff": 3, "order": "take"}', 422),
        (b'{"order": "preview", "card": "no/card", "part": "short", "language": "ro"}', 422),
        (b'{"order": "preview", "card": "tenancy/deposit", "part": "short", "language": "xx"}', 422),
        (b'{"id": "a", "case": 999999999, "staff": 3, "order": "take"}', 404),
        (b'{"x": "' + b"a" * 70_000 + b'"}', 413),
    ],
)
def test_a_bad_order_gets_a_clear_error(desk: Desk, body: bytes, status: int) -> None:
    answer = call(f"{desk.server.url}/webhooks/desk/orders", "POST", raw=body, token=desk.server.desk_secret)
    assert answer.status == status
    assert set(answer.body) == {"error", "detail"}


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"text": "a\x00b"}, {"text": "a" * 4_001}, {"text": 5}, {"german": None}, {"kind": "song"}]
)
def test_a_reply_without_proper_words_is_refused_and_says_nothing(desk: Desk, fields: dict[str, object]) -> None:
    person = Person(desk.server.url, "ro")
    case = desk.opens(person)
    desk.order("take", case)
    heard(person)
    proper = {"text": "Bună ziua", "german": "Guten Tag", "kind": "phrase", "language": "ro"}
    assert desk.order("say", case, **(proper | fields)).status == 422
    assert heard(person) == []


# ---- the way of a case ---------------------------------------------------------------------------------------------------


def test_a_case_goes_from_taking_to_closing(desk: Desk) -> None:
    # given somebody who has asked for a person
    person = Person(desk.server.url, "ro")
    case = desk.opens(person, language="ro")
    # when the staff takes it, answers and closes it
    taken = desk.order("take", case)
    said = desk.say(case, "Aveți programare luni.", german="Sie haben am Montag einen Termin.")
    closed = desk.order("close", case, reason="appointment")
    # then the door tells the state and the message
    assert [(answer.status, answer.body["state"]) for answer in (taken, said, closed)] == [
        (200, "staff"), (200, "staff"), (200, "closed"),
    ]  # fmt: skip
    messages = person.poll(wait=0)
    assert [message["cursor"] for message in messages] == [answer.body["cursor"] for answer in (taken, said, closed)]
    # and the person reads each in their language, the reply as that of a person, with a way back
    assert [message["from"] for message in messages] == ["bot", "staff", "bot"]
    assert {message["language"] for message in messages} == {"ro"}
    assert messages[1]["text"] == "Aveți programare luni."
    assert [button["payload"] for button in messages[1]["buttons"]] == ["h:back"]
    assert messages[2]["text"].startswith("Aveți o programare.")
    assert messages[2]["buttons"][-1]["payload"] == "d:human"
    # and the desk finds it in German, and what happened
    german = [
        row["german"] for row in desk.rows("SELECT german FROM messages WHERE conversation = %s ORDER BY cursor", person.session)
    ]
    assert german[1] == "Sie haben am Montag einen Termin."
    assert german[2].startswith("Sie haben einen Termin.")
    assert desk.events(case) == ["opened", "taken", "replied", "closed"]
    (row,) = desk.rows("SELECT * FROM cases WHERE id = %s", case)
    assert (row["closed_by"], row["reason"], row["staff"]) == ("staff", "appointment", None)
    assert row["opened"] <= row["taken"] <= row["answered"] <= row["closed"]


def test_somebody_who_writes_german_gets_no_german_version(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    desk.order("take", case)
    desk.say(case, "Guten Tag")
    rows = desk.rows("SELECT german, german_buttons FROM messages WHERE conversation = %s", person.session)
    assert rows == [{"german": None, "german_buttons": None}] * 2


def test_the_person_is_told_that_somebody_is_there_and_that_they_have_left(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    assert desk.order("release", case).body["error"] == "not_held"
    assert desk.order("take", case).body["state"] == "staff"
    assert "Jetzt ist ein Mensch" in heard(person)[0][1]
    # when the same takes it again, nothing is said
    assert desk.order("take", case).body["cursor"] is None
    assert heard(person) == []
    # when it is released, the bot speaks again
    assert desk.order("release", case).body["state"] == "waiting"
    assert "antwortet das Programm" in heard(person)[0][1]
    assert call(f"{desk.server.url}/webhooks/web/messages?after=99", token=person.token).body["state"] == "waiting"
    # when a colleague takes it, it is said briefly
    Desk(desk.server, 4).order("take", case)
    assert "wieder ein Mensch" in heard(person)[0][1]


def test_a_free_text_says_that_it_is_not_translated_unless_it_is_in_the_language_of_the_person(desk: Desk) -> None:
    person = Person(desk.server.url, "bg")
    case = desk.opens(person, language="bg")
    desk.order("take", case)
    heard(person)
    desk.say(case, "Kommen Sie bitte vorbei.", kind="text", language="de")
    desk.say(case, "Елате, моля.", kind="text", language="bg")
    first, second = heard(person)
    assert first[1].startswith("Това съобщение не е преведено.")
    assert first[1].endswith("Kommen Sie bitte vorbei.")
    assert second == ("staff", "Елате, моля.")


def test_a_card_is_sent_in_the_language_of_the_person_and_kept_in_german(desk: Desk) -> None:
    person = Person(desk.server.url, "rom")
    case = desk.opens(person, language="rom")
    desk.order("take", case)
    heard(person)
    preview = call(
        f"{desk.server.url}/webhooks/desk/orders", "POST",
        {"order": "preview", "card": "tenancy/deposit", "part": "steps", "language": "rom"}, desk.server.desk_secret,
    )  # fmt: skip
    assert desk.order("say_card", case, card="tenancy/deposit", part="steps").status == 200
    (message,) = [message for message in person.poll(wait=0) if message["from"] == "staff"]
    (row,) = desk.rows("SELECT card, german FROM messages WHERE conversation = %s AND sender = 'staff'", person.session)
    assert (message["text"], row["german"], row["card"]) == (preview.body["text"], preview.body["german"], "tenancy/deposit")
    assert row["german"].startswith("Was")
    assert message["text"] != row["german"]
    # and its other parts can be tapped, which the bot answers although the staff holds the case
    payloads = [button["payload"] for button in message["buttons"]]
    assert payloads[-1] == "h:back"
    assert "c:tenancy/deposit:never" in payloads
    assert person.ask(payload="c:tenancy/deposit:never")["card"] == "tenancy/deposit"


def test_closed_is_closed_until_it_is_opened_again(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    desk.order("take", case)
    assert desk.order("reopen", case).body["error"] == "open"
    desk.order("close", case, reason="answered")
    for order in (desk.say(case, "Noch etwas"), desk.order("take", case), desk.order("close", case, reason="answered")):
        assert (order.status, order.body["error"]) == (409, "closed")
    assert desk.order("reopen", case).body["state"] == "waiting"
    assert desk.order("take", case).body["state"] == "staff"
    assert desk.say(case, "Noch etwas").status == 200


def test_a_case_that_is_opened_again_before_anybody_answered_has_a_new_promise(desk: Desk) -> None:
    case = desk.opens(Person(desk.server.url, "de"))
    (before,) = desk.rows("UPDATE cases SET promised = now() - interval '9 days' WHERE id = %s RETURNING promised", case)
    desk.order("close", case, reason="mistake")
    desk.order("reopen", case)
    (after,) = desk.rows("SELECT promised > now() AS ahead, overdue FROM cases WHERE id = %s", case)
    assert before
    assert after["ahead"]


def test_a_case_is_not_opened_again_beside_another_one(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    old = desk.opens(person)
    desk.order("close", old, reason="answered")
    desk.opens(person)
    assert desk.order("reopen", old).body["error"] == "other_open"


# ---- who holds it ---------------------------------------------------------------------------------------------------------


def test_only_who_holds_a_case_may_speak_in_it(desk: Desk) -> None:
    person, colleague = Person(desk.server.url, "de"), Desk(desk.server, 4)
    case = desk.opens(person)
    assert desk.say(case, "Hallo").body["error"] == "not_held"
    desk.order("take", case)
    for refused in (
        colleague.say(case, "Hallo"),
        colleague.order("say_card", case, card="tenancy/deposit", part="short"),
        colleague.order("take", case),
        colleague.order("release", case),
        colleague.order("close", case, reason="answered"),
        colleague.order("take", case, **{"from": 99}),
    ):
        assert (refused.status, refused.body["error"]) == (409, "held_by_other")
    # when the colleague names who has it
    assert colleague.order("take", case, **{"from": 3}).status == 200
    assert desk.say(case, "Hallo").body["error"] == "held_by_other"
    assert colleague.say(case, "Hallo").status == 200


def test_when_two_take_a_case_at_once_one_has_it(desk: Desk) -> None:
    for _ in range(5):
        case = desk.opens(Person(desk.server.url, "de"))
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda staff, case=case: Desk(desk.server, staff).order("take", case), range(1, 5)))
        assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
        assert {answer.body["error"] for answer in answers if answer.status == 409} == {"held_by_other"}


# ---- once -------------------------------------------------------------------------------------------------------------------


def test_an_order_that_comes_again_is_carried_out_once(desk: Desk) -> None:
    person, order_id = Person(desk.server.url, "de"), str(uuid.uuid4())
    case = desk.opens(person)
    desk.order("take", case)
    heard(person)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: desk.say(case, "Guten Tag", order_id), range(4)))
    assert len({str(answer.body) for answer in answers}) == 1
    assert answers[0].status == 200
    assert heard(person) == [("staff", "Guten Tag")]
    # also when the case is closed by then
    desk.order("close", case, reason="answered")
    assert desk.say(case, "Guten Tag", order_id).body == answers[0].body


def test_a_refused_order_changes_nothing_and_may_come_again(desk: Desk) -> None:
    person, order_id = Person(desk.server.url, "de"), str(uuid.uuid4())
    case = desk.opens(person)
    assert desk.say(case, "Guten Tag", order_id).status == 409
    desk.order("take", case)
    assert desk.say(case, "Guten Tag", order_id).status == 200


# ---- faults -----------------------------------------------------------------------------------------------------------------


def test_a_crash_between_order_and_answer_neither_loses_nor_doubles_it(desk: Desk) -> None:
    # given orders that are on their way when the process is killed
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    desk.order("take", case)
    heard(person)
    ids = [str(uuid.uuid4()) for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        on_their_way = [pool.submit(desk.say, case, f"Nummer {number}", order_id) for number, order_id in enumerate(ids)]
        on_their_way[3].exception()
        desk.server.kill()
        for order in on_their_way:
            order.exception()
    # when it starts again and the desk brings them again
    desk.server.start()
    answers = [desk.say(case, f"Nummer {number}", order_id) for number, order_id in enumerate(ids)]
    # then each was said once
    assert {answer.status for answer in answers} == {200}
    assert sorted(text for _, text in heard(person)) == sorted(f"Nummer {number}" for number in range(12))


# ---- what the desk sees of the person ----------------------------------------------------------------------------------


def last_read(desk: Desk, person: Person) -> int:
    (row,) = desk.rows("SELECT last_read FROM conversations WHERE id = %s", person.session)
    return int(row["last_read"])


def test_the_desk_sees_up_to_where_a_person_has_read(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    desk.order("take", case)
    cursor = desk.say(case, "Guten Tag").body["cursor"]
    # when the person has fetched it but not come again, nobody knows whether it arrived
    person.poll(wait=0)
    assert last_read(desk, person) == 0
    # when they ask for what comes after it, it did
    person.poll(wait=0)
    assert last_read(desk, person) == cursor
    # and neither an old cursor nor an invented one changes that
    for after in (0, 10**9):
        call(f"{desk.server.url}/webhooks/web/messages?after={after}", token=person.token)
    assert last_read(desk, person) == cursor


def test_the_desk_is_woken_by_whatever_happens_in_a_case_of_its_centre(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    with psycopg.connect(desk.server.environment["DATABASE_URL"], autocommit=True) as listening:
        listening.execute("LISTEN drom_desk")

        def woken() -> set[str]:
            first = {notice.payload for notice in listening.notifies(timeout=20, stop_after=1)}
            return first | {notice.payload for notice in listening.notifies(timeout=0.2)}

        # a centre of its own: cases of other tests are in Duisburg
        case = desk.opens(person, centre="hagen")
        assert "hagen" in woken()
        for order in (lambda: desk.order("take", case), lambda: desk.say(case, "Guten Tag"), lambda: person.send("Danke")):
            order()
            assert "hagen" in woken()
        person.poll(wait=0)
        person.poll(wait=0)
        assert "hagen" in woken(), "what was read"
        call(f"{desk.server.url}/webhooks/web/session", "DELETE", token=person.token)
        assert "hagen" in woken()


def test_without_a_case_nobody_is_watched_reading(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    person.ask("Hallo")
    person.poll(wait=0)
    assert last_read(desk, person) == 0
