"""The bot's server with the Telegram channel, as a process that tests may kill and start again."""

from __future__ import annotations

import io

from bot.local_server import LocalServer
from tests.telegram_world.fake import TOKEN, FakeTelegram


class TelegramHouse:
    """One server and its Telegram.

    Args:
        database_url: where it keeps everything.
        polling: fetch updates instead of taking them by webhook.
        token: of the bot.
        more: further variables of the environment.
        telegram: of another house, whose second process this is.
    """

    def __init__(
        self,
        database_url: str,
        *,
        polling: bool = False,
        token: str = TOKEN,
        more: dict[str, str] | None = None,
        telegram: FakeTelegram | None = None,
    ) -> None:
        self.telegram = telegram or FakeTelegram()
        self._output = io.StringIO()
        self.server = LocalServer(
            database_url,
            {
                "DROM_SECRET": "only-for-tests",
                "DROM_ADDRESS_KEY": "only-for-tests-too",
                "TELEGRAM_BOT_TOKEN": token,
                "TELEGRAM_API_URL": self.telegram.url,
                "TELEGRAM_WEBHOOK_URL": "" if polling else "https://drom.test",
                **(more or {}),
            },
            self._output,
        )
        self.url, self.environment = self.server.url, self.server.environment
        if telegram is None:
            self.telegram.webhook_target = self.url
        self.start, self.kill = self.server.start, self.server.kill

    def connected(self) -> TelegramHouse:
        """Wait until the bot has set its webhook or fetches updates."""
        self.telegram.until(lambda: self.telegram.api.webhook or self.telegram.api.polled)
        return self

    def output(self) -> str:
        """Return everything that the process has written."""
        return self._output.getvalue()

    def stop(self) -> None:
        """End everything."""
        self.server.stop()
        self.telegram.stop()
