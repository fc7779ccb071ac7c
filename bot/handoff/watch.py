"""Sees to what falls due by itself: cases that nobody answers, and what has been kept long enough."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from bot.answer.cards import Locale, load_locales
from bot.answer.centres import Centre, contact_lines
from bot.handoff import changes
from bot.handoff.centres import centre_of
from bot.handoff.notices import MENU, PERSON, Notices, ask_again
from bot.storage import cases, retention
from bot.storage.cases import Gone, NoCase
from bot.storage.conversations import append
from bot.storage.database import CASES, Connection, Database

logger = logging.getLogger(__name__)
_BATCH = 200
_CLEAN_EVERY = dt.timedelta(hours=1)
_RETRY_SECONDS = 5.0
FindCases = Callable[[Connection, dt.datetime, int], Awaitable[list[int]]]
DoCase = Callable[[Connection, int, dt.datetime], Awaitable[str | None]]


class Watch:
    """A job of the bot. However many processes there are, one of them does it, and another one when that one ends.

    Args:
        database: where cases stand, and what wakes it.
        session_days: after so many quiet days a conversation without a case is deleted.
    """

    def __init__(self, database: Database, session_days: int) -> None:
        self._database = database
        self._session_days = session_days
        self._notices = Notices(load_locales())
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what is due stays due."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    # ---- one round, at a time that is given ------------------------------------------------------------------------------

    async def remind(self, now: dt.datetime) -> int:
        """Tell everybody whom nobody has answered within the promised time, once; return to how many it was told."""
        return await self._each(retention.unanswered, self._overdue, now)

    async def clean(self, now: dt.datetime) -> None:
        """Delete what has been kept long enough: closed cases with their texts, quiet conversations, old orders."""
        expired = await self._each(retention.silent, self._expire, now)
        deleted = await self._each(retention.kept_long_enough, self._delete, now)
        conversations, more = 0, _BATCH
        while more == _BATCH:
            async with self._database.transaction() as connection:
                more = await retention.delete_quiet_conversations(connection, now, self._session_days, _BATCH)
                conversations += more
        async with self._database.transaction() as connection:
            await retention.delete_orders(connection, now)
            await retention.fade_unread(connection, now)
        if expired or deleted or conversations:
            logger.info("%d silent cases closed, %d cases and %d conversations deleted", expired, deleted, conversations)

    async def _each(self, find: FindCases, do: DoCase, now: dt.datetime) -> int:
        """Do something with each case that is found, each in a transaction of its own; return with how many it was done.

        A fault with one case stops no other; it is tried again in the next round.
        """
        tried: set[int] = set()
        while True:
            async with self._database.transaction() as connection:
                found = set(await find(connection, now, _BATCH)) - tried
            if not found:
                return len(tried)
            for case in sorted(found):
                try:
                    async with self._database.transaction() as connection:
                        if conversation := await do(connection, case, now):
                            await self._database.notify(connection, conversation)
                except (NoCase, Gone):
                    pass  # deleted in the meantime
                except Exception as error:
                    logger.error("case %d: %s", case, type(error).__name__)
            tried |= found

    async def _overdue(self, connection: Connection, number: int, now: dt.datetime) -> str | None:
        case, conversation = await cases.lock_case(connection, number)
        if not case.is_open or case.answered or case.overdue or case.promised > now:
            return None  # in the meantime
        centre = await centre_of(connection, case.centre)
        said = self._notices.say(
            "overdue", conversation.language or case.language, MENU, below=_contact(centre), reference=case.reference
        )
        await append(connection, conversation.id, said)
        await changes.set_overdue(connection, case, now)
        return conversation.id

    async def _expire(self, connection: Connection, number: int, now: dt.datetime) -> str | None:
        case, conversation = await cases.lock_case(connection, number)
        if not case.is_open:
            return None
        said = self._notices.say("closed_expired", conversation.language or case.language, MENU, PERSON, below=ask_again)
        await append(connection, conversation.id, said)
        await changes.expire(connection, case, now)
        return conversation.id

    async def _delete(self, connection: Connection, number: int, now: dt.datetime) -> str | None:
        await retention.delete_case(connection, number)
        return None

    # ---- the job ---------------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            try:
                await self._database.alone("watch", self._watch)
            except Exception as error:  # whatever it was, what is due stays due
                logger.warning("the watch was interrupted and begins anew: %s", type(error).__name__)
            await asyncio.sleep(_RETRY_SECONDS)

    async def _watch(self) -> None:
        cleaned = dt.datetime.min.replace(tzinfo=dt.UTC)
        with self._database.subscribed(CASES) as woken:
            while True:
                now = dt.datetime.now(dt.UTC)
                await self.remind(now)
                if now - cleaned >= _CLEAN_EVERY:
                    await self.clean(now)
                    cleaned = now
                await self._until_due(woken, cleaned + _CLEAN_EVERY)

    async def _until_due(self, woken: asyncio.Queue[str], latest: dt.datetime) -> None:
        """Wait until a case falls due or something changes in one, but not longer than until `latest`."""
        async with self._database.transaction() as connection:
            promise = await retention.next_promise(connection)
        due = min(promise, latest) if promise else latest
        seconds = (due - dt.datetime.now(dt.UTC)).total_seconds()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(woken.get(), max(_RETRY_SECONDS, seconds))  # what is due still has met a fault
        while not woken.empty():
            woken.get_nowait()  # one look is enough for all of them


def _contact(centre: Centre) -> Callable[[Locale], str]:
    return lambda locale: "\n".join([centre.name, *contact_lines(centre, locale)])
