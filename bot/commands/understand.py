"""Reads a text a line and prints what was understood."""

from __future__ import annotations

import argparse
import json
import sys

from bot.answer.cards import load_locales
from bot.understand.reader import Reader


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--lang", choices=list(load_locales()), help="the language of the conversation")


def run(options: argparse.Namespace) -> int:
    """Answer every line of standard input with one line."""
    reader = Reader()
    context = {"language": options.lang} if options.lang else {}
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", "replace").rstrip("\r\n")
        reading = reader.read(text, **context)
        if options.json:
            print(json.dumps(reading.as_dict(), ensure_ascii=False), flush=True)
        else:
            cards = ", ".join(f"{card} {confidence:.0%}" for card, confidence in reading.cards[:3])
            urgent = f"urgent: {reading.urgent} | " if reading.urgent else ""
            print(f"{reading.exactly} {reading.language_confidence:.0%} | {reading.decision} | {urgent}{cards}", flush=True)
    return 0
