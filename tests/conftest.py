"""What all tests share: the trained model, a real database, a real server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import lean
from bot.local_server import LocalServer
from bot.settings import ROOT

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
lean.install()


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


@pytest.fixture(scope="session")
def server(model: Path, database_url: str) -> Iterator[LocalServer]:
    """The bot's server as `make run` starts it, on a free port; tests may kill and start it again."""
    running = LocalServer(database_url, {"DROM_SECRET": "only-for-tests", "DROM_MESSAGES_PER_MINUTE": "60"})
    yield running
    running.stop()
