"""Works through the messages that have no answer yet: one person's in order, different people's side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from actions.all_checks import make_engine
from bot.answer import payloads
from bot.answer.payloads import Tap, UnknownPayload
from bot.answer.signals import Signals
from bot.answer.speaker import FALLBACK_LANGUAGE, Reply, Speaker
from bot.channels.checking import SLOT, Checked, Checking
from bot.channels.door import NothingToRead, Text, TooLong, enter
from bot.channels.lanes import Lanes
from bot.storage.addresses import release
from bot.storage.conversations import Conversations, Said, empty
from bot.storage.database import Database, DatabaseError
from bot.storage.deliveries import is_open_menu
from bot.storage.turn import MAX_ATTEMPTS, Turn, next_turn
from bot.understand.decision import Context

logger = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
Parse = Callable[[UserMessage], Awaitable[dict[str, Any]]]
_AT_ONCE = 4
_RETRY_SECONDS = 1.0
_EXPIRY_SECONDS = 3600.0
_FADE_MINUTES = 60


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
        parse: what Rasa understands of a message, without answering it.
        keep_days: after so many quiet days a conversation is deleted.
    """

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        speaker: Speaker,
        on_new_message: OnNewMessage,
        parse: Parse,
        keep_days: int,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._speaker = speaker
        self._signals = Signals(speaker)
        self._on_new_message = on_new_message
        self._checking = Checking(make_engine(), parse)
        self._keep_days = keep_days
        self._lanes = Lanes(self._answer_all, _AT_ONCE)
        self._tasks: list[asyncio.Task[None]] = []
        self._notified: asyncio.Queue[str] = asyncio.Queue()

    def start(self) -> None:
        """Begin to work, first on what an earlier process left."""
        self._tasks = [asyncio.create_task(self._dispatch()), asyncio.create_task(self._expire())]

    async def stop(self) -> None:
        """Stop; what is not answered stays pending."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._lanes.stop()

    async def _dispatch(self) -> None:
        with self._database.subscribed() as self._notified:
            while True:
                conversation = await self._notified.get()
                if conversation:
                    self._lanes.add(conversation)
                    continue
                try:
                    for waiting in await self._conversations.pending():
                        self._lanes.add(waiting)
                except DatabaseError:
                    await self._look_again_later("")

    async def _answer_all(self, conversation: str) -> None:
        try:
            while await self._answer_next(conversation):
                pass
        except asyncio.CancelledError:
            raise
        except Exception as error:  # whatever it was, the message is still pending
            logger.error("a turn failed and will be tried again: %s", type(error).__name__, exc_info=not _may_hold_words(error))
            await self._look_again_later(conversation)

    async def _look_again_later(self, conversation: str) -> None:
        await asyncio.sleep(_RETRY_SECONDS)  # the fault may pass; a signal for that does not exist
        self._notified.put_nowait(conversation)

    async def _answer_next(self, conversation: str) -> bool:
        async with next_turn(self._database, conversation) as turn:
            if turn is None:
                return False
            replaces = await _open_menu(turn)
            reply, forgotten = self._at_once(turn), False
            if reply:
                turn.replies.append(as_said(reply))
            elif (checked := await self._checked(turn)).reply:
                turn.replies.append(replace(as_said(checked.reply), fades=checked.fades))
            else:
                await self._on_new_message(self._message(turn, checked.parsed))
                self._checking.keep(turn, _language(turn))
                forgotten = bool(turn.events) and _intent(turn) == "delete_confirmed"
                if forgotten:
                    await self._forget(turn)
                self._say_before(turn)
            if replaces is not None and len(turn.replies) == 1 and (forgotten or is_menu(turn.replies[0])):
                turn.replies[0] = replace(turn.replies[0], replaces=replaces)
        return True

    def _at_once(self, turn: Turn) -> Reply | None:
        """Return the reply if none of Rasa's rules is needed for it."""
        language = _language(turn)
        if turn.attempts >= MAX_ATTEMPTS:
            turn.erase = self._checking.erases(turn)
            return self._speaker.notice(language, "text.error")
        if turn.kind == "start":
            start = self._signals.read_start(turn.payload or "")
            known = {"language": start.language, "place": start.place}
            kept = {name: value for name, value in turn.slots.items() if name != SLOT}  # a check that was open is over
            turn.new_slots = kept | {name: value for name, value in known.items() if value}
            return self._signals.welcome(turn.new_slots.get("language"), turn.hint, turn.new_slots.get("place"))
        if turn.kind == "near":
            return self._signals.near((turn.payload or "").split(), language)
        if self._checking.takes(turn.payload):
            return None
        try:
            readable = payloads.read(turn.payload) if turn.payload else enter(turn.text)
        except TooLong:
            return self._speaker.notice(language, "text.too_long")
        except UnknownPayload:
            return self._signals.alone("old_button", language, turn.slots.get("place"))
        except NothingToRead:
            readable = None
        if turn.kind and readable is None:
            return self._signals.alone(turn.kind, language, turn.slots.get("place"))
        return None

    async def _checked(self, turn: Turn) -> Checked:
        """Let a guided check answer, if the turn belongs to one."""
        try:
            return await self._checking.answer(turn, _language(turn), lambda: self._message(turn))
        except UnknownPayload:
            return Checked(self._signals.alone("old_button", _language(turn), turn.slots.get("place")))

    def _say_before(self, turn: Turn) -> None:
        """Say what has to stand above the answer, when words came with something else."""
        above = self._signals.before(turn.kind, _language(turn), turn.payload, turn.text)
        if above and turn.replies:
            turn.replies[0] = replace(turn.replies[0], text=f"{above}\n\n{turn.replies[0].text}")

    def _message(self, turn: Turn, parsed: dict[str, Any] | None = None) -> UserMessage:
        context = {key: turn.slots.get(key) for key in Context.__slots__}
        common = {
            "output_channel": TurnOutput(turn),
            "sender_id": turn.conversation,
            "input_channel": turn.channel,
            "message_id": turn.message_id,
        }
        entered = self._read(turn)
        if isinstance(entered, Tap) and turn.hint and not turn.slots.get("language"):
            turn.slots["language"] = turn.hint  # a tap says nothing about the language; words do
        if isinstance(entered, Text):
            return UserMessage(entered.text, metadata=context, parse_data=parsed, **common)
        return UserMessage(turn.text, parse_data=parsed_tap(entered, turn.slots), **common)

    @staticmethod
    def _read(turn: Turn) -> Text | Tap:
        if turn.payload:
            return payloads.read(turn.payload)
        try:
            return enter(turn.text)
        except NothingToRead:
            return Tap("no_words", {})

    async def _forget(self, turn: Turn) -> None:
        """Delete all that was said, and leave only the receipt."""
        language = _language(turn)
        count = await empty(turn.connection, turn.conversation, language)
        await turn.connection.execute(
            "DELETE FROM messages WHERE conversation = %s AND cursor = %s", (turn.conversation, turn.cursor)
        )
        receipt = f"{turn.conversation[:4]}-{turn.cursor}".upper()
        date = time.strftime("%d.%m.%Y, %H:%M")
        notice = self._speaker.notice(language, "text.delete_done", count=count + 1, date=date, receipt=receipt)
        if more := self._speaker.text(language, f"{turn.channel}.delete_chat"):
            notice = replace(notice, text=f"{notice.text} {more}")
        await release(turn.connection, turn.conversation)
        turn.events, turn.new_slots, turn.replies = [], {"language": language}, [as_said(notice)]

    async def _expire(self) -> None:
        while True:
            try:
                await self._conversations.fade_older_than(_FADE_MINUTES)
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


def is_menu(said: Said) -> bool:
    """Whether a message is only for choosing, so that it may take the place of another such message."""
    return bool(said.buttons) and said.card is None and said.kind not in ("handoff", "urgent")


async def _open_menu(turn: Turn) -> int | None:
    """Return the channel's id of the menu that was tapped, if it stands at the end of the conversation."""
    if turn.ref is None or not turn.payload or turn.kind:
        return None
    return turn.ref if await is_open_menu(turn.connection, turn.conversation, turn.ref, turn.cursor) else None


def _language(turn: Turn) -> str:
    slots = turn.slots if turn.new_slots is None else turn.new_slots
    return slots.get("language") or turn.hint or FALLBACK_LANGUAGE


def _intent(turn: Turn) -> str | None:
    names = [event["parse_data"]["intent"]["name"] for event in turn.events if event["event"] == "user"]
    return names[-1] if names else None


def _may_hold_words(error: Exception) -> bool:
    """Whether the message of an error could repeat what a person wrote; then only its kind is logged."""
    return isinstance(error, (ValueError, KeyError, DatabaseError))
