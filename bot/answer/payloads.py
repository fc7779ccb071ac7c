"""What stands behind a button: a short opaque text, within the 64 bytes that Telegram allows.

`c:tenancy/deposit:steps` shows a part of a card, `t:tenancy` a topic, `l:ro` changes the language,
`p:05112000` names a town, `d:help` is the same as saying it, `h:yes:12` does something about the hand-off,
`k:until_when` begins a guided check. `s:ro_duisburg` is a start link: language and town.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer.cards import PARTS, load_locales
from bot.answer.knowledge import load_knowledge

HANDOFF = "handoff"
"""Intent of a tap that belongs to the hand-off; bot/handoff answers it, Rasa never sees it."""
_HANDOFF_STEPS = {"yes", "no", "skip", "topic", "place", "back", "withdraw", "withdrawn", "transfer"}
_CONFIRMATIONS = {"delete_confirmed", "delete_cancelled"}
_CARD_PARTS = {"short", *PARTS}
_START = "s:"
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


def handoff(step: str, of: object = "") -> str:
    """Return the payload of a step of the hand-off.

    Args:
        step: what the person does.
        of: what it is about: the question that is answered, or `yes` or `no`.
    """
    return f"h:{step}:{of}" if of else f"h:{step}"


def check(begins: str) -> str:
    """Return the payload that begins a guided check: `until_when`, or `until_when:job:wages` with its first answer.

    What such payloads mean is known to `actions/engine.py` alone.
    """
    return f"k:{begins}"


def start_link(payload: str) -> str | None:
    """Return what a start link asks for (`bot.answer.signals` reads it), or None if the payload is something else."""
    return payload.removeprefix(_START) if payload.startswith(_START) else None


def read(payload: str) -> Tap:
    """Return what a payload means.

    Raises:
        UnknownPayload: it is none of ours, or of something that no longer exists. A client can send
            anything, and Rasa knows intents that restart a conversation: only what stands here gets through.
    """
    if len(payload.encode()) > MAX_BYTES:
        raise UnknownPayload(payload[:MAX_BYTES])
    knowledge, locales = load_knowledge(), load_locales()
    match payload.split(":"):
        case ["c", card_id, part] if part in _CARD_PARTS and (card_id in knowledge.questions or card_id in knowledge.cards):
            return Tap(card_id.replace("/", "_", 1), {"part": part})
        case ["t", name] if name in knowledge.topics:
            return Tap("topic", {"topic": name})
        case ["l", code] if code in locales:
            return Tap("language_chosen", {"language": code})
        case ["p", ags] if ags.isdigit():
            return Tap("find_ki", {"place": ags})
        case ["d", dialogue_id] if dialogue_id in knowledge.dialogue or dialogue_id in _CONFIRMATIONS:
            return Tap(dialogue_id, {})
        case ["h", step, *of] if step in _HANDOFF_STEPS and len(of) <= 1 and all(part.isalnum() for part in of):
            return Tap(HANDOFF, {"step": step, "of": "".join(of)})
    raise UnknownPayload(payload)
