"""The door for the desk: open for programs of this machine that know the secret. Described in docs/desk-door.md."""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.answer.speaker import make_speaker
from bot.channels.house import House, HouseChannel
from bot.channels.problem import Problem, json_object
from bot.handoff import orders
from bot.handoff.changes import HeldByOther, NotHeld, OtherCaseOpen
from bot.handoff.orders import BadOrder, Orders
from bot.handoff.states import NotPossible, State
from bot.storage.cases import Gone, NoCase
from bot.storage.database import DatabaseError
from bot.storage.secret import desk_secret

logger = logging.getLogger(__name__)
MAX_BODY_BYTES = 64 * 1024
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""A proxy adds them: whatever comes through one does not come from this machine."""
Handler = Callable[[Request], Awaitable[HTTPResponse]]


class DeskInput(HouseChannel):
    """Takes orders of the desk."""

    @classmethod
    def name(cls) -> str:
        """Return the part of the address under `/webhooks/`."""
        return "desk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Create the channel; all its settings come from the environment."""
        return cls()

    def move_in(self, house: House) -> None:
        """Take what all channels share."""
        self._database = house.database
        self._orders = Orders(house.database, make_speaker())
        self._secret = desk_secret().encode()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("desk")
        routes.add_route(self._guarded(self._order), "/orders", methods=["POST"], name="order")
        routes.add_route(self._guarded(self._health), "/health", methods=["GET"], name="health")
        return routes

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> HTTPResponse:
            try:
                self._let_in(request)
                return await handler(request)
            except (DatabaseError, TimeoutError) as error:
                logger.error("database: %s", type(error).__name__)
                return Problem(503, "unavailable", "Please try again in a moment.", 2).response()
            except Exception as error:
                if problem := problem_of(error):
                    return problem.response()
                raise

        return guarded

    def _let_in(self, request: Request) -> None:
        """Let in who comes from this machine and knows the secret.

        Raises:
            Problem: somebody else.
        """
        forwarded = any(header in request.headers for header in _FORWARDED)
        if forwarded or not is_this_machine(request.ip):
            raise Problem(403, "not_here", "This door is open for programs of this machine alone.")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(errors="replace"), self._secret):
            raise Problem(401, "bad_secret", "Send DROM_DESK_SECRET as `Authorization: Bearer …`.")
        if len(request.body) > MAX_BODY_BYTES:
            raise Problem(413, "too_large", f"An order has at most {MAX_BODY_BYTES} bytes.")

    async def _order(self, request: Request) -> HTTPResponse:
        body = json_object(request)
        now = dt.datetime.now(dt.UTC)
        if body.get("order") == "preview":
            return json(self._orders.preview(body, now))
        return json(await self._orders.carry_out(orders.read(body), now))

    async def _health(self, request: Request) -> HTTPResponse:
        async with self._database.transaction() as connection:
            await connection.execute("SELECT 1")
        return json({"status": "ok"})


def is_this_machine(address: str) -> bool:
    """Whether somebody who connects from an IP address is a program of this machine."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return (mapped or known).is_loopback


def problem_of(error: Exception) -> Problem | None:
    """Return what the desk is told when an order can't be carried out; None if that is a fault of ours."""
    match error:
        case Problem():
            return error
        case BadOrder():
            return Problem(422, "bad_order", str(error))
        case NoCase():
            return Problem(404, "no_case", "There is no such case.")
        case Gone():
            return Problem(409, "gone", "The person has deleted everything, or it was kept long enough.")
        case HeldByOther():
            return Problem(409, "held_by_other", "A colleague holds the case.")
        case NotHeld():
            return Problem(409, "not_held", "Nobody holds the case; take it first.")
        case OtherCaseOpen():
            return Problem(409, "other_open", "The person has another open case by now.")
        case NotPossible(state=State.CLOSED):
            return Problem(409, "closed", "The case is closed.")
        case NotPossible():
            return Problem(409, "open", "The case is open.")
    return None
