"""What all tests share: the trained model, a real database, a real server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import lean

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
lean.install()

ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS = 90.0


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; it is trained here when its data are newer."""
    from bot.commands.train import MODEL, is_fresh

    if not is_fresh():
        subprocess.run([sys.executable, "-m", "bot", "train"], cwd=ROOT, check=True)
    return MODEL


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A real PostgreSQL for this run: `DATABASE_URL`, or an embedded one."""
    from bot.storage.embedded import start_embedded

    return os.environ.get("DATABASE_URL") or start_embedded(tmp_path_factory.mktemp("database") / "postgres")


@dataclass
class Server:
    """A server process that tests may kill and start again."""

    url: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def start(self) -> None:
        """Start the process and wait until it answers."""
        self.process = _start(self.environment, self.url)

    def kill(self) -> None:
        """End it as a crash would (SIGKILL)."""
        self.process.kill()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(model: Path, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The bot's server as `make run` starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DROM_PORT": str(port),
        "DROM_SECRET": "only-for-tests",
        "DROM_MESSAGES_PER_MINUTE": "60",
    }
    url = f"http://127.0.0.1:{port}"
    running = Server(url, environment, _start(environment, url))
    yield running
    running.process.terminate()
    running.process.wait(timeout=30)


def _start(environment: dict[str, str], url: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=environment)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return process
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)  # asking again is the signal
    process.kill()
    raise RuntimeError("the server did not answer in time")
