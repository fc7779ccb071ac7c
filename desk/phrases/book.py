"""The phrases of `locales/<lang>/_phrases.yml`: sentences with blanks that the desk sends in the language of the person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from desk.texts import LANGUAGES, LOCALES

Kind = Literal[
    "date", "time", "weekday", "place", "person", "papers", "office", "euro", "number", "phone", "emergency", "words"
]  # fmt: skip
"""What may stand in a blank. The name of a blank is its kind, with a suffix when a phrase has two: `time`, `time_from`."""

LABELS: Mapping[str, str] = {
    "date": "Datum",
    "date_a": "Datum A",
    "date_b": "Datum B",
    "time": "Uhrzeit",
    "time_a": "Uhrzeit A",
    "time_b": "Uhrzeit B",
    "time_from": "Von",
    "time_to": "Bis",
    "weekday": "Wochentag",
    "place": "Adresse",
    "place_here": "Adresse",
    "person": "Name",
    "person_here": "Name",
    "papers": "Papiere",
    "office": "Stelle",
    "euro": "Betrag in Euro",
    "number": "Zahl",
    "phone": "Telefonnummer",
    "phone_here": "Telefonnummer",
    "emergency": "Notruf",
    "words": "Eigene Worte",
}
"""What a blank is called at the desk."""

GROUPS_FILE = Path(__file__).with_name("groups.yml")
BLANK = re.compile(r"\{(\w+)\}")

Table = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a phrase that the staff fill."""

    name: str

    @property
    def kind(self) -> Kind:
        """What may stand in it."""
        kind = self.name.partition("_")[0]
        if kind not in get_args(Kind):
            raise ValueError(f"No kind of blank is called {self.name}.")
        return kind  # type: ignore[return-value]

    @property
    def label(self) -> str:
        """What it is called at the desk."""
        return LABELS[self.name]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in all languages. Its id is `<group>/<name>`."""

    id: str
    texts: Mapping[str, str]
    """By language, with the blanks in braces."""
    blanks: tuple[Blank, ...]
    """In the order of the German text."""

    @property
    def group(self) -> str:
        """Key of the group to which it belongs."""
        return self.id.partition("/")[0]

    @property
    def german(self) -> str:
        """The German text with its blanks in braces."""
        return self.texts["de"]

    @property
    def label(self) -> str:
        """The German text as the staff choose it: „Telefon: [Telefonnummer].“."""
        return BLANK.sub(lambda match: f"[{LABELS[match[1]]}]", self.german)


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that belong together, with the title of their group."""

    key: str
    title: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All phrases, and the lists from which blanks are filled."""

    groups: tuple[Group, ...]
    tables: Mapping[str, Table]
    """By language, the lists `paper`, `office`, `weekday` and `word`: key to name."""

    def phrase(self, phrase_id: str) -> Phrase:
        """Return a phrase.

        Raises:
            KeyError: there is none with this id.
        """
        for group in self.groups:
            for phrase in group.phrases:
                if phrase.id == phrase_id:
                    return phrase
        raise KeyError(phrase_id)

    def names(self, language: str, table: str) -> Mapping[str, str]:
        """Return a list, `paper` or `office` for example, in a language."""
        return self.tables[language][table]


@cache
def load_book(locales: Path = LOCALES) -> Book:
    """Read all phrases once.

    Raises:
        KeyError: a phrase is missing in a language; `python -m bot check` says which.
    """
    tables: dict[str, Table] = {language: _read(locales / language / "_phrases.yml") for language in LANGUAGES}
    titles: Mapping[str, str] = _read(GROUPS_FILE)
    return Book(tuple(_group(key, title, tables) for key, title in titles.items()), tables)


def _group(key: str, title: str, tables: Mapping[str, Table]) -> Group:
    phrases = []
    for name, german in tables["de"][key].items():
        texts = {language: table[key][name] for language, table in tables.items()}
        blanks = tuple(Blank(found) for found in dict.fromkeys(BLANK.findall(german)))
        phrases.append(Phrase(f"{key}/{name}", texts, blanks))
    return Group(key, title, tuple(phrases))


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
