"""Lets the guided checks answer a turn: taps on their buttons, and typed answers to the question that is open."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.check import UNKNOWN
from actions.engine import Asker, Engine, Moved, is_check
from actions.rules.fraud.links import holds_unknown_address
from bot.answer.knowledge import intent_of
from bot.answer.reply import GERMAN, Reply, bilingual
from bot.channels.door import NothingToRead, Text, TooLong, enter
from bot.channels.messages import as_said
from bot.storage.conversations import Said
from bot.storage.turn import Turn

logger = logging.getLogger(__name__)
SLOT = "check"
ERASED = "…"
"""Stands in place of words that are not kept."""
_SURE_WORDS = 3
"""An answer of so few words is no cry for help; a longer one is looked at for urgency first."""
_PASTED_WORDS = 12
"""A text of so many words, asked for by a check, is somebody else's: a message or a letter."""
_FEWEST_PASTED_WORDS = 4
FRAUD_CHECK = "fraud_check"
FORWARDED = "forward"
_SMALL_TALK = frozenset({"affirm", "deny", "thanks", "greet", "repeat", "goodbye"})
"""What is said beside a question without leaving it."""


def facts_since(engine: Engine, slots: Mapping[str, Any], cursor: int) -> list[str]:
    """Return what was answered in a guided check since a cursor, for a person of the staff: in German, a line each."""
    slot = slots.get(SLOT)
    return engine.facts(slot, GERMAN) if isinstance(slot, dict) and slot.get("cursor", 0) >= cursor else []


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks make of a turn."""

    said: Said | None = None
    """None: Rasa answers."""
    parsed: dict[str, Any] | None = None
    """What Rasa has understood already, so that it is not worked out twice."""


class Checking:
    """Stands between the turns and the checks.

    Args:
        engine: leads through the checks.
        parse: what Rasa understands of a message, without answering it.
    """

    def __init__(self, engine: Engine, parse: Callable[[Any], Awaitable[dict[str, Any]]]) -> None:
        self._engine = engine
        self._parse = parse

    def takes(self, payload: str | None) -> bool:
        """Tell whether a payload is for a check, whatever it is worth."""
        return bool(payload) and is_check(str(payload))

    async def answer(self, turn: Turn, language: str, message: Callable[[], Any]) -> Checked:
        """Answer a turn that belongs to a check.

        Args:
            turn: what was sent.
            language: in which the person is answered.
            message: the turn as a message for Rasa.

        Raises:
            UnknownPayload: a button of a check was tapped that does not exist any more.
        """
        asker = Asker(language, dt.date.today(), turn.slots.get("place"))
        if self.takes(turn.payload):
            return self._done(turn, asker, self._engine.tap(str(turn.payload), turn.slots.get(SLOT), asker))
        if turn.kind == FORWARDED:
            return self._done(turn, asker, self._forwarded(turn.text, asker))
        return await self._typed(turn, asker, message)

    async def _typed(self, turn: Turn, asker: Asker, message: Callable[[], Any]) -> Checked:
        slot = turn.slots.get(SLOT)
        step = None if turn.payload or turn.kind else self._engine.asked(slot)
        entered = None if turn.payload or turn.kind else _words(turn.text)
        if entered is None:
            return Checked()
        if step is None:
            return await self._pasted(turn, entered, asker, message)
        count = len(entered.split())
        moved = self._engine.typed(entered, slot, asker)
        pasted = step.kind == "text" and count >= _PASTED_WORDS
        if moved and (count <= _SURE_WORDS or pasted):
            return self._done(turn, asker, moved)
        parsed = await self._parse(message())
        decision = parsed.get("decision") or {}
        if decision.get("kind") == "urgent":
            return Checked(parsed=parsed)
        if moved:
            return self._done(turn, asker, moved)
        intent = (parsed.get("intent") or {}).get("name")
        if decision.get("kind") == "answer" and intent not in _SMALL_TALK:
            return Checked(parsed=parsed)
        again = self._engine.not_understood(slot, asker)
        return self._done(turn, asker, again) if again else Checked(parsed=parsed)

    def erases(self, turn: Turn) -> str | None:
        """Return what takes the place of words that were sent to be checked, also when no answer could be found."""
        step = None if turn.payload or turn.kind else self._engine.asked(turn.slots.get(SLOT))
        return ERASED if turn.kind == FORWARDED or (step and step.erase) else None

    def _forwarded(self, text: str, asker: Asker) -> Moved:
        """Check somebody else's words; when they say nothing, ask about them. They are not kept."""
        without_text = f"k:{FRAUD_CHECK}:text:{UNKNOWN}"
        return self._engine.begin(FRAUD_CHECK, text, asker) or replace(self._engine.tap(without_text, None, asker), erase=True)

    async def _pasted(self, turn: Turn, entered: str, asker: Asker, message: Callable[[], Any]) -> Checked:
        """Check what somebody has pasted without being asked: nobody types an unknown address to ask about childcare."""
        if not holds_unknown_address(entered) or len(entered.split()) < _FEWEST_PASTED_WORDS:
            return Checked()
        parsed = await self._parse(message())
        if (parsed.get("decision") or {}).get("kind") == "urgent":
            return Checked(parsed=parsed)
        moved = self._engine.begin(FRAUD_CHECK, entered, asker)
        return self._done(turn, asker, moved) if moved else Checked(parsed=parsed)

    def keep(self, turn: Turn, language: str) -> None:
        """After a turn that Rasa has answered: keep what the check knows, and show the way back to its question."""
        if turn.new_slots is None or SLOT not in turn.slots:
            return
        slot = turn.slots[SLOT]
        left = self._engine.left(slot)
        turn.new_slots[SLOT] = slot | left[0].as_slot() if left else slot
        if left and turn.replies:
            button = {"title": self._engine.resume_title(language), "payload": left[1]}
            last = turn.replies[-1]
            german = last.german_buttons and [self._engine.resume_title(GERMAN), *last.german_buttons]
            turn.replies[-1] = replace(last, buttons=[button, *last.buttons], german_buttons=german)

    def _done(self, turn: Turn, asker: Asker, moved: Moved) -> Checked:
        language = moved.reply.language
        slots = dict(turn.slots if turn.new_slots is None else turn.new_slots)
        slots[SLOT] = moved.state.as_slot() | {"cursor": turn.cursor}
        slots.setdefault("language", language)
        if moved.card:
            slots["card"] = intent_of(moved.card)
        slots.pop("asked", None)
        slots.pop("misses", None)
        turn.new_slots = slots
        if moved.erase:
            turn.erase = ERASED
        reply = bilingual(lambda code: moved.reply if code == language else self._in_german(moved, asker), language)
        return Checked(replace(as_said(reply), fades=moved.fades))

    def _in_german(self, moved: Moved, asker: Asker) -> Reply:
        return self._engine.shown(moved.state.as_slot(), replace(asker, language=GERMAN)) or moved.reply


def _words(text: str) -> str | None:
    """Return what was typed, if it is words for a check and no command."""
    try:
        entered = enter(text)
    except (NothingToRead, TooLong):
        return None
    return entered.text if isinstance(entered, Text) else None
