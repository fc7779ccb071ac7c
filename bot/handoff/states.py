"""The states of a conversation with regard to the staff, and what leads from one to another.

    bot -> asked (place, consent) -> waiting -> staff -> closed -> bot

Whoever is anywhere may go back, stop or delete everything. A case has the state of its conversation while it is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Who a person talks to."""

    BOT = "bot"
    ASKED = "asked"
    """A hand-off is being arranged: place, subject, consent."""
    WAITING = "waiting"
    """Handed over; nobody of the staff holds it. The bot still answers."""
    STAFF = "staff"
    """Somebody of the staff holds it. The bot says nothing but urgent cards."""
    CLOSED = "closed"
    """The staff has closed it, and the person has not said anything since."""


class Change(StrEnum):
    """What may happen."""

    ASK = "ask"
    """The person wants somebody of the staff."""
    STOP = "stop"
    """The person refuses, or leaves it."""
    HAND_OVER = "hand_over"
    """The person has agreed."""
    STEP_BACK = "step_back"
    """The person goes back to the assistant; the case stays."""
    WITHDRAW = "withdraw"
    """The person does not want it any more."""
    TRANSFER = "transfer"
    """The person has agreed to another centre."""
    SPEAK = "speak"
    """The person says something after a case was closed."""
    FORGET = "forget"
    """The person has everything deleted."""
    TAKE = "take"
    """Somebody of the staff takes it, also from a colleague."""
    RELEASE = "release"
    """Whoever holds it gives it back to all colleagues."""
    CLOSE = "close"
    """The staff is done."""
    REOPEN = "reopen"
    """The staff was not done."""
    EXPIRE = "expire"
    """Nobody has said anything for a very long time."""


class NotPossible(ValueError):
    """A change that does not exist in a state."""

    def __init__(self, change: Change, state: State) -> None:
        super().__init__(f"{change} in {state}")
        self.change = change
        self.state = state


EDGES: Mapping[Change, Mapping[State, State]] = {
    Change.ASK: {State.BOT: State.ASKED, State.CLOSED: State.ASKED},
    Change.STOP: {State.ASKED: State.BOT},
    Change.HAND_OVER: {State.ASKED: State.WAITING},
    Change.STEP_BACK: {State.STAFF: State.WAITING},
    Change.WITHDRAW: {State.WAITING: State.BOT, State.STAFF: State.BOT},
    Change.TRANSFER: {State.WAITING: State.WAITING, State.STAFF: State.WAITING},
    Change.SPEAK: {State.CLOSED: State.BOT},
    Change.FORGET: dict.fromkeys(State, State.BOT),
    Change.TAKE: {State.WAITING: State.STAFF, State.STAFF: State.STAFF},
    Change.RELEASE: {State.STAFF: State.WAITING},
    Change.CLOSE: {State.WAITING: State.CLOSED, State.STAFF: State.CLOSED},
    Change.REOPEN: {State.CLOSED: State.WAITING, State.BOT: State.WAITING, State.ASKED: State.WAITING},
    Change.EXPIRE: {State.WAITING: State.CLOSED, State.STAFF: State.CLOSED},
}
"""From which state a change leads where. What does not stand here does not happen."""


def after(change: Change, state: str) -> State:
    """Return the state that follows.

    Raises:
        NotPossible: the change does not exist in this state.
    """
    try:
        return EDGES[change][State(state)]
    except KeyError:
        raise NotPossible(change, State(state)) from None
