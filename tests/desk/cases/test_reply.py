"""Replying: both versions are seen before anything goes out, and exactly what was seen goes out, once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing

from desk.bot_tables import Message
from desk.cases import outbox
from desk.cases.models import Order
from tests.desk.cases.made import MadeCase, about_deposit
from tests.desk.cases.stand_in import Door

pytestmark = pytest.mark.django_db(transaction=True)


def preview(client: Any, made: MadeCase, **fields: Any) -> str:
    answer = client.post(f"/faelle/{made.id}/vorschau/", fields)
    assert answer.status_code == 200
    return str(answer.content.decode())


def sealed(page: str) -> str:
    found = re.search(r'name="vorschau" value="([^"]+)"', page)
    assert found, page
    return found[1]


def send(client: Any, made: MadeCase, seal: str, **fields: Any) -> Any:
    answer = client.post(f"/faelle/{made.id}/senden/", {"vorschau": seal, **fields}, headers={"HX-Request": "true"})
    while outbox.carry_next():
        pass
    return answer


def said(made: MadeCase) -> list[tuple[str, str]]:
    messages = Message.objects.filter(conversation=made.conversation.pk, sender="staff").order_by("cursor")
    return list(messages.values_list("text", "german"))


APPOINTMENT = {
    "art": "phrase",
    "phrase": "appointment/new",
    "date": "2027-03-02",
    "time": "10:30",
    "place_here": "Flachsmarkt 15",
}


def test_a_phrase_is_shown_in_both_languages_and_sent_as_shown(door: Door, people: Any, client_of: Any) -> None:
    made, client = about_deposit(), client_of("staff")
    page = preview(client, made, **APPOINTMENT)
    assert "Dienstag, 2. März 2027" in page and "Die Person liest: Romani" in page and "Übernehmen und senden" in page
    assert said(made) == []
    send(client, made, sealed(page))
    [(text, german)] = said(made)
    assert "Dienstag, 2. März 2027" in german and "Flachsmarkt 15" in text and text != german
    assert [order["order"] for order in door.asked] == ["take", "say"], "the first reply takes the case"


def test_a_blank_that_is_missing_is_asked_for_in_its_form(people: Any, client_of: Any) -> None:
    made, client = about_deposit(), client_of("staff")
    answer = client.post(f"/faelle/{made.id}/vorschau/", APPOINTMENT | {"date": ""})
    assert answer["HX-Retarget"] == "#phrase-form"
    assert 'value="10:30"' in answer.content.decode(), "what was filled stays"


def test_the_language_is_the_one_that_the_person_reads_now(people: Any, client_of: Any) -> None:
    made = about_deposit()
    made.conversation.slots = {"language": "bg"}
    made.conversation.save()
    assert "Die Person liest: Bulgarisch" in preview(client_of("staff"), made, **APPOINTMENT)


def test_a_card_is_shown_as_the_bot_says_it_and_sent_by_the_bot(door: Door, people: Any, client_of: Any) -> None:
    made, client = about_deposit(), client_of("staff")
    page = preview(client, made, art="card", karte="tenancy/deposit", teil="steps")
    assert "[rom] tenancy/deposit" in page and "[de] tenancy/deposit steps" in page
    send(client, made, sealed(page))
    assert door.asked[-1]["order"] == "say_card" and "text" not in door.asked[-1]


def test_without_the_bot_a_card_waits_and_a_phrase_goes_into_the_outbox(people: Any, client_of: Any) -> None:
    made, client = about_deposit(), client_of("staff")
    assert "gerade nicht erreichbar" in preview(client, made, art="card", karte="tenancy/deposit", teil="steps")
    send(client, made, sealed(preview(client, made, **APPOINTMENT)))
    page = client.get(f"/faelle/{made.id}/").content.decode()
    assert "Der Assistent ist gerade nicht erreichbar." in page
    assert "wird gesendet, sobald der Assistent wieder läuft" in page
    assert list(Order.objects.order_by("number").values_list("order", "state")) == [("take", "waiting"), ("say", "waiting")]


@pytest.mark.parametrize(("language", "translated"), [("de", False), ("rom", True), ("other", False)])
def test_free_text_says_that_it_is_not_translated(
    door: Door, people: Any, client_of: Any, language: str, translated: bool
) -> None:
    made, client = about_deposit(), client_of("staff")
    page = preview(client, made, art="text", text="Bitte rufen Sie an.", sprache=language)
    assert ("Dieser Text wird nicht übersetzt." in page) is not translated
    send(client, made, sealed(page))
    assert (door.asked[-1]["kind"], door.asked[-1]["language"]) == ("text", language)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": "  ", "sprache": "de"}, "Bitte schreiben Sie erst einen Text."),
        ({"text": "x" * 2001, "sprache": "de"}, "Der Text ist zu lang"),
        ({"text": "x", "sprache": "tr"}, "Bitte wählen Sie die Sprache"),
        ({"art": "card", "karte": "no/card", "teil": "short"}, "Diese Karte gibt es nicht mehr."),
    ],
)
def test_what_cannot_be_sent_says_why(people: Any, client_of: Any, fields: dict[str, str], problem: str) -> None:
    assert problem in preview(client_of("staff"), about_deposit(), **({"art": "text"} | fields))


def test_a_double_click_is_one_message(door: Door, people: Any, client_of: Any) -> None:
    made, client = about_deposit(), client_of("staff")
    seal = sealed(preview(client, made, **APPOINTMENT))
    send(client, made, seal)
    send(client, made, seal)
    assert len(said(made)) == 1


def test_only_what_was_seen_can_be_sent_and_only_there(door: Door, people: Any, client_of: Any) -> None:
    made, other, client = about_deposit(), about_deposit(), client_of("staff")
    seal = sealed(preview(client, made, **APPOINTMENT))
    forged = signing.dumps({"case": made.id, "account": people.staff.pk, "id": "x", "order": "say", "body": {}})
    assert "Die Vorschau ist zu alt" in send(client, made, forged).content.decode()
    assert "gehört zu einem anderen Fall" in send(client, other, seal).content.decode()
    assert "gehört zu einem anderen Fall" in send(client_of("colleague"), made, seal).content.decode()
    assert not Order.objects.exists()


def test_a_case_of_a_colleague_is_taken_first(door: Door, people: Any, client_of: Any) -> None:
    made, client = about_deposit(state="staff", staff=people.colleague.pk), client_of("staff")
    page = preview(client, made, **APPOINTMENT)
    assert "Übernehmen Sie den Fall, um zu senden." in page
    assert "Cem Colleague bearbeitet diesen Fall." in send(client, made, sealed(page)).content.decode()


def test_a_refused_reply_keeps_its_words_until_it_is_sent_or_put_away(door: Door, people: Any, client_of: Any) -> None:
    made, client = about_deposit(state="staff", staff=people.staff.pk), client_of("staff")
    seal = sealed(preview(client, made, **APPOINTMENT))
    made.change(state="waiting", staff=None)  # the person has gone back to the assistant before the bot heard of the reply
    Order.objects.create(case=made.case, author=people.staff, order="say", body=signing.loads(seal, salt="desk.reply")["body"])
    while outbox.carry_next():
        pass
    refused = Order.objects.get()
    page = client.get(f"/faelle/{made.id}/").content.decode()
    assert "Nicht gesendet." in page and "Dienstag, 2. März 2027" in page
    again = preview(client, made, art="refused", auftrag=str(refused.id))
    send(client, made, sealed(again), ersetzt=str(refused.id))
    refused.refresh_from_db()
    assert (refused.state, refused.body) == ("discarded", {})
    assert len(said(made)) == 1


def test_a_delivery_that_failed_is_sent_again_as_the_same_message(door: Door, people: Any, client_of: Any) -> None:
    made = about_deposit(channel="telegram", state="staff", staff=people.staff.pk)
    failed = made.staff("Lačho djes!", "Guten Tag!", "failed")
    client_of("staff").post(f"/faelle/{made.id}/handlung/", {"was": "send_again", "cursor": failed.cursor})
    while outbox.carry_next():
        pass
    assert [(order["order"], order["cursor"]) for order in door.asked] == [("send_again", failed.cursor)]
    assert len(said(made)) == 1


def test_cards_and_phrases_are_found_by_german_words(people: Any, client_of: Any) -> None:
    made, client = about_deposit(), client_of("staff")
    assert "Kaution" in client.get(f"/faelle/{made.id}/karten/?karte=kaution").content.decode()
    assert "Keine Karte gefunden." in client.get(f"/faelle/{made.id}/karten/?karte=xyzxyz").content.decode()
    assert "Termin" in client.get(f"/faelle/{made.id}/bausteine/?baustein=termin").content.decode()
    assert "Kein Textbaustein gefunden." in client.get(f"/faelle/{made.id}/bausteine/?baustein=xyzxyz").content.decode()
