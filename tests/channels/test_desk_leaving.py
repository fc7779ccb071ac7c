"""Cases that end or move: deleted, given to another centre, left by their person while the staff writes."""

from __future__ import annotations

import uuid

from tests.desk_client import Desk
from tests.web_client import Person, call, heard

# ---- deleting ------------------------------------------------------------------------------------------------------------


def test_who_deletes_everything_leaves_a_closed_case_without_words(desk: Desk) -> None:
    # given somebody of the staff who is writing
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    desk.order("take", case)
    # when the person deletes everything
    assert call(f"{desk.server.url}/webhooks/web/session", "DELETE", token=person.token).status == 204
    # then the reply finds nobody
    answer = desk.say(case, "Sind Sie noch da?")
    assert (answer.status, answer.body["error"]) == (409, "gone")
    (row,) = desk.rows("SELECT * FROM cases WHERE id = %s", case)
    assert (row["state"], row["closed_by"], row["staff"]) == ("closed", "deleted", None)
    assert [row[column] for column in ("conversation", "place", "place_said", "card", "reach")] == [None] * 5
    assert row["agreed"] == {}


def test_the_staff_can_delete_everything_for_a_person(desk: Desk) -> None:
    person, order_id = Person(desk.server.url, "de"), str(uuid.uuid4())
    case = desk.opens(person)
    answer = desk.order("delete", case, order_id)
    assert (answer.status, answer.body["state"]) == (200, "closed")
    assert desk.order("delete", case, order_id).body == answer.body
    assert call(f"{desk.server.url}/webhooks/web/messages?after=0", token=person.token).status == 404
    assert desk.rows("SELECT 1 FROM messages WHERE conversation = %s", person.session) == []


# ---- another centre ------------------------------------------------------------------------------------------------------


def test_a_case_goes_to_a_centre_only_where_staff_answers_here(desk: Desk) -> None:
    desk.rows("DELETE FROM centres WHERE id = %s", "dortmund")  # another test may have opened it
    case = desk.opens(Person(desk.server.url, "de"))
    for centre in ("dortmund", "duisburg", "atlantis"):
        assert desk.order("hand_over", case, centre=centre).status == 422


def opens_desk(desk: Desk, centre: str) -> None:
    desk.rows(
        "INSERT INTO centres (id, open, keep_days) VALUES (%s, true, 60)"
        " ON CONFLICT (id) DO UPDATE SET open = true, keep_days = 60",
        centre,
    )


def test_a_person_is_asked_before_a_case_goes_to_another_centre(desk: Desk) -> None:
    opens_desk(desk, "dortmund")
    person = Person(desk.server.url, "bg")
    case = desk.opens(person, language="bg")
    desk.order("take", case)
    heard(person)
    assert desk.order("hand_over", case, centre="dortmund").body["state"] == "staff"
    (question,) = [message for message in person.poll(wait=0) if message["from"] == "bot"]
    assert "Kommunales Integrationszentrum Dortmund" in question["text"]
    assert "60 дни" in question["text"]
    (row,) = desk.rows("SELECT centre, asked_centre FROM cases WHERE id = %s", case)
    assert (row["centre"], row["asked_centre"]) == ("duisburg", "dortmund")
    assert desk.events(case)[-1] == "transfer_asked"


def asked_for_dortmund(desk: Desk, person: Person) -> tuple[int, dict[str, str]]:
    """Let the person be asked whether their case may go to Dortmund; return it, and what the buttons stand for."""
    opens_desk(desk, "dortmund")
    case = desk.opens(person)
    desk.order("take", case)
    heard(person)
    desk.order("hand_over", case, centre="dortmund")
    (question,) = [message for message in person.poll(wait=0) if message["from"] == "bot"]
    return case, {button["title"]: button["payload"] for button in question["buttons"]}


def test_who_agrees_waits_at_the_other_centre(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case, buttons = asked_for_dortmund(desk, person)
    told = person.ask(payload=buttons["Ja"])
    assert "Dortmund" in told["text"]
    (row,) = desk.rows("SELECT * FROM cases WHERE id = %s", case)
    assert (row["centre"], row["state"], row["staff"], row["asked_centre"]) == ("dortmund", "waiting", None, None)
    assert "Kommunales Integrationszentrum Dortmund" in row["agreed"]["text"]
    assert desk.events(case)[-1] == "transferred"
    # and who was asked from has lost it
    assert desk.say(case, "Hallo").body["error"] == "not_held"


def test_who_refuses_stays(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case, buttons = asked_for_dortmund(desk, person)
    assert "Duisburg" in person.ask(payload=buttons["Nein"])["text"]
    (row,) = desk.rows("SELECT centre, state, asked_centre FROM cases WHERE id = %s", case)
    assert row == {"centre": "duisburg", "state": "staff", "asked_centre": None}
    assert desk.say(case, "Dann machen wir es hier.").status == 200


def test_an_old_yes_agrees_to_nothing_new(desk: Desk) -> None:
    # given somebody who was asked about Dortmund, and then about Essen
    person = Person(desk.server.url, "de")
    case, buttons = asked_for_dortmund(desk, person)
    opens_desk(desk, "essen")
    desk.order("hand_over", case, centre="essen")
    heard(person)
    # when they tap the first question
    told = person.ask(payload=buttons["Ja"])
    assert "nicht mehr offen" in told["text"]
    (row,) = desk.rows("SELECT centre, asked_centre FROM cases WHERE id = %s", case)
    assert row == {"centre": "duisburg", "asked_centre": "essen"}


def test_a_typed_yes_agrees_only_right_after_the_question(desk: Desk) -> None:
    # given somebody who is asked about Dortmund, and then something else
    person = Person(desk.server.url, "de")
    case, _ = asked_for_dortmund(desk, person)
    desk.say(case, "Haben Sie einen Mietvertrag?")
    person.send("Ja")
    pending = "SELECT 1 FROM messages WHERE conversation = %s AND pending"
    assert any(desk.rows(pending, person.session) == [] for _ in range(200))
    assert desk.rows("SELECT centre FROM cases WHERE id = %s", case) == [{"centre": "duisburg"}]
    # when they are asked again, a typed yes is enough
    desk.order("hand_over", case, centre="dortmund")
    heard(person)
    assert "Dortmund" in person.ask("ja")["text"]
    assert desk.rows("SELECT centre FROM cases WHERE id = %s", case) == [{"centre": "dortmund"}]


# ---- the person goes while the staff writes --------------------------------------------------------------------------------


def test_a_reply_finds_the_case_waiting_when_the_person_has_gone_back(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    desk.order("take", case)
    heard(person)
    person.ask(payload="h:back")
    assert desk.say(case, "Guten Tag").body["error"] == "not_held"
    assert desk.events(case)[-1] == "person_back"
    # when it is taken again, the reply arrives
    desk.order("take", case)
    assert desk.say(case, "Guten Tag").status == 200


def test_a_reply_finds_the_case_closed_when_the_person_has_withdrawn_it(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    person.ask(payload="h:withdraw")
    person.ask(payload="h:withdrawn")
    assert desk.order("take", case).body["error"] == "closed"
    (row,) = desk.rows("SELECT state, closed_by FROM cases WHERE id = %s", case)
    assert row == {"state": "closed", "closed_by": "person"}


def test_the_bot_is_silent_while_the_staff_holds_the_case_and_the_case_grows(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    desk.order("take", case)
    heard(person)
    (before,) = desk.rows("SELECT person_at FROM cases WHERE id = %s", case)
    person.send("Wie hoch darf die Kaution sein?")
    pending = "SELECT 1 FROM messages WHERE conversation = %s AND pending"
    assert any(desk.rows(pending, person.session) == [] for _ in range(200))
    assert heard(person) == []
    (after,) = desk.rows("SELECT person_at FROM cases WHERE id = %s", case)
    assert after["person_at"] > before["person_at"]
