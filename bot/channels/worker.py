"""Works through the messages that have no answer yet: one person's in order, different people's side by side."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from rasa.core.channels.channel import UserMessage

from actions.engine import Engine
from bot.answer import payloads
from bot.answer.payloads import Tap, UnknownPayload
from bot.answer.reply import FALLBACK_LANGUAGE, GERMAN, Reply
from bot.answer.signals import Signals
from bot.answer.speaker import Speaker
from bot.channels.checking import SLOT, Checked, Checking
from bot.channels.door import NothingToRead, Text, TooLong, enter
from bot.channels.lanes import Lanes
from bot.channels.messages import TurnOutput, all_said, as_event, as_said, counts_of, is_menu, parsed_tap
from bot.handoff.asking import Asking
from bot.handoff.heard import Heard
from bot.handoff.states import State
from bot.storage import cases
from bot.storage.addresses import release
from bot.storage.conversations import Conversations, empty
from bot.storage.counts import Count
from bot.storage.database import Database, DatabaseError
from bot.storage.deliveries import is_open_menu
from bot.storage.turn import MAX_ATTEMPTS, Turn, next_turn
from bot.understand.decision import Context

logger = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
Understand = Callable[[UserMessage], Awaitable[dict[str, Any]]]
_AT_ONCE = 4
_RETRY_SECONDS = 1.0


class Worker:
    """Answers what is pending.

    Args:
        database: where messages stand and from where it is woken.
        conversations: the same, as conversations.
        speaker: says what Rasa does not: faults and receipts.
        asking: leads people to the staff of their centre; what it leaves to the bot goes to Rasa's rules.
        engine: leads through the guided checks.
        understand: what Rasa understands of a message.
        on_new_message: Rasa's handler, which gets what was understood with the message.
    """

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        speaker: Speaker,
        asking: Asking,
        engine: Engine,
        understand: Understand,
        on_new_message: OnNewMessage,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._speaker = speaker
        self._signals = Signals(speaker)
        self._asking = asking
        self._understand = understand
        self._on_new_message = on_new_message
        self._checking = Checking(engine, understand)
        self._lanes = Lanes(self._answer_all, _AT_ONCE)
        self._tasks: list[asyncio.Task[None]] = []
        self._notified: asyncio.Queue[str] = asyncio.Queue()

    def start(self) -> None:
        """Begin to work, first on what an earlier process left."""
        self._tasks = [asyncio.create_task(self._dispatch())]

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
            forgotten = False
            if reply := self._at_once(turn):
                turn.replies.append(as_said(self._asking.unreadable(turn, _language(turn)) or reply))
            else:
                forgotten = await self._answer(turn)
                self._say_before(turn)
            if turn.state in (State.WAITING, State.STAFF) and not forgotten:
                await cases.person_wrote(turn.connection, turn.conversation, dt.datetime.now(dt.UTC))
            turn.counted += counts_of(turn, _language(turn))
            if replaces is not None and len(turn.replies) == 1 and (forgotten or is_menu(turn.replies[0])):
                turn.replies[0] = replace(turn.replies[0], replaces=replaces)
        return True

    async def _answer(self, turn: Turn) -> bool:
        """Let a guided check answer, the hand-off, or Rasa's rules; tell whether everything was deleted."""
        checked = await self._checked(turn)
        if checked.said:
            turn.replies.append(checked.said)
            return False
        entered = self._read(turn)
        message = self._message(turn, entered)
        parsed = message.parse_data or checked.parsed or await self._understand(message)
        parsed["language"] = parsed["decision"].get("spoken")
        message.parse_data = parsed
        heard = Heard(turn.text, parsed, tapped=isinstance(entered, Tap) and entered.intent != "no_words")
        language, now = heard.changes().get("language") or _language(turn), dt.datetime.now(dt.UTC)
        answers = await self._asking.answer(turn, heard, language, now)
        if answers is not None:
            turn.replies += all_said(answers)
            turn.events = [as_event(message, turn)]
            known = turn.slots | heard.changes() | {"asked": None, "misses": None}
            turn.new_slots = {name: value for name, value in known.items() if value not in (None, "")}
            return False
        await self._on_new_message(message)
        self._checking.keep(turn, language)
        if heard.intent == "delete_confirmed":
            await self._forget(turn)
            return True
        turn.replies += all_said(await self._asking.beside(turn, heard, language))
        return False

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
        if self._checking.takes(turn.payload) and turn.state != State.STAFF:
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
        """Let a guided check answer, if the turn belongs to one; the staff and the questions of a hand-off go before it."""
        if turn.state == State.STAFF or (turn.state == State.ASKED and not self._checking.takes(turn.payload)):
            return Checked()
        language = _language(turn)
        try:
            checked = await self._checking.answer(turn, language, lambda: self._message(turn, self._read(turn)))
        except UnknownPayload:
            return Checked(as_said(self._signals.alone("old_button", language, turn.slots.get("place"))))
        if checked.said:
            await self._asking.give_way(turn)
        return checked

    def _say_before(self, turn: Turn) -> None:
        """Say what has to stand above the answer, when words came with something else."""
        above, german = (self._signals.before(turn.kind, code, turn.payload, turn.text) for code in (_language(turn), GERMAN))
        if above and turn.replies:
            first = turn.replies[0]
            below = first.german and f"{german}\n\n{first.german}"
            turn.replies[0] = replace(first, text=f"{above}\n\n{first.text}", german=below)

    def _message(self, turn: Turn, entered: Text | Tap) -> UserMessage:
        context = {key: turn.slots.get(key) for key in Context.__slots__}
        common = {
            "output_channel": TurnOutput(turn),
            "sender_id": turn.conversation,
            "input_channel": turn.channel,
            "message_id": turn.message_id,
        }
        if isinstance(entered, Tap) and turn.hint and not turn.slots.get("language"):
            turn.slots["language"] = turn.hint  # a tap says nothing about the language; words do
        if isinstance(entered, Text):
            return UserMessage(entered.text, metadata=context, **common)
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
        turn.state, turn.arranging = State.BOT, None
        turn.counted = [Count("deleted", language)]


async def _open_menu(turn: Turn) -> int | None:
    """Return the channel's id of the menu that was tapped, if it stands at the end of the conversation."""
    if turn.ref is None or not turn.payload or turn.kind:
        return None
    return turn.ref if await is_open_menu(turn.connection, turn.conversation, turn.ref, turn.cursor) else None


def _language(turn: Turn) -> str:
    slots = turn.slots if turn.new_slots is None else turn.new_slots
    return slots.get("language") or turn.hint or FALLBACK_LANGUAGE


def _may_hold_words(error: Exception) -> bool:
    """Whether the message of an error could repeat what a person wrote; then only its kind is logged."""
    return isinstance(error, (ValueError, KeyError, DatabaseError))
