"""Every kind of message that Telegram knows gets an answer that fits it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answer.cards import load_locales
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.office import Office
from tests.telegram_world.people import TelegramPerson

FILE = {"file_id": "f", "file_unique_id": "u"}
SIZE = {"width": 10, "height": 10}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "voice": ("voice", {"voice": FILE | {"duration": 3}}),
    "audio": ("voice", {"audio": FILE | {"duration": 3}}),
    "video note": ("video", {"video_note": FILE | {"length": 5, "duration": 3}}),
    "video": ("video", {"video": FILE | SIZE | {"duration": 3}}),
    "animation": ("video", {"animation": FILE | SIZE | {"duration": 3}, "document": FILE}),
    "photo": ("photo", {"photo": [FILE | SIZE]}),
    "document": ("document", {"document": FILE}),
    "sticker": ("sticker", {"sticker": FILE | SIZE | {"is_animated": False, "is_video": False, "type": "regular"}}),
    "contact": ("contact", {"contact": {"phone_number": "+4915112345678", "first_name": "Ion"}}),
    "poll": (
        "poll",
        {
            "poll": {
                "id": "1", "question": "?", "options": [{"text": "a", "voter_count": 0, "persistent_id": "1"}],
                "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
                "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
            }
        },
    ),
    "dice": ("other", {"dice": {"emoji": "🎲", "value": 3}}),
}  # fmt: skip


@pytest.mark.parametrize("language", ["ro", "bg", "de"])
@pytest.mark.parametrize("name", list(KINDS))
def test_what_cannot_be_read_is_acknowledged_with_what_to_do_now(house: TelegramHouse, name: str, language: str) -> None:
    kind, content = KINDS[name]
    person = TelegramPerson(house.telegram, language)
    person.sends(**content)
    answer = person.answer()
    assert answer.text == load_locales()[language].ui[f"received.{kind}"]
    payloads = [button["callback_data"] for button in answer.buttons]
    assert payloads[0] == "d:human"
    assert "t:tenancy" in payloads
    # and nothing of it was fetched
    assert not house.telegram.made("getFile")


def test_words_under_a_photo_are_answered(person: TelegramPerson) -> None:
    person.sends(photo=[FILE | SIZE], caption="Wie hoch darf die Kaution sein?")
    answer = person.answer()
    assert answer.text.startswith(load_locales()["de"].ui["received.only_words"])
    assert "c:tenancy/deposit:steps" in [button["callback_data"] for button in answer.buttons]


def test_a_place_on_the_map_finds_the_centre_and_is_not_stored(person: TelegramPerson, office: Office) -> None:
    # given somebody in Duisburg-Marxloh
    person.sends(location={"latitude": 51.505612, "longitude": 6.771234})
    answer = person.answer()
    # then they get the centre there, and the town to put right
    assert load_locales()["de"].ui["received.location"].format(place="Duisburg") in answer.text
    assert "Kommunales Integrationszentrum Duisburg" in answer.text
    # and no table holds where they were
    for table in ("messages", "conversations", "events", "addresses"):
        content = str(office.rows(f"SELECT t::text AS row FROM {table} t"))
        assert "51.5056" not in content
        assert "6.7712" not in content


def test_a_place_between_two_centres_is_asked_for(person: TelegramPerson) -> None:
    # given somebody in Moers, near Duisburg
    person.sends(location={"latitude": 51.451, "longitude": 6.64})
    asked = person.answer()
    assert asked.text == load_locales()["de"].ui["received.near"]
    assert [button["text"] for button in asked.buttons[:2]] == ["Duisburg", "Moers"]
    assert "Moers" in person.chooses(asked, "p:05170024").text


def test_a_place_elsewhere_gets_the_federal_advice(person: TelegramPerson) -> None:
    person.sends(venue={"location": {"latitude": 52.52, "longitude": 13.4}, "title": "Berlin", "address": "x"})
    answer = person.answer()
    assert "nicht in Nordrhein-Westfalen" in answer.text
    assert load_locales()["de"].ui["received.location_not_kept"] in answer.text


def test_a_live_location_is_not_answered_again_and_again(house: TelegramHouse, person: TelegramPerson) -> None:
    place = person.message(location={"latitude": 51.5, "longitude": 6.77, "live_period": 900})
    person.telegram.push({"message": place})
    person.answer()
    for _ in range(3):
        person.telegram.push({"edited_message": place | {"edit_date": place["date"] + 5}})
    assert "Kaution" in person.asks("Wie hoch darf die Kaution sein?").text
    assert len(house.telegram.api.sent_to(person.chat)) == 2


FORWARDED = {"type": "hidden_user", "sender_user_name": "Chef", "date": 1}


@pytest.mark.parametrize(
    "text",
    [
        "DHL: Ihr Paket wartet, zahlen Sie 2,99 € hier http://dhl-paket.top",
        "Garsonieră Duisburg 350 euro, trimiteți avans și vă dau cheia",
        "Sunați la 0176 12345678",
        "Sehr geehrte Damen und Herren, hiermit fordern wir Sie letztmalig auf, den offenen Betrag sofort zu begleichen",
    ],
)
def test_a_forwarded_offer_is_checked_and_not_kept(person: TelegramPerson, office: Office, text: str) -> None:
    answer = person.asks(text, forward_origin=FORWARDED)
    payloads = [button["callback_data"] for button in answer.buttons]
    assert any(payload.startswith("k:fraud_check:") for payload in payloads)
    assert "dhl-paket.top" not in answer.text
    # and when the answer has been brought, the words stand nowhere
    conversation = office.conversation_of(person.chat)
    query = "SELECT text, fades, state FROM messages LEFT JOIN deliveries USING (conversation, cursor) WHERE conversation = %s"
    person.telegram.until(lambda: all(row["state"] in (None, "sent") for row in office.rows(query, conversation)))
    for row in office.rows(query, conversation):
        assert row["fades"] is None
        assert "**" not in row["text"]
        assert text not in row["text"]
    said = office.rows("SELECT data FROM events WHERE sender_id = %s", conversation)
    assert not any(text in row["data"] for row in said)


def test_the_words_of_a_fraud_are_bold(person: TelegramPerson) -> None:
    answer = person.asks("DHL: Ihr Paket wartet, zahlen Sie 2,99 € hier http://dhl-paket.top", forward_origin=FORWARDED)
    assert answer.text.startswith(load_locales()["de"].checks["fraud_check.likely"])
    assert "**" not in answer.text


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Wie hoch darf die Kaution sein?", {"forward_origin": FORWARDED}),
        ("Meine Wohnung kostet 500 € und die Kaution 2000 €, ist das erlaubt?", {}),
        (
            "Wie hoch darf die Kaution sein?",
            {"reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}},
        ),
    ],
)
def test_own_questions_replies_and_short_remarks_are_answered_as_such(person: TelegramPerson, text: str, more: Any) -> None:
    answer = person.asks(text, **more)
    assert "Kaution" in answer.text + str(answer.buttons)
    assert load_locales()["de"].checks["fraud_check.found"] not in answer.text


def test_an_edited_question_is_answered_anew(person: TelegramPerson) -> None:
    first = person.message(text="Wie hoch darf die Kation sien?")
    person.telegram.push({"message": first})
    person.answer()
    person.telegram.push({"edited_message": first | {"text": "Wie hoch darf die Kaution sein?", "edit_date": first["date"] + 9}})
    assert "c:tenancy/deposit:steps" in [button["callback_data"] for button in person.answer().buttons]


def _group(house: TelegramHouse, chat: int, kind: str, person: TelegramPerson, **content: Any) -> dict[str, Any]:
    house.telegram.api.chats.add(chat)
    return {"message_id": 7, "date": 1, "chat": {"id": chat, "type": kind, "title": "Secret group"}, **content}


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_in_a_group_it_says_that_it_talks_in_private_and_leaves(house: TelegramHouse, office: Office, kind: str) -> None:
    person, chat = TelegramPerson(house.telegram, "ro"), -hash(kind) % 10**9 * -1 - 1
    before = office.rows("SELECT count(*) AS n FROM conversations")
    house.telegram.push({"message": _group(house, chat, kind, person, text="Salut", **{"from": person.user})})
    house.telegram.until(lambda: house.telegram.made("leaveChat", chat))
    assert [shown.text for shown in house.telegram.api.sent_to(chat)] == [load_locales()["ro"].ui["received.group"]]
    assert office.rows("SELECT count(*) AS n FROM conversations") == before


def test_a_channel_that_makes_it_a_member_is_left_too(house: TelegramHouse) -> None:
    person, chat = TelegramPerson(house.telegram, "tr"), -1009876543
    house.telegram.push({"channel_post": _group(house, chat, "channel", person, text="News")})
    house.telegram.until(lambda: house.telegram.made("leaveChat", chat))
    said = house.telegram.api.sent_to(chat)[0].text
    for locale in load_locales().values():
        assert locale.ui["received.group"] in said


def test_messages_of_the_service_are_left_alone(house: TelegramHouse, person: TelegramPerson) -> None:
    # given a pinned message and updates of kinds that nobody knows yet
    pinned = {"message_id": 1, "date": 1, "chat": {"id": person.chat, "type": "private"}, "text": "x"}
    person.sends(pinned_message=pinned)
    house.telegram.push({"brand_new_kind": {"id": 1}})
    house.telegram.push({"message": {"nonsense": True}})
    # then only the question that follows is answered
    person.asks("/help")
    assert len(house.telegram.api.sent_to(person.chat)) == 1
