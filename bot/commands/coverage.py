"""Shows every card by language - exists, draft or checked, sayings, held-back accuracy, dates - and writes docs/coverage.html."""

from __future__ import annotations

import argparse
import datetime as dt

from rich.console import Console
from rich.table import Table

from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.commands.evaluate import held_back_questions, measure
from bot.reports import coverage
from bot.reports.coverage import Cell, Row
from bot.reports.page import page
from bot.settings import ROOT, SAYINGS
from bot.understand.sayings import read_sayings

PAGE = ROOT / "docs" / "coverage.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--quick", action="store_true", help="do not measure accuracy")


def run(options: argparse.Namespace) -> int:
    """Print the table and write the page; the exit status is 1 if a card is missing in a language."""
    locales = load_locales()
    sayings = list(read_sayings(SAYINGS))
    scores = None if options.quick else measure(held_back_questions())
    table = coverage.rows(load_knowledge(), locales, sayings, scores)
    names = {language: locale.own_name for language, locale in locales.items()}
    rows = [row for group in table.values() for row in group]
    show(rows, list(names))
    content = page("coverage.html", table=table, names=names, total=len(rows), sayings=len(sayings), day=dt.date.today())
    PAGE.write_text(content, encoding="utf-8")
    print(f"Written to {PAGE.relative_to(ROOT)}.")
    missing = sum(cell.state == "missing" for row in rows for cell in row.cells.values())
    if missing:
        print(f"{missing} cards are missing.")
    return int(missing > 0)


def show(rows: list[Row], languages: list[str]) -> None:
    """Print the rows as a table."""
    table = Table("card", *languages, "figures until")
    for row in rows:
        until = sorted({figure.valid_until for figure in row.figures if figure.valid_until})
        cells = [_shown(row.cells[language]) for language in languages]
        table.add_row(row.card_id, *cells, ", ".join(map(str, until)))
    Console(width=140).print(table)


def _shown(cell: Cell) -> str:
    right = "" if cell.right_first is None else f" {cell.right_first:.0%} of {cell.measured}"
    return f"{cell.state} {cell.sayings}{right}"
