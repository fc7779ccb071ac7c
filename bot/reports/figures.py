"""Writes measured figures into documents, between two marks, so that nobody copies them by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.understand.scores import Score, Scores, tradeoffs

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
"""What is shown of `Score.shares`, with the title of its column."""
_MARK = re.compile(r"(<!-- figures: (?P<name>\w+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def write_figures(scores: Scores, path: Path) -> None:
    """Replace every table between `<!-- figures: NAME -->` and `<!-- end of figures -->` in a document.

    Raises:
        ValueError: the document has no such place, or names a table that does not exist.
    """
    tables = figure_tables(scores)
    text = path.read_text(encoding="utf-8")
    names = [match["name"] for match in _MARK.finditer(text)]
    if not names or (unknown := set(names) - set(tables)):
        raise ValueError(f"{path} has no place for figures" if not names else f"{path}: no table is called {unknown}")
    path.write_text(_MARK.sub(lambda match: match[1] + "\n".join([*tables[match["name"]], match[3]]), text), encoding="utf-8")


def figure_tables(scores: Scores) -> dict[str, list[str]]:
    """Return all tables as lines of Markdown, by name."""
    return {
        "language": _groups("language", {**scores.by["language"], "all": scores.total}),
        "style": _groups("language and style", scores.by["style"]),
        "topic": _groups("language and topic", scores.by["topic"]),
        "confusions": _rows(("asked", "heard", "times"), [(a, h, str(n)) for (a, h), n in scores.confusions.most_common(25)]),
        "thresholds": _rows(
            ("certainty", "answered", "wrong card given", "out of scope answered"),
            [
                (f"{row.threshold:.2f}", f"{row.answered:.1%}", f"{row.wrong:.1%}", f"{row.out_of_scope_answered:.1%}")
                for row in tradeoffs(scores)
            ],
        ),
    }


def cells(score: Score) -> list[str]:
    """Return one score as the cells of a table with `COLUMNS`; a share of nothing is a dash."""
    shares = score.shares()
    return [str(shares[key]) if key == "questions" else "–" if shares[key] is None else f"{shares[key]:.1%}" for key in COLUMNS]


def _groups(kind: str, scores: Mapping[str, Score]) -> list[str]:
    return _rows((kind, *COLUMNS.values()), [[name, *cells(score)] for name, score in sorted(scores.items(), key=_all_last)])


def _all_last(item: tuple[str, Score]) -> tuple[bool, str]:
    return item[0] == "all", item[0]


def _rows(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|", *(f"| {' | '.join(row)} |" for row in rows)]
