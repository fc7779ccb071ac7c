"""What may happen to a case. Each change checks the edge, writes the rows, notes it and wakes the desk.

All of them work inside the caller's transaction; what people are told about it is the caller's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.handoff.states import Change, State, after
from bot.storage import cases, counts
from bot.storage.cases import Case, Locked, NoCase, Request
from bot.storage.counts import Count
from bot.storage.database import Connection

REASONS = ("answered", "appointment", "referred", "unreachable", "no_answer", "mistake")
"""Why the staff closes a case."""
TRANSFER_ASKED = "transfer_asked"


class HeldByOther(Exception):
    """A colleague holds the case."""


class NotHeld(Exception):
    """Nobody holds the case; whoever wants to say something has to take it first."""


class OtherCaseOpen(Exception):
    """The person has another open case by now."""


# ---- the person ------------------------------------------------------------------------------------------------


async def begin_asking(connection: Connection, conversation: str) -> None:
    """Begin to arrange a hand-off.

    Raises:
        NotPossible: a case is open.
    """
    await _move(connection, conversation, Change.ASK)


async def stop_asking(connection: Connection, conversation: str) -> None:
    """Leave the arranging; nothing is handed over.

    Raises:
        NotPossible: nothing is being arranged.
    """
    await _move(connection, conversation, Change.STOP)


async def speak_again(connection: Connection, conversation: str) -> None:
    """Give the conversation back to the bot when the person says something after a case was closed.

    Raises:
        NotPossible: none was.
    """
    await _move(connection, conversation, Change.SPEAK)


async def hand_over(connection: Connection, conversation: str, request: Request, now: dt.datetime) -> Case:
    """Open a case after the person has agreed.

    Raises:
        NotPossible: nothing was being arranged, so nobody has agreed to anything.
        Gone: the conversation was deleted.
    """
    locked = await cases.lock_conversation(connection, conversation)
    await cases.set_state(connection, conversation, after(Change.HAND_OVER, locked.state))
    case = await cases.insert(connection, locked, request, now)
    await cases.note(connection, case, "opened", now)
    return case


async def step_back(connection: Connection, conversation: str, now: dt.datetime) -> Case:
    """Let the person go back to the assistant while somebody of the staff holds the case; it waits again.

    Raises:
        NotPossible: nobody holds it.
    """
    case = await _open_case(connection, conversation)
    await cases.set_state(connection, conversation, after(Change.STEP_BACK, case.state))
    case = await cases.update(connection, case, state=State.WAITING, staff=None, person_at=now)
    await cases.note(connection, case, "person_back", now)
    return case


async def withdraw(connection: Connection, conversation: str, now: dt.datetime) -> Case:
    """Close the case because the person does not want it any more.

    Raises:
        NotPossible: none is open.
    """
    case = await _open_case(connection, conversation)
    await cases.set_state(connection, conversation, after(Change.WITHDRAW, case.state))
    return await _close(connection, case, now, "person", None, None)


async def transfer(
    connection: Connection,
    case: Case,
    centre: str,
    agreed: Mapping[str, str],
    promised: dt.datetime,
    now: dt.datetime,
    *,
    place: str | None = None,
    place_said: str | None = None,
) -> Case:
    """Give an open, locked case to another centre after the person has agreed; there it waits.

    Args:
        connection: of the transaction.
        case: the case.
        centre: its new centre.
        agreed: as in `Request`: the words that were agreed to this time.
        promised: until when somebody of the new centre answers.
        now: the time.
        place: official key of another municipality that the person has named.
        place_said: as they wrote it.
    """
    assert case.conversation
    await cases.set_state(connection, case.conversation, after(Change.TRANSFER, case.state))
    before = case.centre
    case = await cases.update(
        connection, case, state=State.WAITING, centre=centre, staff=None, asked_centre=None, agreed=agreed, promised=promised,
        taken=None, answered=None, overdue=None, person_at=now,
        place=place or case.place, place_said=place_said or case.place_said,
    )  # fmt: skip
    await cases.note(connection, case, "transferred", now, detail=before)
    await cases.wake_desk(connection, before)
    return case


async def set_reach(connection: Connection, case: Case, reach: str | None, now: dt.datetime) -> Case:
    """Write when and how the person may be reached, in their words, into an open, locked case."""
    case = await cases.update(connection, case, reach=reach, person_at=now)
    await cases.wake_desk(connection, case.centre)
    return case


async def refuse_transfer(connection: Connection, case: Case, now: dt.datetime) -> Case:
    """Leave an open, locked case where it is, as the person wishes."""
    refused = case.asked_centre
    case = await cases.update(connection, case, asked_centre=None, person_at=now)
    await cases.note(connection, case, "transfer_refused", now, detail=refused)
    return case


# ---- the staff: `case` is locked (cases.lock_case) ---------------------------------------------------------------------


async def take(connection: Connection, case: Case, staff: int, from_staff: int | None, now: dt.datetime) -> Case:
    """Let somebody of the staff hold a case; who holds it already goes on holding it.

    Args:
        connection: of the transaction.
        case: the case.
        staff: who takes it.
        from_staff: the colleague from whom it is taken, if any.
        now: the time.

    Raises:
        NotPossible: it is closed.
        HeldByOther: another colleague holds it than the one that was named, if any.
    """
    state = after(Change.TAKE, case.state)
    if case.staff == staff:
        return case
    if case.staff is not None and case.staff != from_staff:
        raise HeldByOther
    assert case.conversation
    await cases.set_state(connection, case.conversation, state)
    case = await cases.update(connection, case, state=state, staff=staff, taken=case.taken or now)
    await cases.note(connection, case, "taken", now, staff=staff)
    return case


async def release(connection: Connection, case: Case, staff: int, now: dt.datetime) -> Case:
    """Give a case back to all colleagues.

    Raises:
        NotPossible: it is closed.
        HeldByOther: a colleague holds it.
        NotHeld: nobody holds it.
    """
    must_hold(case, staff)
    state = after(Change.RELEASE, case.state)
    assert case.conversation
    await cases.set_state(connection, case.conversation, state)
    case = await cases.update(connection, case, state=state, staff=None)
    await cases.note(connection, case, "released", now, staff=staff)
    return case


async def replied(connection: Connection, case: Case, staff: int, now: dt.datetime) -> Case:
    """Note that whoever holds a case has said something to the person."""
    case = await cases.update(connection, case, staff_at=now, answered=case.answered or now)
    await cases.note(connection, case, "replied", now, staff=staff)
    return case


async def ask_transfer(connection: Connection, case: Case, staff: int, centre: str, now: dt.datetime) -> int:
    """Note that the person is being asked whether the case may go to another centre; return the number of the question."""
    case = await cases.update(connection, case, asked_centre=centre)
    return await cases.note(connection, case, TRANSFER_ASKED, now, staff=staff, detail=centre)


async def close(connection: Connection, case: Case, staff: int, reason: str, now: dt.datetime) -> Case:
    """Close a case because the staff is done.

    Raises:
        NotPossible: it is closed already.
        HeldByOther: a colleague holds it.
    """
    state = after(Change.CLOSE, case.state)
    if case.staff is not None:
        must_hold(case, staff)
    assert case.conversation
    await cases.set_state(connection, case.conversation, state, arranged=True)
    return await _close(connection, case, now, "staff", reason, staff)


async def reopen(
    connection: Connection, case: Case, conversation: Locked, staff: int, promised: dt.datetime, now: dt.datetime
) -> Case:
    """Let a closed case wait again; if nobody has answered in it yet, somebody does until `promised`.

    Raises:
        NotPossible: it is open.
        OtherCaseOpen: the person has opened another one since.
    """
    if case.is_open:
        after(Change.REOPEN, case.state)
    if await cases.lock_open_case(connection, conversation.id):
        raise OtherCaseOpen
    await cases.set_state(connection, conversation.id, after(Change.REOPEN, conversation.state), arranged=True)
    case = await cases.update(
        connection, case, state=State.WAITING, promised=promised, overdue=None, closed=None, closed_by=None, reason=None
    )
    await cases.note(connection, case, "reopened", now, staff=staff)
    return case


def must_hold(case: Case, staff: int) -> None:
    """Pass if `staff` holds the case.

    Raises:
        NotPossible: it is closed.
        HeldByOther: a colleague does.
        NotHeld: nobody does.
    """
    after(Change.CLOSE, case.state)
    if case.staff is None:
        raise NotHeld
    if case.staff != staff:
        raise HeldByOther


# ---- time: `case` is locked ----------------------------------------------------------------------------------------


async def expire(connection: Connection, case: Case, now: dt.datetime) -> Case:
    """Close a case in which nobody has said anything for a very long time."""
    assert case.conversation
    await cases.set_state(connection, case.conversation, after(Change.EXPIRE, case.state), arranged=True)
    return await _close(connection, case, now, "expired", None, None)


async def set_overdue(connection: Connection, case: Case, now: dt.datetime) -> Case:
    """Note that nobody has answered within the promised time, and that the person is told so."""
    case = await cases.update(connection, case, overdue=now)
    await cases.note(connection, case, "overdue", now)
    await counts.add(connection, now, Count("overdue", case.language, case.topic or "", case.centre))
    return case


# ---- all -----------------------------------------------------------------------------------------------------------


async def _move(connection: Connection, conversation: str, change: Change) -> None:
    locked = await cases.lock_conversation(connection, conversation)
    await cases.set_state(connection, conversation, after(change, locked.state))


async def _open_case(connection: Connection, conversation: str) -> Case:
    case = await cases.lock_open_case(connection, conversation)
    if case is None:
        raise NoCase(conversation)
    return case


async def _close(
    connection: Connection, case: Case, now: dt.datetime, closed_by: str, reason: str | None, staff: int | None
) -> Case:
    case = await cases.update(
        connection, case, state=State.CLOSED, staff=None, asked_centre=None, closed=now, closed_by=closed_by, reason=reason
    )
    await cases.note(connection, case, "closed", now, staff=staff, detail=reason or closed_by)
    ended = Count(f"closed:{reason or closed_by}", case.language, case.topic or "", case.centre)
    await counts.add(connection, now, ended)
    return case
