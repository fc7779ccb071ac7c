"""Rasa's tracker store on top of a turn: reads and writes memory; the turn's transaction does the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.storage.turn import Turn, current_turn


class TurnTrackerStore(TrackerStore):
    """Gives Rasa a tracker with the slots of the conversation, and takes the events of the turn from it.

    The tracker holds nothing but slots: what was said before does not change an answer. So a turn costs the
    same after a thousand turns, and no event is read again. The `events` table keeps them all for the desk.
    """

    def __init__(self, domain: Any = None, event_broker: Any = None, host: Any = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker at the beginning of the turn.

        Raises:
            LookupError: Rasa asked outside a turn, so the conversation's slots are not known.
        """
        turn = current_turn.get()
        if turn is None or turn.conversation != sender_id:
            raise LookupError("a tracker exists only inside a turn")
        tracker = DialogueStateTracker(sender_id, self.domain.slots)
        for event in _beginning(turn, tracker):
            tracker.update(event)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Hand the new events and slots to the turn."""
        turn = current_turn.get()
        if turn is None:
            raise LookupError("a tracker can be saved only inside a turn")
        known = len(_beginning(turn, tracker))
        turn.events = [event.as_dict() for event in list(tracker.events)[known:]]
        turn.new_slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value not in (None, "")}

    async def keys(self) -> Iterable[str]:
        """Rasa asks for all conversations only in commands that we don't use."""
        return []


def _beginning(turn: Turn, tracker: DialogueStateTracker) -> list[Event]:
    """Return the events that give a tracker the conversation's slots, ready for the next message.

    They are events and not plain values, because Rasa builds trackers anew from their events.
    """
    slots = [SlotSet(name, value) for name, value in turn.slots.items() if name in tracker.slots]
    return [*slots, ActionExecuted(ACTION_LISTEN_NAME)]
