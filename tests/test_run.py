"""`make run`: one command prepares and starts bot, desk and what works between them, and one signal ends all of it."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

from bot.commands.run import PROCESSES
from bot.settings import ROOT
from tests.own_database import new_database


def free_ports(number: int) -> list[str]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [str(probe.getsockname()[1]) for probe in probes]


def test_everything_starts_says_where_it_is_and_ends_together(model: Path, database_url: str) -> None:
    bot, desk = free_ports(2)
    environment = {
        **os.environ,
        "DATABASE_URL": new_database(database_url),
        "DROM_PORT": bot,
        "DROM_DESK_PORT": desk,
        "DROM_SECRET": "only-for-tests",
        "DROM_DESK_KEY": secrets.token_urlsafe(64),
        "DJANGO_SETTINGS_MODULE": "desk.settings",
    }
    environment.pop("TELEGRAM_BOT_TOKEN", None)
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        assert running.stdout is not None
        said = ""
        awaited = {
            "The first administrator",
            f"The desk is ready: http://127.0.0.1:{desk}/",
            f"Drom is ready: http://127.0.0.1:{bot}/",
        }
        try:
            for line in running.stdout:
                said += line
                if all(each in said for each in awaited):
                    break
            assert all(each in said for each in awaited), said
            with urlopen(f"http://127.0.0.1:{desk}/anmelden/", timeout=20) as page:
                assert "Anmelden" in page.read().decode()
            with urlopen(f"http://127.0.0.1:{bot}/health", timeout=20) as health:
                assert health.status == 200
        finally:
            running.send_signal(signal.SIGTERM)
            said += running.stdout.read()
    assert all(f"{name} stopped (rc=0)" in said for name in PROCESSES), said
