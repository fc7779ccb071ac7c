"""Which card exists in which language, who has read it, how well it is heard, and until when its figures hold."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.answer.cards import Card, Locale
from bot.answer.knowledge import Figure, Knowledge
from bot.understand.sayings import Saying, card_id
from bot.understand.scores import Score, Scores, card_group

State = Literal["missing", "draft", "checked"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One card in one language."""

    state: State
    sayings: int
    measured: int
    """Sayings held back for measuring; 0 if nothing was measured."""
    right_first: float | None
    """Share of the measured sayings that lead to this card first, 0 to 1."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One value of a figure that a card names."""

    name: str
    value: str
    law: str | None
    valid_from: dt.date | None
    valid_until: dt.date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One card in all languages."""

    card_id: str
    title: str
    cells: Mapping[str, Cell]
    figures: tuple[FigureRow, ...]


def rows(
    knowledge: Knowledge, locales: Mapping[str, Locale], sayings: Iterable[Saying], scores: Scores | None = None
) -> dict[str, list[Row]]:
    """Return the rows by topic, in the order of the catalogue; the urgent situations come last.

    Args:
        knowledge: catalogue and figures.
        locales: the cards by language.
        sayings: all there are.
        scores: what `evaluate` measured, if it was run.
    """
    counts = Counter((card_id(saying.intent), saying.language) for saying in sayings)
    urgent = [key for key in knowledge.cards if key.startswith("urgent/")]
    table: dict[str, list[Row]] = {topic: [] for topic in (*knowledge.topics, "urgent")}
    for key in (*knowledge.questions, *urgent):
        question = knowledge.questions.get(key)
        cells = {
            language: _cell(locale.cards.get(key), counts[key, language], _score(scores, language, key))
            for language, locale in locales.items()
        }
        title = question.title_de if question else locales["de"].cards[key].title
        table[key.split("/")[0]].append(Row(key, title, cells, tuple(_figures(knowledge, key))))
    return table


def _score(scores: Scores | None, language: str, card: str) -> Score | None:
    return scores.by["card"].get(card_group(language, card)) if scores else None


def _cell(card: Card | None, sayings: int, score: Score | None) -> Cell:
    state: State = "missing" if card is None else "checked" if card.checked else "draft"
    if score is None:
        return Cell(state, sayings, 0, None)
    asked, right = (score.urgent, score.urgent_exact) if score.urgent else (score.asked, score.first)
    return Cell(state, sayings, asked, right / asked if asked else None)


def _figures(knowledge: Knowledge, card: str) -> Iterable[FigureRow]:
    topic, _, name = card.partition("/")
    for key, figure in knowledge.figures.items():
        if key.startswith(f"{topic}:{name}."):
            for value in figure.values:
                yield FigureRow(
                    key.partition(":")[2], _shown(figure, value.valid_from, value.valid_until), value.law,
                    value.valid_from, value.valid_until, value.confidence,
                )  # fmt: skip


def _shown(figure: Figure, valid_from: dt.date | None, valid_until: dt.date | None) -> str:
    day = valid_from or valid_until or dt.date.today()
    return f"{figure.shown(day, 'de')} ({figure.unit})" if figure.unit in _BARE else figure.shown(day, "de")


_BARE = frozenset({"count", "days", "weeks", "months", "years", "hours", "minutes", "age"})
"""Units whose values are shown as a bare number on a card."""
