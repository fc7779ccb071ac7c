"""Measured figures in documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.reports.figures import figure_tables, write_figures
from bot.understand.reader import Reading
from bot.understand.scores import Question, Scores, score

READINGS = {
    "kaution?": ("tenancy/deposit", 0.9),
    "kita kosten": ("childcare/lunch", 0.8),
    "essen kita": ("childcare/lunch", 0.35),
    "wetter": ("out_of_scope", 0.9),
    "fußball": ("tenancy/deposit", 0.65),
}
QUESTIONS = [
    Question("de", "tenancy/deposit", "kaution?", style="short"),
    Question("de", "childcare/cost", "kita kosten", style="short"),
    Question("ro", "childcare/lunch", "essen kita", style="story"),
    Question("de", "out_of_scope", "wetter"),
    Question("de", "out_of_scope", "fußball"),
]


def read(text: str) -> Reading:
    """A reader that answers from READINGS and gives a card from 0.5 on."""
    card, probability = READINGS[text]
    rest = [(name, 0.0) for name in ("x/a", "x/b", "x/c", "x/d")]
    decision = "answer" if probability >= 0.5 else "offer"
    return Reading(
        text=text, language="de", language_confidence=1.0, decision=decision, cards=((card, probability), *rest),
        urgent=None, entities=(), exactly="de",
    )  # fmt: skip


@pytest.fixture
def scores() -> Scores:
    """Scores of QUESTIONS."""
    return score(QUESTIONS, read)


def test_tables_stand_between_their_marks_and_the_rest_stays(scores: Scores, tmp_path: Path) -> None:
    # given a document with places for two tables, one of them filled long ago
    document = tmp_path / "a.md"
    document.write_text(
        "before\n<!-- figures: language -->\nold\n<!-- end of figures -->\nbetween\n"
        "<!-- figures: confusions -->\n<!-- end of figures -->\nafter\n"
    )
    # when the figures are written, twice
    write_figures(scores, document)
    write_figures(scores, document)
    # then both tables are new, stand there once, and the text around them is as it was
    lines = document.read_text().splitlines()
    assert [lines[0], lines[-1], lines.count("between")] == ["before", "after", 1]
    assert "old" not in lines
    assert "| childcare/cost | childcare/lunch | 1 |" in lines
    assert sum(line.startswith("| all | 5 | 66.7% |") for line in lines) == 1


@pytest.mark.parametrize("text", ["nothing here\n", "<!-- figures: weather -->\n<!-- end of figures -->\n"])
def test_a_document_without_a_place_or_with_an_unknown_table_is_refused(scores: Scores, tmp_path: Path, text: str) -> None:
    document = tmp_path / "a.md"
    document.write_text(text)
    with pytest.raises(ValueError, match=r"a\.md"):
        write_figures(scores, document)


def test_a_share_of_nothing_is_a_dash(scores: Scores) -> None:
    # given no question that is out of scope in Romanian, then its share is not told as zero
    row = next(line for line in figure_tables(scores)["language"] if line.startswith("| ro "))
    assert "–" in row


def test_thresholds_trade_answers_for_mistakes(scores: Scores) -> None:
    # given three real questions, of which one is answered wrongly at 0.8, and football, which is answered at 0.65
    rows = figure_tables(scores)["thresholds"][2:]
    # then a low threshold answers all of them, and a high one only what is sure
    assert rows[0] == "| 0.30 | 100.0% | 33.3% | 50.0% |"
    assert rows[-1] == "| 0.90 | 33.3% | 0.0% | 0.0% |"
