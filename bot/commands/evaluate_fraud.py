"""Measures the fraud check on its corpus: frauds must not be called harmless, and ordinary messages not frauds.

Where the text shows no sign, up to four questions follow, unless something speaks for the message: only then it is called
harmless at once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import yaml
from rich.console import Console
from rich.table import Table

from actions.rules.fraud.signs import Finding, find_signs
from actions.rules.fraud.verdict import Verdict, judge
from bot.channels.door import masked
from bot.settings import ROOT

CORPUS = ROOT / "tests" / "actions" / "fraud"
FRAUD, HARMLESS = "fraud", "harmless"
_UNSEEN = "_unseen"
"""Files whose name ends so are held back whole."""
_SHARE_HELD_BACK = 4
"""One text of so many was never looked at when words and weights were chosen."""


class Result(StrEnum):
    """What a person is told who has sent a text."""

    LIKELY = "likely"
    CAREFUL = "careful"
    ASKS = "asks"
    NONE = "none"


_TITLES = {
    Result.LIKELY: "likely fraud",
    Result.CAREFUL: "careful",
    Result.ASKS: "asks",
    Result.NONE: "no sign, at once",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A text of the corpus.

    Args:
        language: the folder in which it stands.
        kind: `fraud` or `harmless`.
        text: the message.
        held_back: whether it was kept from tuning; hangs on its wording alone.
    """

    language: str
    kind: str
    text: str
    held_back: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--part", choices=("all", "tuned", "held-back"), default="all", help="which texts; all by default")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.add_argument(
        "--mistakes", action="store_true", help="print the texts that were judged wrongly; not for the held-back ones"
    )


def run(options: argparse.Namespace) -> int:
    """Judge all texts and print the table by language."""
    samples = [sample for sample in read_corpus() if options.part in ("all", "held-back" if sample.held_back else "tuned")]
    counts = measure(samples)
    if options.json:
        json.dump({"/".join(key): dict(count) for key, count in counts.items()}, sys.stdout, indent=1)
        print()
        return 0
    show(counts)
    if options.mistakes:
        for sample in samples:
            result = judged(sample.text)
            missed = result in (Result.ASKS, Result.NONE)
            if not sample.held_back and (missed if sample.kind == FRAUD else result is Result.LIKELY):
                print(sample.language, sample.kind, result, "+".join(_signs(sample.text)) or "-", sample.text, sep="\t")
    return 0


def read_corpus() -> Iterator[Sample]:
    """Yield all texts of the corpus, by language and kind."""
    for path in sorted(CORPUS.glob("*/*.yml")):
        unseen = path.stem.endswith(_UNSEEN)
        for text in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield Sample(path.parent.name, path.stem.partition("_")[0], text, unseen or is_held_back(text))


def is_held_back(text: str) -> bool:
    """Whether a text is kept from tuning."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % _SHARE_HELD_BACK == 0


def judged(text: str) -> Result:
    """Return what is said of a text, as the door lets it in, before any question is answered."""
    judgement = judge(finding.sign for finding in _findings(text))
    if judgement.verdict is Verdict.NONE and not judgement.harmless:
        return Result.ASKS
    return Result(judgement.verdict)


def _signs(text: str) -> list[str]:
    return [finding.sign.id for finding in _findings(text)]


def _findings(text: str) -> list[Finding]:
    return find_signs(masked(text), dt.date.today())


def measure(samples: list[Sample]) -> dict[tuple[str, str], Counter[Result]]:
    """Return how often each result was given, by language and kind."""
    counts: dict[tuple[str, str], Counter[Result]] = {}
    for sample in samples:
        counts.setdefault((sample.language, sample.kind), Counter())[judged(sample.text)] += 1
    return counts


def show(counts: dict[tuple[str, str], Counter[Result]]) -> None:
    """Print the table."""
    table = Table(title="fraud check: the text alone, before any question")
    for title in ("language", "frauds", *_TITLES.values(), "ordinary", *_TITLES.values()):
        table.add_column(title, justify="right")
    for language in sorted({language for language, _ in counts}):
        cells = []
        for kind in (FRAUD, HARMLESS):
            count = counts.get((language, kind), Counter())
            total = count.total()
            cells += [str(total), *(f"{count[result] / total:.1%}" if total else "" for result in Result)]
        table.add_row(language, *cells)
    Console(width=120).print(table)
