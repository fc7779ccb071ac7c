"""Makes a poster in A4 with a square code that opens the chat in one language and for one town."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from bot.answer.cards import load_locales
from bot.answer.signals import Signals
from bot.answer.speaker import make_speaker
from bot.reports.poster import ALL, as_pdf, poster
from bot.understand.places import load_places

_URL = re.compile(r"https?://[\w.-]+(:\d+)?")
_TELEGRAM = re.compile(r"\w{5,32}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument(
        "--lang", required=True, choices=[*sorted(load_locales()), ALL], help="language that stands first, or all"
    )
    parser.add_argument("--ki", required=True, help="town, as in the attribute `ki`: duisburg")
    parser.add_argument("--url", required=True, help="where Drom is reached: https://drom.example.org")
    parser.add_argument("--telegram", help="user name of the Telegram bot, for a second code")
    parser.add_argument("--output", type=Path, help="file to write, .pdf or .svg; poster-<ki>-<lang>.pdf without it")


def run(options: argparse.Namespace) -> int:
    """Write the poster; the exit status is 1 if the town is not known or an address can't be right."""
    url = options.url.rstrip("/")
    start = Signals(make_speaker()).read_start(f"{'de' if options.lang == ALL else options.lang}_{options.ki}")
    problem = None
    if start.place is None:
        problem = f"There is no single town called {options.ki!r} in North Rhine-Westphalia."
    elif not _URL.fullmatch(url):
        problem = f"{options.url!r} is not an address such as https://drom.example.org."
    elif options.telegram and not _TELEGRAM.fullmatch(options.telegram):
        problem = f"{options.telegram!r} is not the user name of a Telegram bot."
    if problem or start.place is None:
        print(problem, file=sys.stderr)
        return 1
    town = load_places().municipalities[start.place].name
    text = poster(load_locales(), options.lang, options.ki, town, url, options.telegram)
    file = options.output or Path(f"poster-{options.ki}-{options.lang}.pdf")
    file.write_bytes(as_pdf(text, f"Drom, {town}") if file.suffix == ".pdf" else text.encode())
    print(f"{file} written: A4.")
    return 0
