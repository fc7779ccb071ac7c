"""Carries out what the staff orders at the desk: once, in one transaction with its answer. See docs/desk-door.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from bot.answer import payloads
from bot.answer.cards import PARTS, load_locales
from bot.answer.centres import load_centres
from bot.answer.knowledge import intent_of
from bot.answer.payloads import UnknownPayload
from bot.answer.speaker import Situation, Speaker
from bot.handoff import changes, transfers
from bot.handoff.centres import centre_of
from bot.handoff.notices import BACK, MENU, PERSON, Choice, Notices, ask_again
from bot.handoff.workdays import HERE, promised
from bot.storage import cases, orders
from bot.storage.cases import Case, Locked
from bot.storage.conversations import Said, append, delete_in
from bot.storage.database import Connection, Database
from bot.storage.deliveries import deliver_again

MAX_CHARS = 4_000
"""Longest text that the staff may send, before anything is put above it."""
MAX_ID_CHARS = 64


class BadOrder(ValueError):
    """An order that can't be read; the message says which field is wrong, for developers."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody of the staff wants."""

    id: str
    """Made by the desk; the same twice is one order."""
    case: int
    staff: int
    order: str
    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a field that must hold words.

        Raises:
            BadOrder: it does not.
        """
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip() or "\x00" in value or len(value) > MAX_CHARS:
            raise BadOrder(f"`{name}` must be a text of at most {MAX_CHARS} characters.")
        return value.strip()

    def one_of(self, name: str, allowed: Mapping[str, object] | tuple[str, ...]) -> str:
        """Return a field that must hold one of some words.

        Raises:
            BadOrder: it does not.
        """
        value = self.fields.get(name)
        if not isinstance(value, str) or value not in allowed:
            raise BadOrder(f"`{name}` must be one of: {', '.join(allowed)}.")
        return value

    def number(self, name: str) -> int | None:
        """Return a field that may hold an id.

        Raises:
            BadOrder: it holds something else.
        """
        value = self.fields.get(name)
        if value is not None and not _is_id(value):
            raise BadOrder(f"`{name}` must be a whole number.")
        return value


def read(body: Mapping[str, Any]) -> Order:
    """Read an order.

    Raises:
        BadOrder: a field is missing or of the wrong kind.
    """
    order_id, case, staff, order = body.get("id"), body.get("case"), body.get("staff"), body.get("order")
    if not isinstance(order_id, str) or not 0 < len(order_id) <= MAX_ID_CHARS or "\x00" in order_id:
        raise BadOrder("`id` must be a UUID made by the desk.")
    if not (_is_id(case) and _is_id(staff)):
        raise BadOrder("`case` and `staff` must be whole numbers.")
    if not isinstance(order, str) or order not in ORDERS:
        raise BadOrder(f"`order` must be one of: {', '.join(ORDERS)}, preview.")
    return Order(order_id, case, staff, order, body)


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


@dataclass(frozen=True, slots=True)
class Work:
    """An order while it is carried out; case and conversation are locked."""

    connection: Connection
    order: Order
    case: Case
    conversation: Locked
    now: dt.datetime

    @property
    def language(self) -> str:
        """In which the person writes now."""
        return self.conversation.language or self.case.language


class Orders:
    """Carries out orders.

    Args:
        database: where cases stand.
        speaker: says cards.
    """

    def __init__(self, database: Database, speaker: Speaker) -> None:
        self._database = database
        self._speaker = speaker
        self._notices = Notices(load_locales())

    async def carry_out(self, order: Order, now: dt.datetime) -> dict[str, Any]:
        """Do what is ordered, unless it has been done, and return the answer: `id`, `state`, `cursor` of the message.

        Args:
            order: what is wanted.
            now: the time.

        Raises:
            NoCase: there is no such case.
            Gone: its conversation was deleted.
            NotPossible, HeldByOther, NotHeld, OtherCaseOpen: the case is not in a state for it.
            BadOrder: a field is wrong.
            DatabaseError: nothing was done.
        """
        async with self._database.transaction() as connection:
            done = await orders.answer_of(connection, order.id)
            if done is not None:
                return done
            case, conversation = await cases.lock_case(connection, order.case)
            work = Work(connection, order, case, conversation, now)
            case, said = await ORDERS[order.order](self, work)
            cursor = None if said is None else await append(connection, conversation.id, said)
            answer = {"id": order.id, "state": str(case.state), "cursor": cursor}
            await orders.keep(connection, order.id, answer)
            await self._database.notify(connection, conversation.id)
            return answer

    def preview(self, body: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
        """Return what `say_card` would send at a time, in a language and in German.

        Raises:
            BadOrder: there is no such card, part or language.
        """
        wanted = Order("", 0, 0, "preview", body)
        said = self._card(wanted, wanted.one_of("language", load_locales()), now)
        return {"text": said.text, "german": said.german or said.text, "buttons": [button["title"] for button in said.buttons]}

    # ---- the orders: each returns the case as it stands then, and what the person is told ----------------------------------

    async def _take(self, work: Work) -> tuple[Case, Said | None]:
        before = work.case
        case = await changes.take(work.connection, before, work.order.staff, work.order.number("from"), work.now)
        if before.state == case.state:
            return case, None
        return case, self._notices.say("taken_again" if before.taken else "taken", work.language, BACK)

    async def _release(self, work: Work) -> tuple[Case, Said | None]:
        case = await changes.release(work.connection, work.case, work.order.staff, work.now)
        return case, self._notices.say("released", work.language, MENU)

    async def _say(self, work: Work) -> tuple[Case, Said | None]:
        order = work.order
        free = order.one_of("kind", ("phrase", "text")) == "text"
        translated = not free or order.one_of("language", (*load_locales(), "other")) == work.language
        said = self._notices.reply(
            order.text("text"), order.text("german"), work.language, translated=translated, message_id=order.id
        )
        return await self._replied(work), said

    async def _say_card(self, work: Work) -> tuple[Case, Said | None]:
        said = self._card(work.order, self._notices.known(work.language), work.now)
        return await self._replied(work), said

    async def _replied(self, work: Work) -> Case:
        changes.must_hold(work.case, work.order.staff)
        return await changes.replied(work.connection, work.case, work.order.staff, work.now)

    async def _hand_over(self, work: Work) -> tuple[Case, Said | None]:
        centre = work.order.one_of("centre", load_centres())
        if work.case.staff is not None:
            changes.must_hold(work.case, work.order.staff)
        try:
            said = await transfers.ask(
                work.connection, self._notices, work.case, work.order.staff, centre, work.language, work.now
            )
        except transfers.NotThere:
            raise BadOrder("The staff of that `centre` does not answer here, or it has the case already.") from None
        return work.case, said

    async def _close(self, work: Work) -> tuple[Case, Said | None]:
        reason = work.order.one_of("reason", changes.REASONS)
        case = await changes.close(work.connection, work.case, work.order.staff, reason, work.now)
        return case, self._notices.say(f"closed_{reason}", work.language, MENU, PERSON, below=ask_again)

    async def _reopen(self, work: Work) -> tuple[Case, Said | None]:
        until = promised(work.now, await centre_of(work.connection, work.case.centre))
        case = await changes.reopen(work.connection, work.case, work.conversation, work.order.staff, until, work.now)
        return case, self._notices.say("reopened", work.language, MENU)

    async def _send_again(self, work: Work) -> tuple[Case, Said | None]:
        if not await deliver_again(work.connection, work.conversation.id, work.order.number("cursor") or 0):
            raise BadOrder("`cursor` is not that of a message whose delivery has failed.")
        return work.case, None

    async def _delete(self, work: Work) -> tuple[Case, Said | None]:
        await delete_in(work.connection, work.conversation.id, work.now)
        return replace(work.case, state="closed"), None

    # ---- cards ---------------------------------------------------------------------------------------------------------

    def _card(self, order: Order, language: str, now: dt.datetime) -> Said:
        """Return a part of a card as a message of the staff, with its figures of the day and buttons for its other parts."""
        card, part = order.text("card"), order.text("part")
        try:
            payloads.read(payloads.card(card, part))
        except UnknownPayload:
            raise BadOrder("There is no such `card` or `part`.") from None
        reply = self._speaker.say(
            Situation(intent_of(card), {"part": part}, language, None, None, None, (), now.astimezone(HERE).date())
        )
        payload_of = {name: payloads.card(card, name) for name in PARTS}
        offered = {button.payload for button in reply.buttons}
        parts = [Choice(f"button.{name}", payload) for name, payload in payload_of.items() if payload in offered]
        german = reply.german or reply.text
        said = self._notices.reply(reply.text, german, language, *parts, translated=True, message_id=order.id)
        return replace(said, card=reply.card)


ORDERS = {
    "take": Orders._take,
    "release": Orders._release,
    "say": Orders._say,
    "say_card": Orders._say_card,
    "hand_over": Orders._hand_over,
    "close": Orders._close,
    "reopen": Orders._reopen,
    "send_again": Orders._send_again,
    "delete": Orders._delete,
}
"""What can be ordered, besides `preview`."""
