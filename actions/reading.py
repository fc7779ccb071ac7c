"""Reads typed answers: numbers, and which of a few choices is meant. Dates: `reading_dates.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from bot.understand.quantities import number_of
from bot.understand.spelling import spelling_key

_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[. ']\d{3})+(?:,\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)")
_MOST_WORDS = 8
"""A longer text is more than the answer to a question with buttons."""
_STEM = 5
"""Words of which so many first letters are alike count as the same word in another form."""


def read_number(text: str) -> Decimal | None:
    """Return the only number in a text: `1.250,50 €`, `1250.5`, `zwei`; None if there is none or more than one.

    A point before three digits parts thousands, as written in Germany, Romania and Bulgaria.
    """
    found = {_number(match[0]) for match in _NUMBER.finditer(text)}
    if not found:
        found = {Decimal(number) for word in text.split() if (number := number_of(spelling_key(word))) is not None}
    return found.pop() if len(found) == 1 else None


def _number(written: str) -> Decimal | None:
    thousands = re.sub(r"[. '](?=\d{3}(?:\D|$))", "", written)
    try:
        return Decimal(thousands.replace(",", "."))
    except InvalidOperation:
        return None


def read_choice(text: str, choices: Mapping[str, Sequence[str]]) -> str | None:
    """Return which choice is meant, or None when it is none of them or more than one.

    Args:
        text: what the person wrote: the number of the choice, or words of it.
        choices: by value, the ways to say it: titles of the button in all languages.
    """
    stripped = text.strip().strip(".)")
    if stripped.isdigit():
        position = int(stripped)
        return list(choices)[position - 1] if 1 <= position <= len(choices) else None
    said = spelling_key(text).split()
    if not 0 < len(said) <= _MOST_WORDS:
        return None
    exact = [value for value, titles in choices.items() if any(spelling_key(title).split() == said for title in titles)]
    if exact:
        return exact[0]
    scores = {value: max((_likeness(said, title) for title in titles), default=0.0) for value, titles in choices.items()}
    best = max(scores.values(), default=0.0)
    meant = [value for value, score in scores.items() if score == best]
    return meant[0] if best > 0 and len(meant) == 1 else None


def says(text: str, phrases: Sequence[str]) -> bool:
    """Tell whether a short text says one of the phrases, in any of our spellings."""
    said = f" {spelling_key(text)} "
    keys = [spelling_key(phrase) for phrase in phrases]
    return len(said.split()) <= _MOST_WORDS and any(f" {key} " in said for key in keys if key)


def _likeness(said: Sequence[str], title: str) -> float:
    """The sum of the lengths of the words in common; short words say nothing."""
    words = [word for word in spelling_key(title).split() if len(word) > 2]
    return sum(float(len(word)) for word in set(said) if len(word) > 2 and any(_same(word, other) for other in words))


def _same(one: str, other: str) -> bool:
    return one == other or (len(one) >= _STEM and len(other) >= _STEM and one[:_STEM] == other[:_STEM])
