"""The bot's HTTP server: Rasa's channels, the chat page and a health check, and nothing else.

Rasa's own server adds a page that tells its version, and its HTTP API lets anybody read every
conversation. So the parts are put together here; Rasa's API stays off.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import warnings
from functools import partial
from typing import Any

from bot.settings import MODELS, ROOT, Settings

logger = logging.getLogger(__name__)
_HEALTH_SENTENCE = "Wie hoch darf die Kaution sein?"
_KEEP_ALIVE_SECONDS = 60
_REQUEST_SECONDS = 60
_REQUEST_BYTES = 512 * 1024
"""An update of Telegram with a long Cyrillic text and the one it replies to; the web channel allows far less."""


def serve(settings: Settings) -> None:
    """Run the server until it is told to stop."""
    warnings.filterwarnings("ignore")
    import rasa.core.agent
    import rasa.utils.log_utils
    from rasa.core.channels.channel import UserMessage, register
    from rasa.core.utils import AvailableEndpoints
    from rasa.shared.utils.common import class_from_module_path
    from rasa.shared.utils.io import read_yaml_file
    from sanic import Sanic
    from sanic.request import Request
    from sanic.response import HTTPResponse, json

    from actions.all_checks import make_engine
    from bot.answer.speaker import make_speaker
    from bot.channels.checking import facts_since
    from bot.channels.house import House
    from bot.channels.pages import pages
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
    engine = make_engine()
    asking = make_asking(speaker, partial(facts_since, engine))
    worker = Worker(database, conversations, speaker, asking, engine, understand, answer)
    watch = Watch(database, settings.session_days)

    async def load(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
        app.ctx.agent = await rasa.core.agent.load_agent(str(MODELS), endpoints=endpoints, loop=loop)
        if not app.ctx.agent.is_ready():
            raise RuntimeError("There is no model. Run `make train` first.")
        gc.freeze()  # what is loaded stays: looking through it for waste again and again would hold up messages
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

    app.blueprint(pages())
    app.add_route(health, "/health", methods=["GET"], name="health")
    app.register_listener(load, "before_server_start")
    app.register_listener(ready, "after_server_start")
    app.register_listener(stop_working, "before_server_stop")
    app.register_listener(close, "after_server_stop")
    app.run(host=settings.host, port=settings.port, workers=1, access_log=False, motd=False)
