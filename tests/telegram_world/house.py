"""The bot's server with the Telegram channel, as a process that tests may kill and start again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from tests.telegram_world.fake import TOKEN, FakeTelegram

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 90.0


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
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.telegram = telegram or FakeTelegram(webhook_target=self.url)
        self.environment = os.environ | {
            "DATABASE_URL": database_url,
            "DROM_PORT": str(port),
            "DROM_SECRET": "only-for-tests",
            "DROM_ADDRESS_KEY": "only-for-tests-too",
            "TELEGRAM_BOT_TOKEN": token,
            "TELEGRAM_API_URL": self.telegram.url,
            "TELEGRAM_WEBHOOK_URL": "" if polling else "https://drom.test",
            **(more or {}),
        }
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.start()

    def start(self) -> None:
        """Start the process and wait until it answers; with a webhook, until that stands."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=self.environment, stdout=self._output, stderr=self._output
        )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)  # asking again is the signal

    def connected(self) -> TelegramHouse:
        """Wait until the bot has set its webhook or fetches updates."""
        self.telegram.until(lambda: self.telegram.api.webhook or self.telegram.api.polled)
        return self

    def output(self) -> str:
        """Return everything that the process has written."""
        self._output.seek(0)
        return self._output.read().decode(errors="replace")

    def kill(self) -> None:
        """End the process as a crash would (SIGKILL)."""
        self.process.kill()
        self.process.wait(timeout=20)

    def stop(self) -> None:
        """End everything."""
        self.process.terminate()
        self.process.wait(timeout=30)
        self.telegram.stop()
