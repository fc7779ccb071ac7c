"""Starts everything: trains if needed, starts the database and all processes with one manager."""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys

from bot.settings import ROOT, VAR, load_env_file, read_settings

PROCESSES = {
    "bot": "-m bot serve",
    "desk": "-m gunicorn --config desk/gunicorn_conf.py",
    "outbox": "desk/manage.py outbox",
    "daily": "desk/manage.py daily --keep-running",
}
"""What runs side by side. The outbox carries to the bot what the staff has written; the daily work forgets what is too old."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options; the environment and `.env` set them."""


def run(options: argparse.Namespace) -> int:
    """Run until interrupted or until one process ends."""
    from honcho.manager import Manager

    from bot.storage.database import prepare

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
    asyncio.run(prepare(environment["DATABASE_URL"]))
    desk_ready = subprocess.run([sys.executable, "desk/manage.py", "prepare"], cwd=ROOT, env=environment, check=False)
    if desk_ready.returncode:
        return desk_ready.returncode
    manager = Manager()
    for name, command in PROCESSES.items():
        manager.add_process(name, f"exec {sys.executable} {command}", env=environment, cwd=str(ROOT))
    manager.loop()
    return manager.returncode or 0
