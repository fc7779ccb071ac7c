"""Between a turn and Rasa: a message as Rasa takes it, what was said as it is kept and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import UserUttered

from bot.answer.payloads import Tap
from bot.answer.reply import Reply
from bot.storage.conversations import Said
from bot.storage.counts import Count
from bot.storage.turn import Turn

_COUNTED = {"answer", "offer", "fallback", "urgent"}
"""Kinds of messages of which statistics tell how many there were."""


class TurnOutput(OutputChannel):
    """Takes what Rasa says and keeps it for the commit of the turn. It never fails, so no turn is lost in it."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    @classmethod
    def name(cls) -> str:
        """Return the name that Rasa writes into its events."""
        return "drom"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message."""
        self._turn.replies.append(
            Said(
                sender="bot",
                text=message["text"],
                kind=message.get("kind", "answer"),
                card=message.get("card"),
                language=message.get("language"),
                buttons=message.get("buttons") or (),
                german=message.get("german"),
                german_buttons=message.get("german_buttons"),
            )
        )


def parsed_tap(tap: Tap, slots: dict[str, Any]) -> dict[str, Any]:
    """Return a tapped button in the form in which Rasa hands on what it has understood.

    Args:
        tap: what was tapped.
        slots: the conversation's slots.
    """
    entities = [{"entity": name, "value": value} for name, value in tap.entities.items() if name != "part"]
    changes: dict[str, Any] = {}
    if slots.get("misses"):
        changes["misses"] = 0
    asked = {"delete_data": "delete", "find_ki": None if slots.get("place") or "place" in tap.entities else "place"}
    asked |= {"human": None if slots.get("place") else "place", "complaint": None if slots.get("place") else "place"}
    if asked.get(tap.intent) != slots.get("asked"):
        changes["asked"] = asked.get(tap.intent) or ""
    if "part" in tap.entities and not tap.intent.startswith("urgent_"):
        changes["card"] = tap.intent
    changes |= {name: tap.entities[name] for name in ("language", "place") if name in tap.entities}
    entities += [{"entity": f"set_{name}", "value": value} for name, value in changes.items()]
    return {
        "intent": {"name": tap.intent, "confidence": 1.0},
        "entities": entities,
        "text": "",
        "decision": {"kind": "answer", "part": tap.entities.get("part", "short"), "previous_language": None},
    }


def as_said(reply: Reply) -> Said:
    """Return a reply as a message to be written."""
    buttons = [{"title": button.title, "payload": button.payload} for button in reply.buttons]
    return Said(
        "bot", reply.text, reply.kind, reply.card, reply.language, buttons,
        german=reply.german, german_buttons=reply.german_buttons,
    )  # fmt: skip


def all_said(answers: Sequence[Reply | Said]) -> list[Said]:
    """Return what is said as messages to be written."""
    return [as_said(answer) if isinstance(answer, Reply) else answer for answer in answers]


def is_menu(said: Said) -> bool:
    """Whether a message is only for choosing, so that it may take the place of another such message."""
    return bool(said.buttons) and said.card is None and said.kind not in ("handoff", "urgent")


def as_event(message: UserMessage, turn: Turn) -> dict[str, Any]:
    """Return a message that Rasa's rules did not see as the event that they would have made of it."""
    parsed = message.parse_data
    heard = UserUttered(
        message.text, parsed["intent"], parsed["entities"], parsed, input_channel=turn.channel, message_id=turn.message_id
    )
    event: dict[str, Any] = heard.as_dict()
    return event


def counts_of(turn: Turn, language: str) -> list[Count]:
    """Return what is counted of a turn: its answers, and the conversation if it begins with it.

    Args:
        turn: at its end.
        language: of the conversation.
    """
    counted = [Count("conversation", language)] if turn.cursor == 1 else []
    for said in turn.replies:
        if said.kind in _COUNTED:
            counted.append(Count(said.kind or "", said.language or "", (said.card or "").split("/")[0]))
    return counted
