"""A case on the page: what is shown, what is hidden, what can be done."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.bot_tables import Case, Centre
from desk.cases import conversation, outbox, retention
from desk.cases.models import Note, Order
from desk.people.models import AccessLog
from tests.desk.cases.made import MadeCase, about_deposit
from tests.desk.cases.stand_in import Door

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def carry_all() -> None:
    while outbox.carry_next():
        pass


def open_case(client: Any, made: MadeCase) -> str:
    answer = client.get(f"/faelle/{made.id}/")
    assert answer.status_code == 200
    return text_of(answer)


def news(client: Any, made: MadeCase, since: Any) -> Any:
    """Ask for what is new since a page or an earlier answer."""
    address = re.search(r'id="live"[^>]*hx-get="([^"]+)"', since.content.decode())
    assert address
    return client.get(address[1].replace("&amp;", "&"))


# ---- What is shown


def test_the_conversation_stands_in_german_beside_the_original(people: Any, client_of: Any) -> None:
    page = open_case(client_of("staff"), about_deposit(facts=["Wie hoch ist die Kaltmiete? 400 €"]))
    for words in (
        "Wie hoch ist die Kaltmiete? 400 €",
        "Die Kaution darf höchstens drei Kaltmieten betragen.",
        "I kaucia našti avel maj but sar trin kirije.",
        "o gazda mangel trin khera ano anglal",
        "Vermutung Kaution 82 % · Romani",
        "Wohnung und Miete",
        "Was tun?",
        "Marxloh",
        "Ja, dieses Gespräch darf an das KI Duisburg gehen.",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("payload", "german"),
    [
        ("c:tenancy/deposit:steps", "Kaution: Was tun?"),
        ("c:tenancy/deposit:short", "Kaution"),
        ("p:05112000", "Duisburg"),
        ("l:bg", "Sprache: Bulgarisch"),
        ("d:human", "Möchte mit einem Menschen sprechen"),
        ("x:unknown", ""),
    ],
)
def test_a_tap_is_told_in_german_without_the_message_that_had_the_button(payload: str, german: str) -> None:
    assert conversation.tapped_title(payload) == german


def test_the_beginning_of_a_conversation_is_told_in_words(people: Any) -> None:
    made = MadeCase()
    made.person("", payload="s:rom", kind="start")
    (line,) = conversation.read(made.case).lines
    assert (line.german, line.guess) == ("Beginnt das Gespräch", None)


def test_where_the_machine_was_unsure_the_guess_is_its_best(people: Any) -> None:
    made = MadeCase()
    message = made.person("so te kerav")
    ranking = [{"name": "school_newcomer", "confidence": 0.31}]
    made._heard(
        message, {"intent": {"name": "offer", "confidence": 0.0}, "intent_ranking": ranking, "decision": {"spoken": "rom"}}
    )
    guess = conversation.read(made.case).lines[0].guess
    assert guess and (guess.title, guess.percent, guess.language) == ("Mein Kind ist neu in Deutschland", 31, "Romani")


def test_what_was_said_before_the_hand_off_beside_it_or_after_its_end_is_not_shown(people: Any, client_of: Any) -> None:
    made = MadeCase(first_cursor=2)
    made.person("before")
    made.person("handed over")
    made.person("private", beside=True)
    made.person("after the end", at=datetime.now(UTC) + timedelta(hours=1))
    made.change(state="closed", closed=datetime.now(UTC) + timedelta(minutes=1))
    assert [line.original for line in conversation.read(made.case).lines] == ["handed over"]


def test_words_of_a_person_are_text_and_nothing_else(people: Any, client_of: Any) -> None:
    made = MadeCase(reach="<script>alert(1)</script>", place_said='"><b>')
    made.person("<script>alert(2)</script>")
    page = client_of("staff").get(f"/faelle/{made.id}/").content.decode()
    assert "<script>alert" not in page and '"><b>' not in page


@pytest.mark.parametrize(
    ("channel", "delivery", "read", "shown"),
    [
        ("telegram", "waiting", 0, "wird zugestellt"),
        ("telegram", "sent", 0, "zugestellt"),
        ("telegram", "failed", 0, "nicht zugestellt Noch einmal senden"),
        ("telegram", "unreachable", 0, "nicht erreichbar"),
        ("web", None, 0, "liegt für die Person bereit"),
        ("web", None, 1, "zugestellt"),
    ],
)
def test_how_far_a_message_of_ours_has_come(
    people: Any, client_of: Any, channel: str, delivery: Any, read: int, shown: str
) -> None:
    made = MadeCase(channel=channel, state="staff", staff=people.staff.pk)
    made.staff("Lačho djes!", "Guten Tag!", delivery)
    made.conversation.last_read = read
    made.conversation.save()
    assert shown in open_case(client_of("staff"), made)


def test_older_messages_come_on_demand_without_a_gap(people: Any, client_of: Any) -> None:
    made = MadeCase()
    for number in range(450):
        made.person(f"<{number}>")
    seen: list[str] = []
    page = conversation.read(made.case)
    assert len(page.lines) == conversation.PAGE_SIZE
    seen = [line.original for line in page.lines]
    while page.older:
        page = conversation.read(made.case, before=page.older)
        seen = [line.original for line in page.lines] + seen
    assert seen == [f"<{number}>" for number in range(450)]
    assert "&lt;249&gt;" in client_of("staff").get(f"/faelle/{made.id}/aelteres/?vor=251").content.decode()


def test_opening_and_exporting_are_logged_and_polling_is_not(people: Any, client_of: Any) -> None:
    made = about_deposit()
    client = client_of("staff")
    page = client.get(f"/faelle/{made.id}/")
    news(client, made, page)
    client.get(f"/faelle/{made.id}/fall.txt")
    assert list(AccessLog.objects.order_by("pk").values_list("what", "case_id")) == [("opened", made.id), ("exported", made.id)]


# ---- What is new


def test_nothing_new_is_nothing(people: Any, client_of: Any) -> None:
    made = about_deposit()
    client = client_of("staff")
    assert news(client, made, client.get(f"/faelle/{made.id}/")).status_code == 204


def test_a_new_message_comes_alone_and_leaves_the_reply_as_it_is(people: Any, client_of: Any) -> None:
    made = about_deposit()
    client = client_of("staff")
    page = client.get(f"/faelle/{made.id}/")
    made.person("ande?", ("repeat", 0.5, "rom"))
    answer = news(client, made, page)
    assert "ande?" in text_of(answer) and "Hat es nicht verstanden" in text_of(answer)
    assert "o gazda mangel" not in text_of(answer)
    assert "textarea" not in answer.content.decode() and 'id="preview"' not in answer.content.decode()
    assert news(client, made, answer).status_code == 204


def test_a_delivery_and_a_colleague_s_note_come_by_themselves(people: Any, client_of: Any) -> None:
    made = about_deposit(channel="telegram", state="staff", staff=people.staff.pk)
    sent = made.staff("Lačho djes!", "Guten Tag!", "waiting")
    client = client_of("staff")
    page = client.get(f"/faelle/{made.id}/")
    conversation.Delivery.objects.filter(cursor=sent.cursor).update(state="sent", changed=datetime.now(UTC))
    answer = news(client, made, page)
    assert "zugestellt" in text_of(answer)
    client_of("colleague").post(f"/faelle/{made.id}/notizen/", {"text": "Habe angerufen."})
    assert "Habe angerufen. Cem Colleague" in text_of(news(client, made, answer))


# ---- What is done


def act(client: Any, made: MadeCase, was: str, **fields: Any) -> str:
    return text_of(client.post(f"/faelle/{made.id}/handlung/", {"was": was, **fields}, headers={"HX-Request": "true"}))


@pytest.mark.django_db(transaction=True)
def test_take_assign_release_close_and_reopen(door: Door, people: Any, client_of: Any) -> None:
    made = about_deposit()
    staff = client_of("staff")

    def state() -> tuple[str, int | None]:
        carry_all()
        return Case.objects.values_list("state", "staff").get(pk=made.id)

    act(staff, made, "take")
    assert state() == ("staff", people.staff.pk)
    act(staff, made, "assign", an=people.colleague.pk)
    assert state() == ("staff", people.colleague.pk)
    assert "Übernehmen Sie den Fall zuerst." in act(staff, made, "close", grund="answered")
    act(staff, made, "take")
    assert state() == ("staff", people.staff.pk)
    act(staff, made, "release")
    assert state() == ("waiting", None)
    assert "Bitte wählen Sie einen Grund." in act(staff, made, "close")
    act(staff, made, "close", grund="appointment")
    assert state() == ("closed", None)
    page = open_case(staff, made)
    assert "vom Zentrum – Termin vereinbart" in page and "Geschlossen: Termin vereinbart" in page
    act(staff, made, "reopen")
    assert state() == ("waiting", None)


@pytest.mark.django_db(transaction=True)
def test_another_centre_is_asked_for_only_if_it_answers_here(door: Door, people: Any, client_of: Any) -> None:
    made, staff = about_deposit(), client_of("staff")
    assert "Bitte wählen Sie ein Zentrum." in act(staff, made, "hand_over", an="dortmund")
    Centre.objects.create(id="dortmund", open=True)
    act(staff, made, "hand_over", an="dortmund")
    carry_all()
    assert "Die Person wurde gefragt, ob KI Dortmund den Fall übernehmen darf." in open_case(staff, made)


@pytest.mark.django_db(transaction=True)
def test_deleting_needs_the_number_and_takes_the_notes_along(door: Door, people: Any, client_of: Any) -> None:
    made, staff = about_deposit(), client_of("staff")
    staff.post(f"/faelle/{made.id}/notizen/", {"text": "Telefon 0203 1"})
    assert "Zur Sicherheit" in open_case(staff, made) and made.case.reference in act(staff, made, "delete", sicher="ja")
    act(staff, made, "delete", sicher=made.case.reference)
    carry_all()
    page = open_case(staff, made)
    assert "Die Person hat alle ihre Daten gelöscht." in page and "0203" not in page and "o gazda" not in page
    retention.forget()
    assert not Note.objects.exists() and not Order.objects.exists()
    assert staff.get(f"/faelle/{made.id}/fall.txt").status_code == 404


def test_only_the_own_note_can_be_deleted(people: Any, client_of: Any) -> None:
    made = MadeCase()
    note = Note.objects.create(case=made.case, author=people.staff, text="mein")
    client_of("colleague").post(f"/faelle/{made.id}/notizen/{note.pk}/loeschen/")
    assert Note.objects.exists()
    client_of("staff").post(f"/faelle/{made.id}/notizen/{note.pk}/loeschen/")
    assert not Note.objects.exists()


def test_notes_of_a_kept_case_are_kept(people: Any) -> None:
    made, gone = MadeCase(), MadeCase()
    for case in (made.case, gone.case):
        Note.objects.create(case=case, author=people.staff, text="x")
    gone.case.events.all().delete()
    gone.case.delete()
    retention.forget()
    assert [note.case_id for note in Note.objects.all()] == [made.id]
