"""Works through the messages that have no answer yet: one person's in order, different people's side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.answer import payloads
from bot.answer.payloads import Tap, UnknownPayload
from bot.answer.speaker import FALLBACK_LANGUAGE, Reply, Speaker
from bot.channels.door import NothingToRead, Text, TooLong, enter
from bot.storage.conversations import Conversations, Said, empty
from bot.storage.database import Database, DatabaseError
from bot.storage.turn import MAX_ATTEMPTS, Turn, next_turn
from bot.understand.decision import Context

logger = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
_AT_ONCE = 4
_RETRY_SECONDS = 1.0
_EXPIRY_SECONDS = 3600.0


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
            )
        )


class Worker:
    """Answers what is pending.

    Args:
        database: where messages stand and from where it is woken.
        conversations: the same, as conversations.
        speaker: says what Rasa does not: faults and receipts.
        on_new_message: Rasa's handler.
        keep_days: after so many quiet days a conversation is deleted.
    """

    def __init__(
        self, database: Database, conversations: Conversations, speaker: Speaker, on_new_message: OnNewMessage, keep_days: int
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._speaker = speaker
        self._on_new_message = on_new_message
        self._keep_days = keep_days
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to work, first on what an earlier process left."""
        self._tasks = [asyncio.create_task(self._dispatch()), asyncio.create_task(self._expire())]

    async def stop(self) -> None:
        """Stop; what is not answered stays pending."""
        for task in [*self._tasks, *self._busy.values()]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _dispatch(self) -> None:
        while True:
            conversation = await self._database.notified.get()
            if conversation:
                self._work_on(conversation)
                continue
            try:
                for waiting in await self._conversations.pending():
                    self._work_on(waiting)
            except DatabaseError:
                await self._look_again_later("")

    def _work_on(self, conversation: str) -> None:
        if conversation in self._busy:
            self._again.add(conversation)
            return
        task = asyncio.create_task(self._answer_all(conversation))
        self._busy[conversation] = task
        task.add_done_callback(lambda _: self._done(conversation))

    def _done(self, conversation: str) -> None:
        del self._busy[conversation]
        if conversation in self._again:
            self._again.discard(conversation)
            self._work_on(conversation)

    async def _answer_all(self, conversation: str) -> None:
        try:
            async with self._slots:
                while await self._answer_next(conversation):
                    pass
        except asyncio.CancelledError:
            raise
        except Exception as error:  # whatever it was, the message is still pending
            logger.error("a turn failed and will be tried again: %s", type(error).__name__, exc_info=not _may_hold_words(error))
            await self._look_again_later(conversation)

    async def _look_again_later(self, conversation: str) -> None:
        await asyncio.sleep(_RETRY_SECONDS)  # the fault may pass; a signal for that does not exist
        self._database.notified.put_nowait(conversation)

    async def _answer_next(self, conversation: str) -> bool:
        async with next_turn(self._database, conversation) as turn:
            if turn is None:
                return False
            language = turn.slots.get("language") or FALLBACK_LANGUAGE
            if turn.attempts >= MAX_ATTEMPTS:
                turn.replies.append(as_said(self._speaker.notice(language, "text.error")))
                return True
            try:
                message = self._message(turn)
            except TooLong:
                turn.replies.append(as_said(self._speaker.notice(language, "text.too_long")))
                return True
            await self._on_new_message(message)
            if turn.events and _intent(turn) == "delete_confirmed":
                await self._forget(turn)
        return True

    def _message(self, turn: Turn) -> UserMessage:
        context = {key: turn.slots.get(key) for key in Context.__slots__}
        common = {
            "output_channel": TurnOutput(turn),
            "sender_id": turn.conversation,
            "input_channel": turn.channel,
            "message_id": turn.message_id,
        }
        entered = self._read(turn)
        if isinstance(entered, Text):
            return UserMessage(entered.text, metadata=context, **common)
        return UserMessage(turn.text, parse_data=parsed_tap(entered, turn.slots), **common)

    @staticmethod
    def _read(turn: Turn) -> Text | Tap:
        if turn.payload:
            try:
                return payloads.read(turn.payload)
            except UnknownPayload:
                return Tap("help", {})  # a button of an older version
        try:
            return enter(turn.text)
        except NothingToRead:
            return Tap("no_words", {})

    async def _forget(self, turn: Turn) -> None:
        """Delete all that was said, and leave only the receipt."""
        language = turn.slots.get("language") or FALLBACK_LANGUAGE
        count = await empty(turn.connection, turn.conversation, language)
        await turn.connection.execute(
            "DELETE FROM messages WHERE conversation = %s AND cursor = %s", (turn.conversation, turn.cursor)
        )
        receipt = f"{turn.conversation[:4]}-{turn.cursor}".upper()
        date = time.strftime("%d.%m.%Y, %H:%M")
        notice = self._speaker.notice(language, "text.delete_done", count=count + 1, date=date, receipt=receipt)
        turn.events, turn.new_slots, turn.replies = [], {"language": language}, [as_said(notice)]

    async def _expire(self) -> None:
        while True:
            try:
                deleted = await self._conversations.delete_older_than(self._keep_days)
                if deleted:
                    logger.info("%d conversations deleted after %d quiet days", deleted, self._keep_days)
            except DatabaseError as error:
                logger.warning("old conversations not deleted: %s", type(error).__name__)
            await asyncio.sleep(_EXPIRY_SECONDS)


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
    return Said("bot", reply.text, reply.kind, reply.card, reply.language, buttons)


def _intent(turn: Turn) -> str | None:
    names = [event["parse_data"]["intent"]["name"] for event in turn.events if event["event"] == "user"]
    return names[-1] if names else None


def _may_hold_words(error: Exception) -> bool:
    """Whether the message of an error could repeat what a person wrote; then only its kind is logged."""
    return isinstance(error, (ValueError, KeyError, DatabaseError))
