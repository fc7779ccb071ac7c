"""The bot's HTTP server: Rasa's channels, the chat page and a health check, and nothing else.

Rasa's own server adds a page that tells its version, and its HTTP API lets anybody read every
conversation. So the parts are put together here; Rasa's API stays off.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import warnings
from pathlib import Path
from typing import Any

from bot.settings import MODELS, ROOT, Settings

logger = logging.getLogger(__name__)
_PAGE = Path(__file__).with_name("channels") / "page"
_HEALTH_SENTENCE = "Wie hoch darf die Kaution sein?"
_KEEP_ALIVE_SECONDS = 60
_REQUEST_SECONDS = 60
_REQUEST_BYTES = 512 * 1024
"""An update of Telegram with a long Cyrillic text and the one it replies to; the web channel allows far less."""
_CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


def serve(settings: Settings) -> None:
    """Run the server until it is told to stop."""
    warnings.filterwarnings("ignore")
    import rasa.core.agent
    import rasa.utils.log_utils
    from rasa.core.channels.channel import UserMessage, register
    from rasa.core.utils import AvailableEndpoints
    from rasa.shared.utils.common import class_from_module_path
    from rasa.shared.utils.io import read_yaml_file
    from sanic import Blueprint, Sanic
    from sanic.request import Request
    from sanic.response import HTTPResponse, file, json, raw

    from bot.answer.speaker import make_speaker
    from bot.channels.house import House
    from bot.channels.worker import Worker
    from bot.handoff.asking import make_asking
    from bot.handoff.watch import Watch
    from bot.storage.conversations import Conversations
    from bot.storage.database import Database

    rasa.utils.log_utils.configure_structlog(logging.WARNING)
    app = Sanic("drom", configure_logging=False)
    app.config.KEEP_ALIVE_TIMEOUT = _KEEP_ALIVE_SECONDS
    app.config.REQUEST_TIMEOUT = _REQUEST_SECONDS
    app.config.RESPONSE_TIMEOUT = _REQUEST_SECONDS
    app.config.REQUEST_MAX_SIZE = _REQUEST_BYTES
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.DEBUG = False
    credentials = read_yaml_file(str(ROOT / "credentials.yml"))
    channels = [class_from_module_path(path).from_credentials(values) for path, values in credentials.items()]
    database = Database(settings.database_url or "")
    conversations = Conversations(database, settings.messages_per_minute)
    for channel in channels:
        channel.move_in(House(settings, database, conversations))
    register(channels, app, route="/webhooks/")

    async def answer(message: UserMessage) -> None:
        await app.ctx.agent.handle_message(message)

    async def understand(message: UserMessage) -> dict[str, Any]:
        understood: dict[str, Any] = await app.ctx.agent.processor.parse_message(message)
        return understood

    speaker = make_speaker()
    worker = Worker(database, conversations, speaker, make_asking(speaker), understand, answer)
    watch = Watch(database, settings.session_days)

    async def load(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
        app.ctx.agent = await rasa.core.agent.load_agent(str(MODELS), endpoints=endpoints, loop=loop)
        if not app.ctx.agent.is_ready():
            raise RuntimeError("There is no model. Run `make train` first.")
        await database.open()
        worker.start()
        watch.start()

    async def stop_working(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        await worker.stop()
        await watch.stop()

    async def close(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        await database.close()

    async def ready(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        print(f"Drom is ready: http://{settings.host}:{settings.port}/", flush=True)

    async def health(request: Request) -> HTTPResponse:
        try:
            parsed = await app.ctx.agent.parse_message(_HEALTH_SENTENCE)
            async with database.transaction() as connection:
                await connection.execute("SELECT 1")
        except Exception as error:
            logger.error("health check: %s", type(error).__name__)
            return json({"error": "unavailable", "detail": "model or database does not answer"}, status=503)
        if not parsed.get("decision"):
            return json({"error": "unavailable", "detail": "the model does not understand a known sentence"}, status=503)
        return json({"status": "ok"})

    pages = Blueprint("page")
    for route, name, kind in (
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/line.js", "line.js", "text/javascript; charset=utf-8"),
        ("/message.js", "message.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
    ):

        async def page(request: Request, name: str = name, kind: str = kind) -> HTTPResponse:
            return await file(_PAGE / name, mime_type=kind, headers=_PAGE_HEADERS)

        pages.add_route(page, route, methods=["GET"], name=name.replace(".", "_"))

    async def strings(request: Request) -> HTTPResponse:
        from bot.answer.cards import load_locales

        texts = {
            code: {"name": locale.own_name}
            | {key.removeprefix("page."): text for key, text in locale.ui.items() if key.startswith("page.")}
            for code, locale in load_locales().items()
        }
        return json(texts, headers=_PAGE_HEADERS)

    async def calendar_file(request: Request, day: dt.date, subject: str, name: str) -> HTTPResponse:
        from actions import calendar
        from bot.answer.cards import load_locales

        try:
            content = calendar.file(subject, day, load_locales()[name.removesuffix(".ics")])
        except KeyError:
            return json({"error": "not_found", "detail": "no such subject or language"}, status=404)
        disposition = f'attachment; filename="{day.isoformat()}.ics"'
        headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
        return raw(content, content_type="text/calendar; charset=utf-8", headers=headers)

    pages.add_route(calendar_file, "/calendar/<day:ymd>/<subject:str>/<name:str>", methods=["GET"], name="calendar")
    pages.add_route(strings, "/page.json", methods=["GET"], name="page_json")
    app.blueprint(pages)
    app.add_route(health, "/health", methods=["GET"], name="health")
    app.register_listener(load, "before_server_start")
    app.register_listener(ready, "after_server_start")
    app.register_listener(stop_working, "before_server_stop")
    app.register_listener(close, "after_server_stop")
    app.run(host=settings.host, port=settings.port, workers=1, access_log=False, motd=False)
