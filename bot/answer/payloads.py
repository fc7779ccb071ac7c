"""What stands behind a button: a short opaque text, within the 64 bytes that Telegram allows.

`c:tenancy/deposit:steps` shows a part of a card, `t:tenancy` a topic, `l:ro` changes the language,
`p:05112000` names a town, `d:help` is the same as saying it.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 64


@dataclass(frozen=True, slots=True)
class Tap:
    """A tapped button as Rasa understands it: an intent and entities."""

    intent: str
    entities: dict[str, str]


class UnknownPayload(ValueError):
    """The text is no payload of ours."""


def card(card_id: str, part: str = "short") -> str:
    """Return the payload that shows `part` of a card."""
    return f"c:{card_id}:{part}"


def topic(name: str) -> str:
    """Return the payload that shows the questions of a topic."""
    return f"t:{name}"


def language(code: str) -> str:
    """Return the payload that changes the language."""
    return f"l:{code}"


def place(ags: str) -> str:
    """Return the payload that names a municipality by its official key."""
    return f"p:{ags}"


def say(dialogue_id: str) -> str:
    """Return the payload that stands for a dialogue id of the catalogue."""
    return f"d:{dialogue_id}"


def read(payload: str) -> Tap:
    """Return what a payload means.

    Raises:
        UnknownPayload: it is none of ours; nothing of it is executed.
    """
    if len(payload.encode()) > MAX_BYTES:
        raise UnknownPayload(payload[:MAX_BYTES])
    match payload.split(":"):
        case ["c", card_id, part] if card_id.count("/") == 1:
            return Tap(card_id.replace("/", "_", 1), {"part": part})
        case ["t", name]:
            return Tap("topic", {"topic": name})
        case ["l", code]:
            return Tap("language_chosen", {"language": code})
        case ["p", ags] if ags.isdigit():
            return Tap("find_ki", {"place": ags})
        case ["d", dialogue_id]:
            return Tap(dialogue_id, {})
    raise UnknownPayload(payload)
