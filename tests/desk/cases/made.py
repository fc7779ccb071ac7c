"""Cases and conversations as the bot writes them, for tests."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from desk.bot_tables import Case, CaseEvent, Conversation, Delivery, Event, Message

AGREED = {
    "language": "rom",
    "at": "2026-11-23T09:00:00+01:00",
    "text": "Va, del pes dureder ko KI Duisburg.",
    "german": "Ja, dieses Gespräch darf an das KI Duisburg gehen. Nach 90 Tagen wird es gelöscht.",
}


class MadeCase:
    """A case with its conversation, to which a test adds what people say.

    Args:
        centre: id of the centre.
        channel: `web` or `telegram`.
        fields: further columns of `cases`.
    """

    def __init__(self, centre: str = "duisburg", channel: str = "web", **fields: Any) -> None:
        self.now = datetime.now(UTC)
        self.conversation = Conversation.objects.create(
            id=uuid.uuid4().hex, channel=channel, state="waiting", last_cursor=0, last_read=0, last_active=self.now
        )
        given = {
            "reference": f"D-{uuid.uuid4().hex[:5].upper()}",
            "conversation": self.conversation.pk,
            "channel": channel,
            "centre": centre,
            "place": "05112000",
            "place_said": "Marxloh",
            "language": "rom",
            "topic": "tenancy",
            "card": "tenancy/deposit",
            "urgent": False,
            "state": "waiting",
            "agreed": AGREED,
            "promised": self.now + timedelta(days=2),
            "opened": self.now - timedelta(hours=3),
            "first_cursor": 1,
            "person_at": self.now - timedelta(hours=3),
        } | fields
        self.case = Case.objects.create(**given)
        self.happened("opened")

    @property
    def id(self) -> int:
        """Id of the case."""
        return int(self.case.pk)

    def person(self, text: str, guess: tuple[str, float, str] | None = None, **fields: Any) -> Message:
        """Let the person say something; `guess` is intent, probability and language as the bot understood it."""
        message = self._add("person", text, **fields)
        if guess:
            intent, sure, language = guess
            self._heard(message, {"intent": {"name": intent, "confidence": sure}, "language": language})
        Case.objects.filter(pk=self.id).update(person_at=message.at)
        return message

    def bot(
        self, text: str, german: str | None = None, buttons: list[tuple[str, str, str]] | None = None, **fields: Any
    ) -> Message:
        """Let the bot say something; `buttons` are (title, German title, payload)."""
        shown = [{"title": title, "payload": payload} for title, _, payload in buttons or []]
        german_titles = [german_title for _, german_title, _ in buttons or []] if german else None
        return self._add("bot", text, german=german, buttons=shown, german_buttons=german_titles, **fields)

    def staff(self, text: str, german: str, delivery: str | None = None, **fields: Any) -> Message:
        """Let the staff say something; `delivery` is its state on a channel that brings messages."""
        message = self._add("staff", text, german=german, kind="handoff", **fields)
        if delivery:
            Delivery.objects.create(conversation=self.conversation.pk, cursor=message.cursor, state=delivery, changed=message.at)
        Case.objects.filter(pk=self.id).update(staff_at=message.at)
        return message

    def happened(self, event: str, **fields: Any) -> CaseEvent:
        """Write an event of the case."""
        return CaseEvent.objects.create(case=self.case, event=event, **{"at": datetime.now(UTC)} | fields)

    def change(self, **fields: Any) -> Case:
        """Change columns of the case as the bot does, and return it fresh."""
        Case.objects.filter(pk=self.id).update(**fields)
        self.case.refresh_from_db()
        return self.case

    def _add(self, sender: str, text: str, **fields: Any) -> Message:
        self.conversation.last_cursor += 1
        Conversation.objects.filter(pk=self.conversation.pk).update(last_cursor=self.conversation.last_cursor)
        given = {
            "conversation": self.conversation.pk,
            "cursor": self.conversation.last_cursor,
            "id": uuid.uuid4().hex,
            "sender": sender,
            "language": "rom",
            "text": text,
            "buttons": [],
            "beside": False,
            "at": datetime.now(UTC),
        }
        return Message.objects.create(**given | fields)

    def _heard(self, message: Message, parsed: dict[str, Any]) -> None:
        data = {"event": "user", "message_id": message.id, "parse_data": parsed}
        Event.objects.create(
            sender_id=self.conversation.pk,
            type_name="user",
            timestamp=message.at.timestamp(),
            intent_name=parsed["intent"]["name"],
            data=json.dumps(data),
        )


def about_deposit(**fields: Any) -> MadeCase:
    """Return a case in Romani about a deposit, as far as the hand-off."""
    made = MadeCase(**fields)
    made.bot("Lačho djes! Me sem o Drom.", "Guten Tag! Ich bin Drom.", [("Kher", "Wohnung und Miete", "t:tenancy")])
    made.person("", payload="t:tenancy")
    made.person("o gazda mangel trin khera ano anglal", ("tenancy_deposit", 0.82, "rom"))
    made.bot(
        "I kaucia našti avel maj but sar trin kirije.",
        "Die Kaution darf höchstens drei Kaltmieten betragen.",
        [("So te kerav?", "Was tun?", "c:tenancy/deposit:steps")],
        card="tenancy/deposit",
    )
    made.person("mangav te vakerav jekhe manušesa", ("human", 0.97, "rom"))
    return made
