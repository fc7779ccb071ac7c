"""The cards of one language and topic for a native reader: each text with the German one beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.answer.cards import LIST_PARTS, Card, Locale
from bot.answer.knowledge import Knowledge
from bot.answer.render import Renderer

GERMAN = "de"
_PARTS = {"title": "Titel", "short": "Antwort", "more": "Mehr", "steps": "Schritte", "bring": "Mitbringen", "never": "Nie"}
"""The parts of a card that are read, with their German names."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One text in two languages, with its figures filled in."""

    part: str
    text: str
    german: str


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One card as the reader sees it."""

    card_id: str
    checked: bool
    pairs: tuple[Pair, ...]
    terms: tuple[Pair, ...]


def cards_to_read(
    knowledge: Knowledge, locales: Mapping[str, Locale], language: str, topic: str, day: dt.date
) -> Iterator[ReviewCard]:
    """Yield the cards of a topic in the order of their file.

    Args:
        knowledge: for figures and phone numbers.
        locales: the cards by language.
        language: which is to be read.
        topic: a topic of the catalogue, or `urgent`.
        day: on which the figures are to hold.
    """
    locale, german = locales[language], locales[GERMAN]
    for card_id, card in locale.cards.items():
        if card_id.split("/")[0] != topic:
            continue
        texts = _texts(card, Renderer(knowledge, locale), day)
        beside = _texts(german.cards[card_id], Renderer(knowledge, german), day)
        yield ReviewCard(
            card_id,
            card.checked,
            tuple(Pair(name, text, beside.get(name, "")) for name, text in texts.items()),
            tuple(Pair(term, locale.terms[term], german.terms[term]) for term in card.terms if term in locale.terms),
        )


def _texts(card: Card, renderer: Renderer, day: dt.date) -> dict[str, str]:
    texts = {_PARTS["title"]: card.title}
    for field in ("short", "more"):
        if text := getattr(card, field):
            texts[_PARTS[field]] = renderer.filled(card, text, day)
    for part in LIST_PARTS:
        for number, item in enumerate(card.items(part), start=1):
            texts[f"{_PARTS[part]} {number}"] = renderer.filled(card, item, day)
    return texts
