"""Starts the bot's server alone."""

from __future__ import annotations

import argparse
import sys

from bot.settings import read_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options; the environment sets them."""


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    settings = read_settings()
    if not settings.database_url:
        print("DATABASE_URL is not set. `make run` starts a database by itself.", file=sys.stderr)
        return 2
    from bot.server import serve

    serve(settings)
    return 0
