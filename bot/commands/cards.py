"""Prints the cards of one language and topic with the German beside them, for a native reader."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.reports.page import page
from bot.reports.review import cards_to_read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--lang", required=True, choices=sorted(load_locales()), help="language to be read")
    parser.add_argument("--topic", required=True, choices=[*load_knowledge().topics, "urgent"], help="topic to be read")
    parser.add_argument("--html", action="store_true", help="as a page to print")
    parser.add_argument("--output", type=Path, help="file to write; without it the text is printed")


def run(options: argparse.Namespace) -> int:
    """Print the cards; the exit status is 1 if there are none."""
    day = dt.date.today()
    locales = load_locales()
    cards = list(cards_to_read(load_knowledge(), locales, options.lang, options.topic, day))
    if not cards:
        print(f"There are no cards about {options.topic} in {options.lang}.", file=sys.stderr)
        return 1
    if options.html:
        own_name = locales[options.lang].own_name
        text = page("cards.html", cards=cards, topic=options.topic, language=options.lang, own_name=own_name, day=day)
    else:
        lines = []
        for card in cards:
            lines += [f"\n== {card.card_id} ({'checked' if card.checked else 'draft'})"]
            lines += [f"{pair.part}\n  {pair.text}\n  [de] {pair.german}" for pair in (*card.pairs, *card.terms)]
        text = "\n".join(lines).lstrip() + "\n"
    if options.output:
        options.output.write_text(text, encoding="utf-8")
        print(f"{len(cards)} cards written to {options.output}.")
    else:
        print(text, end="")
    return 0
