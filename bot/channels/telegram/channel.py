"""Telegram as a channel of Rasa's server. Without a token nothing of Telegram is imported."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from bot.channels.house import House, HouseChannel
from bot.storage.database import DatabaseError
from bot.storage.secret import installation_secret

if TYPE_CHECKING:
    from bot.channels.telegram.service import TelegramService

logger = logging.getLogger(__name__)
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class TelegramInput(HouseChannel):
    """Takes updates and starts what answers them."""

    @classmethod
    def name(cls) -> str:
        """Return the part of the address under `/webhooks/`."""
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Create the channel; all its settings come from the environment."""
        return cls()

    def move_in(self, house: House) -> None:
        """Take what all channels share."""
        self._house = house
        self._service: TelegramService | None = None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes: none without a token, and none that Telegram does not need."""
        routes = Blueprint("telegram")
        token = self._house.settings.telegram_token
        if token:
            secret = webhook_secret(token)
            routes.listener("after_server_start")(self._starter(token, secret))
            routes.listener("before_server_stop")(self._stop)
            if self._house.settings.telegram_webhook:
                routes.add_route(self._taker(secret), "/webhook", methods=["POST"], name="webhook")
        return routes

    def _starter(self, token: str, secret: str) -> Callable[[Sanic, asyncio.AbstractEventLoop], Awaitable[None]]:
        async def start(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            from bot.channels.telegram.service import TelegramService

            self._service = TelegramService(self._house, token, secret)
            self._service.start()

        return start

    async def _stop(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        if self._service:
            await self._service.stop()

    def _taker(self, secret: str) -> Callable[[Request], Awaitable[HTTPResponse]]:
        async def take(request: Request) -> HTTPResponse:
            """Answer 200 only when the update can't be lost any more; anything else makes Telegram send it again."""
            given = request.headers.get(_SECRET_HEADER, "").encode(errors="replace")
            if not hmac.compare_digest(given, secret.encode()):
                return empty(403)
            if self._service is None:
                return empty(503)
            try:
                content = json.loads(request.body)
            except ValueError:
                return empty(400)
            try:
                await self._service.take(content)
            except (DatabaseError, TimeoutError) as error:
                logger.error("an update could not be kept, Telegram will send it again: %s", type(error).__name__)
                return empty(503)
            return empty(200)

        return take


def webhook_secret(token: str) -> str:
    """Return the secret that Telegram has to send with each update: the same in all processes of an installation."""
    return hmac.digest(installation_secret().encode(), b"telegram webhook " + token.encode(), hashlib.sha256).hex()
