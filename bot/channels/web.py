"""The web channel: sessions, messages, long poll. Described with examples in docs/web-api.md."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from bot.answer import payloads
from bot.answer.cards import load_locales
from bot.channels.door import MAX_CHARS, NothingToRead, TooLong, enter
from bot.channels.house import House, HouseChannel
from bot.channels.origins import Origins
from bot.channels.problem import Problem, json_object
from bot.storage.conversations import NoConversation, TooFast
from bot.storage.database import DatabaseError
from bot.storage.secret import installation_secret

logger = logging.getLogger(__name__)
MAX_BODY_BYTES = 8 * 1024
MAX_WAIT_SECONDS = 25.0
_SESSIONS_PER_MINUTE = 600
_CONTRACT_KEYS = {"cursor", "id", "kind", "card", "language", "text", "buttons"}


class WebInput(HouseChannel):
    """Serves the widget and the chat page."""

    def __init__(self) -> None:
        self._signer = URLSafeTimedSerializer(installation_secret(), salt="web session")
        self._begun: deque[float] = deque(maxlen=_SESSIONS_PER_MINUTE)

    def move_in(self, house: House) -> None:
        """Take what all channels share."""
        self._settings = house.settings
        self._origins = Origins(house.settings.origins)
        self._database = house.database
        self._conversations = house.conversations

    @classmethod
    def name(cls) -> str:
        """Return the part of the address under `/webhooks/`."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Create the channel; all its settings come from the environment."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("web")
        routes.add_route(self._guarded(self._begin), "/session", methods=["POST"], name="begin")
        routes.add_route(self._guarded(self._delete), "/session", methods=["DELETE"], name="delete")
        routes.add_route(self._guarded(self._accept), "/messages", methods=["POST"], name="accept")
        routes.add_route(self._guarded(self._read), "/messages", methods=["GET"], name="read")
        for path in ("/session", "/messages"):
            routes.add_route(self._guarded(self._preflight), path, methods=["OPTIONS"], name=f"preflight_{path[1:]}")
        return routes

    async def _preflight(self, request: Request) -> HTTPResponse:
        return empty(204, headers=self._origins.preflight_headers())

    def _guarded(self, handler: Callable[[Request], Awaitable[HTTPResponse]]) -> Callable[[Request], Awaitable[HTTPResponse]]:
        answer = self._answered(handler)

        async def guarded(request: Request) -> HTTPResponse:
            if not self._origins.may_use(request):
                return Problem(403, "other_site", "This website is not among those that may show the chat.").response()
            response = await answer(request)
            response.headers.update(self._origins.headers(request))
            return response

        return guarded

    @staticmethod
    def _answered(handler: Callable[[Request], Awaitable[HTTPResponse]]) -> Callable[[Request], Awaitable[HTTPResponse]]:
        async def answered(request: Request) -> HTTPResponse:
            try:
                if len(request.body) > MAX_BODY_BYTES:
                    raise Problem(413, "too_large", f"A message has at most {MAX_BODY_BYTES} bytes.")
                return await handler(request)
            except Problem as problem:
                return problem.response()
            except NoConversation:
                return Problem(404, "no_session", "This session was deleted or has expired.").response()
            except (DatabaseError, TimeoutError) as error:
                logger.error("database: %s", type(error).__name__)
                return Problem(503, "unavailable", "Please try again in a moment.", 2).response()

        return answered

    async def _begin(self, request: Request) -> HTTPResponse:
        language = json_object(request, may_be_empty=True).get("language")
        if language is not None and language not in load_locales():
            raise Problem(422, "unknown_language", f"Languages are: {', '.join(load_locales())}.")
        now = time.monotonic()
        if len(self._begun) == _SESSIONS_PER_MINUTE and now - self._begun[0] < 60:
            raise Problem(429, "too_many_sessions", "Too many new sessions at the moment.", int(61 - (now - self._begun[0])))
        conversation = await self._conversations.begin(self.name(), language)
        self._begun.append(now)
        expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=self._settings.session_days)
        token = self._signer.dumps(conversation)
        answer = {"session": conversation, "token": token, "language": language, "expires": expires.isoformat(timespec="seconds")}
        return json(answer, status=201)

    async def _delete(self, request: Request) -> HTTPResponse:
        if not await self._conversations.delete(self._session(request)):
            raise NoConversation
        return empty(204)

    async def _accept(self, request: Request) -> HTTPResponse:
        conversation = self._session(request)
        body = json_object(request)
        try:
            message_id = str(uuid.UUID(body.get("id")))
        except (ValueError, TypeError, AttributeError):
            raise Problem(422, "bad_id", "`id` must be a UUID made by the client.") from None
        text, payload = body.get("text"), body.get("payload")
        if payload is not None:
            text = text if isinstance(text, str) else ""
            if not isinstance(payload, str) or len(payload.encode(errors="replace")) > payloads.MAX_BYTES:
                raise Problem(422, "bad_payload", "`payload` is that of a button.")
        elif not isinstance(text, str):
            raise Problem(422, "no_text", "Either `text` or `payload` is needed.")
        try:
            entered = enter(text) if payload is None else None
        except NothingToRead:
            raise Problem(422, "empty", "The text is empty.") from None
        except TooLong:
            raise Problem(413, "too_large", f"A text has at most {MAX_CHARS} characters.") from None
        kept = getattr(entered, "text", None) or text.encode("utf-8", "ignore").decode().replace("\x00", "")
        try:
            link = payloads.start_link(payload) if payload else None
            if link is None:
                new = await self._conversations.accept(conversation, message_id, kept, payload)
            else:
                new = await self._conversations.accept(conversation, message_id, kept, link, "start")
        except TooFast as error:
            raise Problem(429, "too_fast", "Too many messages in a minute.", error.retry_after) from None
        return json({"id": message_id, "new": new}, status=202)

    async def _read(self, request: Request) -> HTTPResponse:
        conversation = self._session(request)
        after = _number(request, "after", 0)
        deadline = time.monotonic() + min(MAX_WAIT_SECONDS, _number(request, "wait", 0))
        event: asyncio.Event
        with self._database.waiting(conversation) as event:
            while True:
                event.clear()
                rows, state = await self._conversations.read(conversation, int(after))
                left = deadline - time.monotonic()
                if rows or left <= 0:
                    return json({"messages": [_as_message(row) for row in rows], "state": state})
                try:
                    await asyncio.wait_for(event.wait(), left)
                except TimeoutError:
                    deadline = 0.0

    def _session(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Problem(401, "no_token", "Send the session's token as `Authorization: Bearer …`.")
        try:
            conversation: str = self._signer.loads(token.strip())  # it opens the conversation as long as that exists
        except BadData:
            raise Problem(401, "bad_token", "The token is not one of ours.") from None
        return conversation


def _number(request: Request, name: str, default: float) -> float:
    value = request.args.get(name)
    if value is None:
        return default
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number < 2**53:
        raise Problem(400, "bad_number", f"`{name}` must be a number that is not negative.")
    return number


def _as_message(row: dict[str, Any]) -> dict[str, Any]:
    message = {key: row[key] for key in _CONTRACT_KEYS}
    return message | {"from": row["sender"], "at": row["at"].isoformat()}
