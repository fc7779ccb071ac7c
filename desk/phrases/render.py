"""Fills the blanks of a phrase in a language and in German."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from desk.phrases.book import BLANK, Blank, Book, Phrase, load_book

BABEL_LOCALES = {"ro": "ro", "bg": "bg", "de": "de", "rom": "de"}
"""Romani has no CLDR data; dates and numbers are written as in German, as in bot/answer/knowledge.py."""
DATE_FORMATS = {"ro": "d MMMM y", "bg": "d MMMM y 'г.'", "de": "d. MMMM y", "rom": "dd.MM.yyyy"}
QUOTES = {"ro": ("„", "”"), "bg": ("„", "“"), "rom": ("„", "“")}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EMERGENCY = {"110": "110 (Polizei)", "112": "112 (Feuerwehr, Rettungsdienst)"}
"""Numbers that may be named to somebody in danger, with what the staff read."""

Values = Mapping[str, Any]
"""What the blanks hold, by their names: dates, times, Decimals for euros, keys of papers and offices, words."""


class BlankError(ValueError):
    """A blank is empty or holds what does not belong there."""

    def __init__(self, blank: Blank, message: str) -> None:
        super().__init__(message)
        self.blank = blank


@dataclass(frozen=True, slots=True)
class Rendered:
    """A phrase with its blanks filled."""

    text: str
    """What the person reads."""
    german: str
    """The same in German."""
    language: str


def render(phrase: Phrase, language: str, values: Values, book: Book | None = None) -> Rendered:
    """Fill a phrase.

    Args:
        phrase: the phrase.
        language: of the person: `ro`, `bg`, `rom` or `de`.
        values: of every blank, typed as `PhraseForm` gives them.
        book: where the names of papers and offices are looked up; the project's own without it.

    Raises:
        BlankError: a value is missing or of another kind; the message is German.
    """
    book = book or load_book()
    return Rendered(_filled(phrase, language, values, book), _filled(phrase, "de", values, book), language)


def joined(parts: Sequence[str], word: str) -> str:
    """Join parts as a sentence does: „a, b und c“."""
    return f" {word} ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _filled(phrase: Phrase, language: str, values: Values, book: Book) -> str:
    shown = {blank.name: _shown(blank, values.get(blank.name), language, book) for blank in phrase.blanks}
    text = BLANK.sub(lambda match: shown[match[1]], phrase.texts[language])
    return text.replace("г..", "г.")


def _shown(blank: Blank, value: Any, language: str, book: Book) -> str:
    match blank.kind, value:
        case _, None | "" | [] | ():
            raise BlankError(blank, f"Bitte ausfüllen: {blank.label}.")
        case "date", dt.date():
            return _date(value, language, book)
        case "time", dt.time():
            return f"{value.hour}:{value.minute:02}"
        case "weekday", str() if value in WEEKDAYS:
            return book.names(language, "weekday")[value]
        case "papers", [*keys] if all(key in book.names(language, "paper") for key in keys):
            return joined([book.names(language, "paper")[key] for key in keys], book.names(language, "word")["and"])
        case "office", str() if value in book.names(language, "office"):
            return book.names(language, "office")[value]
        case "euro", Decimal():
            pattern = "#,##0" if value == int(value) else "#,##0.00"
            return f"{format_decimal(value, format=pattern, locale=BABEL_LOCALES[language])} €"
        case "number", int():
            return str(value)
        case "emergency", str() if value in EMERGENCY:
            return value
        case "words", str():
            return _own_words(_one_line(value), language, book)
        case "place" | "person" | "phone", str():
            return _one_line(value)
    raise BlankError(blank, f"Das passt nicht in dieses Feld: {blank.label}.")


def _date(day: dt.date, language: str, book: Book) -> str:
    weekday = book.names(language, "weekday")[WEEKDAYS[day.weekday()]]
    return f"{weekday}, {format_date(day, format=DATE_FORMATS[language], locale=BABEL_LOCALES[language])}"


def _own_words(words: str, language: str, book: Book) -> str:
    """Words of the staff stand in quotation marks, and the person is told that they are not translated."""
    words = words.rstrip(".")
    if language == "de":
        return words
    opening, closing = QUOTES[language]
    return f"{opening}{words}{closing} ({book.names(language, 'word')['untranslated']})"


def _one_line(text: str) -> str:
    return " ".join(text.split())
