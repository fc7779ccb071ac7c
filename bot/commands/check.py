"""Checks the contents of `knowledge/`, `locales/` and `data/nlu/` by the rules of `bot.checks`."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from bot.checks import cards, figures, heard, interface, romani, sayings
from bot.checks.content import Content, read_content, read_yaml
from bot.checks.findings import Finding, report
from bot.settings import KNOWLEDGE, LOCALES, ROOT, SAYINGS, VECTORS
from bot.understand.encoder import Encoder
from bot.understand.sayings import held_back
from bot.understand.vectors import VectorStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument(
        "--day", type=dt.date.fromisoformat, default=None, help="check as on this day (2027-01-31) instead of today"
    )
    parser.add_argument("--romani-words", action="store_true", help=f"write {romani.WORDS_FILE} anew instead of checking")
    parser.add_argument("--from", dest="lists", type=Path, help=f"with --romani-words: folder of {', '.join(romani.LISTS)}")


def run(options: argparse.Namespace) -> int:
    """Print what is wrong; the exit status is 1 if there are errors."""
    if options.romani_words:
        return rebuild_romani_words(options.lists)
    findings = list(check_all(options.day or dt.date.today()))
    for line in report(findings):
        print(line)
    return int(any(finding.severity == "error" for finding in findings))


def check_all(day: dt.date) -> Iterator[Finding]:
    """Apply all rules to the project as on `day`."""
    content, unreadable = read_content(KNOWLEDGE, LOCALES)
    yield from unreadable
    intents, unreadable = read_intents(ROOT / "domain.yml")
    yield from unreadable
    yield from check_content(content, intents, day)
    phrases, unreadable = heard.read(LOCALES, content.languages)
    yield from unreadable
    yield from heard.check(phrases)
    places, malformed = sayings.read(SAYINGS, intents)
    yield from malformed
    store = VectorStore(VECTORS, _no_encoder)
    yield from sayings.check(places, content.languages, store.missing, held_back)


def check_content(content: Content, intents: frozenset[str], day: dt.date) -> Iterator[Finding]:
    """Apply the rules for `knowledge/` and `locales/`."""
    situations = frozenset(intent.replace("_", "/", 1) for intent in intents if intent.startswith("urgent_"))
    yield from cards.check(content, figures.well_formed(content), day, situations)
    yield from figures.check(content, day)
    yield from interface.check(content)
    known, loans = romani.read_words(ROOT / romani.WORDS_FILE), romani.read_loans(ROOT / romani.LOANS_FILE)
    yield from romani.check(content, known, loans)


def read_intents(path: Path) -> tuple[frozenset[str], list[Finding]]:
    """Read the names of the intents from `domain.yml`."""
    findings: list[Finding] = []
    entries = (read_yaml(path, findings) or {}).get("intents") or ()
    return frozenset(next(iter(entry)) if isinstance(entry, dict) else str(entry) for entry in entries), findings


def rebuild_romani_words(lists: Path | None) -> int:
    """Write the list of Romani words anew; the exit status is 2 if the word lists are not there."""
    missing = [name for name in romani.LISTS if lists is None or not (lists / name).is_file()]
    if lists is None or missing:
        print(f"--romani-words needs --from FOLDER, a folder with {', '.join(romani.LISTS)}.")
        return 2
    content, _ = read_content(KNOWLEDGE, LOCALES)
    count = romani.rebuild_words(content, lists, ROOT / romani.WORDS_FILE)
    print(f"{romani.WORDS_FILE}: {count} words.")
    return 0


def _no_encoder() -> Encoder:
    raise RuntimeError("a check computes no vectors")
