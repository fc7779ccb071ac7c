"""Starts everything: trains if needed, starts the database and all processes with one manager."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from bot.settings import ROOT, VAR, load_env_file, read_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options; the environment and `.env` set them."""


def run(options: argparse.Namespace) -> int:
    """Run until interrupted or until one process ends."""
    from honcho.manager import Manager

    load_env_file()
    settings = read_settings()
    trained = subprocess.run([sys.executable, "-m", "bot", "train", "--if-needed"], cwd=ROOT, check=False)
    if trained.returncode:
        return trained.returncode
    environment = dict(os.environ, PYTHONUNBUFFERED="1")
    if not settings.database_url:
        from bot.storage.embedded import start_embedded

        print("Starting PostgreSQL in var/ …", flush=True)
        environment["DATABASE_URL"] = start_embedded(VAR / "postgres")
    manager = Manager()
    manager.add_process("bot", f"exec {sys.executable} -m bot serve", env=environment, cwd=str(ROOT))
    manager.loop()
    return manager.returncode or 0
