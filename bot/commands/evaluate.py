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

from bot.settings import ROOT, SAYINGS
from bot.understand.decision import FOLLOW
from bot.understand.reader import Reader
from bot.understand.sayings import card_id, held_back, read_sayings
from bot.understand.scores import Question, Scores, score

_FIGURES_BEGIN = "<!-- figures of `make evaluate` -->"
_FIGURES_END = "<!-- end of figures -->"
COLUMNS = {
    "questions": "asked",
    "right_first": "right first",
    "right_among_three": "among three",
    "answered": "answered",
    "wrong_answered": "wrong card given",
    "out_of_scope_answered": "out of scope answered",
    "urgent_found": "urgent found",
    "language_from_4_words": "language, 4+ words",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("file", nargs="?", type=Path, help="table with the columns lang, label, text, second, style (tabs)")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--readme", action="store_true", help="write the figures into the README")
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
    if options.readme:
        write_readme(scores, ROOT / "README.md")
    if options.mistakes:
        for question, reading in scores.mistakes:
            heard = f"urgent/{reading.urgent}" if reading.urgent else reading.cards[0][0]
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
    return [Question(s.language, card_id(s.intent), s.text, style=s.style) for s in chosen if not s.intent.startswith(FOLLOW)]


def write_readme(scores: Scores, path: Path) -> None:
    """Replace the table between the two marks in the README.

    Raises:
        ValueError: the marks are not there.
    """
    figures = scores.as_dict()
    languages: dict[str, dict[str, float]] = dict(figures["language"])  # type: ignore[call-overload]
    languages["all"] = figures["total"]  # type: ignore[assignment]
    lines = [f"| language | {' | '.join(COLUMNS.values())} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, shares in languages.items():
        cells = [str(shares[key]) if key == "questions" else f"{shares[key]:.1%}" for key in COLUMNS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    text = path.read_text(encoding="utf-8")
    before, mark, rest = text.partition(_FIGURES_BEGIN)
    _, end, after = rest.partition(_FIGURES_END)
    if not mark or not end:
        raise ValueError(f"{path} has no place for the figures")
    path.write_text("\n".join([before + mark, *lines, end + after]), encoding="utf-8")


def show(scores: Scores) -> None:
    """Print the figures as tables."""
    console = Console(width=150)
    figures = scores.as_dict()
    for kind in ("language", "style", "topic"):
        table = Table(title=f"by {kind}")
        table.add_column(kind)
        for title in COLUMNS.values():
            table.add_column(title, justify="right")
        group = dict(figures[kind])  # type: ignore[call-overload]
        if kind == "language":
            group["all"] = figures["total"]
        for name, shares in group.items():
            table.add_row(name, *(f"{shares[key]:.1%}" if key != "questions" else str(shares[key]) for key in COLUMNS))
        console.print(table)
    table = Table(title="most frequent confusions")
    for title in ("asked", "heard", "times"):
        table.add_column(title)
    for row in figures["confusions"]:  # type: ignore[attr-defined]
        table.add_row(row["asked"], row["heard"], str(row["times"]))
    console.print(table)
