"""Another centre: the staff proposes it, the person decides."""

from __future__ import annotations

import datetime as dt
import re

from babel.dates import format_date

from bot.answer import payloads
from bot.answer.reply import FALLBACK_LANGUAGE
from bot.handoff import changes
from bot.handoff.centres import centre_of
from bot.handoff.notices import BACK, MENU, Choice, Notices
from bot.handoff.states import Change, State, after
from bot.handoff.workdays import HERE, promised
from bot.storage import cases
from bot.storage.cases import Case
from bot.storage.conversations import Said
from bot.storage.database import Connection

_ANSWERS = (("agree", "yes"), ("refuse", "no"))
_QUESTION = payloads.handoff("transfer")
_ANSWER = re.compile(r"(yes|no)(\d*)")


class NotThere(ValueError):
    """The staff of the proposed centre does not answer at this desk, or the case is there already."""


async def ask(
    connection: Connection, notices: Notices, case: Case, staff: int, centre: str, language: str, now: dt.datetime
) -> Said:
    """Propose another centre; return the question to the person.

    Args:
        connection: of the transaction.
        notices: says it.
        case: open and locked.
        staff: who proposes it.
        centre: id in ki.yml.
        language: of the person.
        now: the time.

    Raises:
        NotPossible: the case is closed.
        NotThere: that centre can't have it.
    """
    after(Change.TRANSFER, case.state)
    proposed = await centre_of(connection, centre)
    if centre == case.centre or not proposed.answers_here:
        raise NotThere(centre)
    number = await changes.ask_transfer(connection, case, staff, centre, now)
    choices = [Choice(f"button.{title}", payloads.handoff("transfer", f"{answer}{number}")) for title, answer in _ANSWERS]
    return notices.say("transfer_ask", language, *choices, kind="form", centre=proposed.name, days=proposed.keep_days)


async def is_put(connection: Connection, case: Case) -> bool:
    """Whether the question about another centre is the last thing that was said to the person, so that a word can answer it."""
    if case.asked_centre is None:
        return False
    found = await connection.execute(
        "SELECT buttons FROM messages WHERE conversation = %s AND sender <> 'person' ORDER BY cursor DESC LIMIT 1",
        (case.conversation,),
    )
    row = await found.fetchone()
    return row is not None and any(button["payload"].startswith(_QUESTION) for button in row["buttons"])


async def answer(connection: Connection, notices: Notices, conversation: str, said: str, language: str, now: dt.datetime) -> Said:
    """Do what the person has decided, and return what they are told.

    Args:
        connection: of the turn's transaction.
        notices: says it.
        conversation: whose.
        said: `yes` or `no` to the question that stands; behind it the number of the question that was tapped.
        language: of the person.
        now: the time.
    """
    case = await cases.lock_open_case(connection, conversation)
    read = _ANSWER.fullmatch(said)
    if case is None or case.asked_centre is None or read is None:
        return notices.say("transfer_old", language, MENU)
    number = await cases.latest(connection, case, changes.TRANSFER_ASKED)
    if read[2] and int(read[2]) != number:
        return notices.say("transfer_old", language, MENU)
    new, present = await centre_of(connection, case.asked_centre), await centre_of(connection, case.centre)
    if read[1] == "no" or not new.answers_here:
        await changes.refuse_transfer(connection, case, now)
        return notices.say("transfer_refused", language, BACK if case.state == State.STAFF else MENU, centre=present.name)
    question = notices.say("transfer_ask", language, centre=new.name, days=new.keep_days)
    agreed = {
        "at": now.isoformat(timespec="seconds"),
        "language": question.language or FALLBACK_LANGUAGE,
        "text": question.text,
        "german": question.german or question.text,
    }
    until = promised(now, new)
    await changes.transfer(connection, case, new.id, agreed, until, now)
    day = format_date(until.astimezone(HERE).date(), "dd.MM.yyyy", locale="de")
    return notices.say("transferred", language, MENU, centre=new.name, date=day)
