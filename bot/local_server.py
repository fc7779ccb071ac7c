"""A server process on a free port of this machine, as `make run` starts it: for measuring and for tests."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Mapping
from threading import Thread
from typing import IO

from bot.settings import ROOT

READY = "ready"
"""Word in the line that the server prints when it answers."""


class LocalServer:
    """The bot's server in a process of its own.

    Args:
        database_url: of a PostgreSQL that runs.
        settings: further environment variables of the server.
        output: where everything goes that it writes; this process's own output if none is given.
    """

    def __init__(self, database_url: str, settings: Mapping[str, str], output: IO[str] | None = None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._output = output
        self.desk_secret = secrets.token_hex(16)
        given = {"DATABASE_URL": database_url, "DROM_PORT": str(port), "DROM_DESK_SECRET": self.desk_secret}
        self.environment = {**os.environ, **given, **settings}
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        """Start the process and return when it answers.

        Raises:
            RuntimeError: it ended before.
        """
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if self._output else None,
            text=True,
        )
        written: IO[str] | None = self.process.stdout
        assert written is not None
        for line in written:
            if self._output:
                self._output.write(line)
            if READY in line:
                sink = self._output or sys.stdout
                Thread(target=sink.writelines, args=(written,), daemon=True).start()  # a full pipe would stop it
                return self.process
        raise RuntimeError(f"the server ended with {self.process.wait()}")

    def kill(self) -> None:
        """End it as a crash would (SIGKILL)."""
        self.process.kill()
        self.process.wait(timeout=30)

    def stop(self) -> None:
        """End it as an operator does."""
        self.process.terminate()
        self.process.wait(timeout=30)
