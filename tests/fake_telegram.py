"""Telegram's Bot API on loopback, for tests: records every call and refuses what the real one refuses.

It runs in a thread of its own. Tests wait for what has happened (`until`), never for time to pass.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.telegram_rules import Refusal, check_commands, check_markup, check_text, check_webhook

TOKEN = "700000001:AAtestTESTtestTESTtestTESTtestTEST12"
BOT_ID = 700000001
_PATIENCE = 60.0


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call.

    Args:
        status: of the answer; 0 breaks the line without one.
        retry_after: for 429.
        done: whether Telegram does what it was asked for, although it does not say so.
        words: the description.
    """

    status: int = 0
    retry_after: int = 0
    done: bool = False
    words: str = "Internal Server Error"


BLOCKED = Fault(403, words="Forbidden: bot was blocked by the user")


@dataclass
class Call:
    """One call of the Bot API."""

    method: str
    params: dict[str, Any]
    at: float
    status: int = 0
    result: Any = None


@dataclass
class Shown:
    """A message of the bot as it stands in a chat now."""

    id: int
    chat: int
    text: str
    keyboard: list[list[dict[str, str]]]
    versions: int = 1

    @property
    def buttons(self) -> list[dict[str, str]]:
        """All buttons, row by row."""
        return [button for row in self.keyboard for button in row]


@dataclass
class FakeTelegram:
    """The server.

    Args:
        webhook_target: where an `https://` webhook really is, for tests.
        token: the only one that is right.
    """

    webhook_target: str = ""
    token: str = TOKEN
    calls: list[Call] = field(default_factory=list)
    shown: dict[tuple[int, int], Shown] = field(default_factory=dict)
    fault: Callable[[str, int], Fault | None] = lambda method, chat: None
    chats: set[int] = field(default_factory=set)
    webhook: dict[str, Any] = field(default_factory=dict)
    settings: dict[tuple[str, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self.scripted: dict[tuple[str, int], deque[Fault]] = {}
        self.ids = itertools.count(1000)
        self.update_ids = itertools.count(50_000)
        self._own_messages: set[tuple[int, int]] = set()
        self._open_taps: set[str] = set()
        self._queue: list[dict[str, Any]] = []
        self._polling = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(20)

    # ---- for tests -------------------------------------------------------------------------------

    def until(self, holds: Callable[[], Any], seconds: float = _PATIENCE) -> Any:
        """Wait until something holds and return it; fail with the last calls if it never does."""
        deadline = time.monotonic() + seconds
        with self.changed:
            while not (value := holds()):
                left = deadline - time.monotonic()
                if left <= 0:
                    last = [(call.method, call.status, str(call.params)[:200]) for call in self.calls[-8:]]
                    raise AssertionError(f"it did not happen within {seconds} s; last calls: {last}")
                self.changed.wait(min(left, 1.0))
            return value

    def script(self, method: str, chat: int, *faults: Fault) -> None:
        """Let the next calls of a method for a chat go wrong."""
        self.scripted[method, chat] = deque(faults)

    def made(self, method: str, chat: int | None = None) -> list[Call]:
        """Return the calls of a method, those for one chat if it is given."""
        return [c for c in self.calls if c.method == method and (chat is None or c.params.get("chat_id") == chat)]

    def sent_to(self, chat: int) -> list[Shown]:
        """Return the messages that stand in a chat, the oldest first."""
        return [message for (owner, _), message in sorted(self.shown.items()) if owner == chat]

    def push(self, update: dict[str, Any], secret: str | None = None) -> asyncio.Future[int]:
        """Send an update as Telegram would: to the webhook until it says 200, or to whoever polls.

        Args:
            update: what is sent; an `update_id` is given to it if it has none.
            secret: another secret than that of the webhook; then it is tried only once.
        """
        update.setdefault("update_id", next(self.update_ids))
        return asyncio.run_coroutine_threadsafe(self._push(update, secret), self._loop)  # type: ignore[return-value]

    def own(self, chat: int) -> int:
        """Return an id for a message that a person sends."""
        self.chats.add(chat)
        message_id = next(self.ids)
        self._own_messages.add((chat, message_id))
        return message_id

    def open_tap(self, tap: str) -> None:
        """Note that a tap waits to be acknowledged."""
        self._open_taps.add(tap)

    def stop(self) -> None:
        """End the server."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)

    # ---- the server ------------------------------------------------------------------------------

    async def _serve(self) -> None:
        self._loop, self._end, self._news = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]
        self._http = aiohttp.ClientSession()
        self._ready.set()
        await self._end.wait()
        await self._http.close()
        await runner.cleanup()

    async def _push(self, update: dict[str, Any], secret: str | None) -> int:
        if not self.webhook and secret is None:
            self._queue.append(update)
            self._news.set()
            return 200
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "") if secret is None else secret}
        while True:
            try:
                path = "/" + self.webhook["url"].split("/", 3)[3]
                async with self._http.post(self.webhook_target + path, json=update, headers=headers) as response:
                    if response.status == 200 or secret is not None:
                        return response.status
            except aiohttp.ClientError:
                if secret is not None:
                    raise
            await asyncio.sleep(0.2)  # as Telegram does

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = {name: _plain(str(value)) for name, value in (await request.post()).items()}
        call = Call(method, params, time.monotonic())
        fault = self._next_fault(method, params.get("chat_id", 0))
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")
            handler = getattr(self, f"_do_{method.lower()}", None)
            if handler is None:
                raise Refusal(404, "Not Found")
            if fault is None or fault.done:
                call.result = handler(params)
                if asyncio.iscoroutine(call.result):
                    call.result = await call.result
            call.status, answer = 200, {"ok": True, "result": call.result}
        except Refusal as refusal:
            call.status, answer = refusal.status, {"ok": False, "error_code": refusal.status, "description": refusal.words}
        if fault:
            call.status = fault.status
            answer = {"ok": False, "error_code": fault.status, "description": fault.words}
            if fault.retry_after:
                answer["parameters"] = {"retry_after": fault.retry_after}
        with self.changed:
            self.calls.append(call)
            self.changed.notify_all()
        if fault and not fault.status:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(answer, status=call.status or 500)

    def _next_fault(self, method: str, chat: int) -> Fault | None:
        scripted = self.scripted.get((method, chat))
        return scripted.popleft() if scripted else self.fault(method, chat)

    # ---- what the Bot API does -------------------------------------------------------------------

    def _do_getme(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Drom", "username": "drom_test_bot"}

    def _do_setwebhook(self, params: dict[str, Any]) -> bool:
        check_webhook(params)
        self.webhook = params
        return True

    def _do_deletewebhook(self, params: dict[str, Any]) -> bool:
        self.webhook = {}
        return True

    def _do_getwebhookinfo(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": len(self._queue)}

    async def _do_getupdates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self._polling:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        self._polling += 1
        try:
            self._queue = [update for update in self._queue if update["update_id"] >= params.get("offset", 0)]
            if not self._queue:
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), min(2, params.get("timeout", 0)))
                except TimeoutError:
                    return []
            return self._queue[:100]
        finally:
            self._polling -= 1

    def _do_sendmessage(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(params)
        text = check_text(params)
        message = Shown(next(self.ids), chat, text, check_markup(params))
        self.shown[chat, message.id] = message
        return _as_message(message)

    def _do_editmessagetext(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._edit(params, check_text(params), check_markup(params))

    def _do_editmessagereplymarkup(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._edit(params, None, check_markup(params))

    def _edit(self, params: dict[str, Any], text: str | None, keyboard: list[list[dict[str, str]]]) -> dict[str, Any]:
        key = self._chat(params), params["message_id"]
        if key in self._own_messages:
            raise Refusal(400, "Bad Request: message can't be edited")
        message = self.shown.get(key)
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        text = message.text if text is None else text
        if (text, keyboard) == (message.text, message.keyboard):
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message",
            )
        message.text, message.keyboard, message.versions = text, keyboard, message.versions + 1
        return _as_message(message)

    def _do_answercallbackquery(self, params: dict[str, Any]) -> bool:
        if params["callback_query_id"] not in self._open_taps:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._open_taps.discard(params["callback_query_id"])
        return True

    def _do_sendchataction(self, params: dict[str, Any]) -> bool:
        self._chat(params)
        if params.get("action") != "typing":
            raise Refusal(400, "Bad Request: wrong parameter action in request")
        return True

    def _do_leavechat(self, params: dict[str, Any]) -> bool:
        self.chats.discard(self._chat(params))
        return True

    def _do_setmycommands(self, params: dict[str, Any]) -> bool:
        check_commands(params)
        self.settings["commands", params.get("language_code", "") + json.dumps(params.get("scope", ""))] = params["commands"]
        return True

    def _do_getmycommands(self, params: dict[str, Any]) -> list[dict[str, str]]:
        return self.settings.get(("commands", params.get("language_code", "") + '""'), [])  # type: ignore[no-any-return]

    def _do_setmydescription(self, params: dict[str, Any]) -> bool:
        return self._describe("description", params, 512)

    def _do_getmydescription(self, params: dict[str, Any]) -> dict[str, str]:
        return {"description": self.settings.get(("description", params.get("language_code", "")), "")}

    def _do_setmyshortdescription(self, params: dict[str, Any]) -> bool:
        return self._describe("short_description", params, 120)

    def _do_getmyshortdescription(self, params: dict[str, Any]) -> dict[str, str]:
        return {"short_description": self.settings.get(("short_description", params.get("language_code", "")), "")}

    def _describe(self, name: str, params: dict[str, Any], limit: int) -> bool:
        code = params.get("language_code", "")
        if len(params.get(name, "")) > limit or (code and len(code) != 2):
            raise Refusal(400, f"Bad Request: {name} is invalid")
        self.settings[name, code] = params.get(name, "")
        return True

    def _chat(self, params: dict[str, Any]) -> int:
        chat = params.get("chat_id")
        if not isinstance(chat, int) or chat not in self.chats:
            raise Refusal(400, "Bad Request: chat not found")
        return chat


def _plain(value: str) -> Any:
    """Return a parameter of a form as the Bot API reads it: numbers, lists and objects are JSON."""
    if value[:1] in "{[" or value.lstrip("-").isdigit() or value in ("true", "false"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _as_message(message: Shown) -> dict[str, Any]:
    chat = {"id": message.chat, "type": "private"}
    return {"message_id": message.id, "date": int(time.time()), "chat": chat, "text": message.text}
