"""Telegram's Bot API on loopback, for tests: records every call and refuses what the real one refuses.

It runs in a thread of its own. Tests wait for what has happened (`until`), never for time to pass.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.telegram_world.api import BotApi
from tests.telegram_world.rules import Refusal

TOKEN = "700000001:AAtestTESTtestTESTtestTESTtestTEST12"
_PATIENCE = 60.0
_update_ids = itertools.count(50_000)


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
class FakeTelegram:
    """The server.

    Args:
        webhook_target: where an `https://` webhook really is, for tests.
        token: the only one that is right.
    """

    webhook_target: str = ""
    token: str = TOKEN
    calls: list[Call] = field(default_factory=list)
    fault: Callable[[str, int], Fault | None] = lambda method, chat: None
    api: BotApi = field(default_factory=BotApi)

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self.scripted: dict[tuple[str, int], deque[Fault]] = {}
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

    def push(self, update: dict[str, Any], secret: str | None = None) -> asyncio.Future[int]:
        """Send an update as Telegram would: to the webhook until it says 200, or to whoever polls.

        Args:
            update: what is sent; an `update_id` is given to it if it has none.
            secret: another secret than that of the webhook; then it is tried only once.
        """
        update.setdefault("update_id", next(_update_ids))
        return asyncio.run_coroutine_threadsafe(self._push(update, secret), self._loop)  # type: ignore[return-value]

    def stop(self) -> None:
        """End the server, if it has not ended."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)

    # ---- the server ------------------------------------------------------------------------------

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self.api.news = asyncio.Event()
        self._connections = asyncio.Semaphore(40)
        self._lines: dict[int | None, asyncio.Lock] = defaultdict(asyncio.Lock)
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
        if not self.api.webhook and secret is None:
            self.api.queue.append(update)
            self.api.news.set()
            return 200
        chat = (update.get("message") or (update.get("callback_query") or {}).get("message") or {}).get("chat", {}).get("id")
        async with self._lines[chat], self._connections:  # as Telegram does: of one chat one after the other
            return await self._call_webhook(update, secret)

    async def _call_webhook(self, update: dict[str, Any], secret: str | None) -> int:
        message = update.get("message", {})
        if isinstance(message, dict) and "chat" in message and "message_id" not in message:
            message["message_id"] = self.api.own(message["chat"]["id"])
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.api.webhook.get("secret_token", "") if secret is None else secret}
        while True:
            try:
                path = "/" + self.api.webhook["url"].split("/", 3)[3]
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
            handler = getattr(self.api, f"do_{method.lower()}", None)
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


def _plain(value: str) -> Any:
    """Return a parameter of a form as the Bot API reads it: numbers, lists and objects are JSON."""
    if value[:1] in "{[" or value.lstrip("-").isdigit() or value in ("true", "false"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
