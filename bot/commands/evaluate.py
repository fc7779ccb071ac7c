"""Measures understanding: on a table of questions, or on the fifth of the sayings that training never saw."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.reports.figures import COLUMNS, cells, write_figures
from bot.settings import ROOT, SAYINGS
from bot.understand.decision import FOLLOW
from bot.understand.reader import Reader
from bot.understand.sayings import Saying, card_id, held_back, read_sayings
from bot.understand.scores import Question, Scores, first_heard, score

WITH_FIGURES = ("README.md", "docs/model.md")
"""Documents that show measured figures."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("file", nargs="?", type=Path, help="table with the columns lang, label, text, second, style (tabs)")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--write", action="store_true", help=f"write the figures into {' and '.join(WITH_FIGURES)}")
    parser.add_argument("--mistakes", action="store_true", help="print every question that was not understood")


def run(options: argparse.Namespace) -> int:
    """Ask all questions and print the figures."""
    questions = read_questions(options.file) if options.file else held_back_questions()
    scores = measure(questions, quiet=options.json)
    if options.json:
        json.dump(scores.as_dict(), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    show(scores)
    if options.write:
        for name in WITH_FIGURES:
            write_figures(scores, ROOT / name)
    if options.mistakes:
        for question, reading in scores.mistakes:
            heard = first_heard(question, reading)
            print(f"{question.language}\t{question.style}\t{question.label}\t{heard}\t{reading.cards[0][1]:.2f}\t{question.text}")
    return 0


def measure(questions: list[Question], quiet: bool = False) -> Scores:
    """Ask all questions of the trained model."""
    reader = Reader()
    waiting = iter(track(range(len(questions)), "Understanding", disable=quiet, console=Console(stderr=True)))

    def progress(done: int) -> None:
        next(waiting, None)

    return score(questions, reader.read, progress)


def read_questions(path: Path) -> list[Question]:
    """Read a table of questions.

    Raises:
        ValueError: a column is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = {"lang", "label", "text"} - set(rows.fieldnames or ())
        if missing:
            raise ValueError(f"{path} lacks the columns {', '.join(sorted(missing))}")
        return [
            Question(row["lang"], card_id(row["label"]), row["text"], row.get("second") or None, row.get("style") or "")
            for row in rows
        ]


def held_back_questions() -> list[Question]:
    """Return the sayings that training never saw, without those that need a card before them."""
    chosen = sorted(held_back(read_sayings(SAYINGS)), key=lambda s: (s.language, s.intent, s.text))
    return [_question(saying) for saying in chosen if not saying.intent.startswith(FOLLOW)]


def _question(saying: Saying) -> Question:
    second = saying.second and card_id(saying.second)
    return Question(saying.language, card_id(saying.intent), saying.text, second, saying.style)


def show(scores: Scores) -> None:
    """Print the figures as tables."""
    console = Console(width=150)
    for kind in ("language", "style", "topic"):
        table = Table(title=f"by {kind}")
        table.add_column(kind)
        for title in COLUMNS.values():
            table.add_column(title, justify="right")
        for name, group in sorted(scores.by[kind].items()):
            table.add_row(name, *cells(group))
        if kind == "language":
            table.add_row("all", *cells(scores.total))
        console.print(table)
    table = Table(title="most frequent confusions")
    for title in ("asked", "heard", "times"):
        table.add_column(title)
    for (asked, heard), times in scores.confusions.most_common(25):
        table.add_row(asked, heard, str(times))
    console.print(table)
