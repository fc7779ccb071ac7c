"""Cards and the strings of the interface, as they stand in `locales/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.settings import LOCALES

Part = Literal["short", "more", "steps", "bring", "never", "who", "source", "simple"]
LIST_PARTS: tuple[Part, ...] = ("steps", "bring", "never")
PARTS: tuple[Part, ...] = ("more", "steps", "bring", "never", "who", "source")
"""The parts behind the short answer, in the order of their buttons."""

NEXT_CARDS = 2
"""So many of a card's `next` are shown as buttons under it."""

PLACEHOLDER = re.compile(r"\{([a-z0-9_.:]+)\}")


@dataclass(frozen=True, slots=True)
class Card:
    """One reviewed answer in one language. Texts hold placeholders, never figures."""

    id: str
    title: str
    short: str
    more: str | None
    steps: tuple[str, ...]
    bring: tuple[str, ...]
    never: tuple[str, ...]
    who: tuple[str, ...]
    terms: tuple[str, ...]
    next: tuple[str, ...]
    checked: bool
    """Whether a native speaker has read it."""

    def texts(self) -> list[str]:
        """Return all texts of the card, for checks."""
        return [self.title, self.short, *([self.more] if self.more else []), *self.steps, *self.bring, *self.never]

    def items(self, part: Part) -> tuple[str, ...]:
        """Return the texts of a part that is a list."""
        return {"steps": self.steps, "bring": self.bring, "never": self.never}[part]

    def has(self, part: Part) -> bool:
        """Tell whether there is anything to show for `part`."""
        if part == "more":
            return bool(self.more or self.terms)
        return part in ("source", "short", "simple") or bool(self.who if part == "who" else self.items(part))


@dataclass(frozen=True)
class Locale:
    """All that is said in one language."""

    language: str
    own_name: str
    cards: Mapping[str, Card]
    """By catalogue id or `urgent/<situation>`."""
    ui: Mapping[str, str]
    """Flat: `button.more`, `text.greet`."""
    terms: Mapping[str, str]
    """German word -> gloss."""
    contacts: Mapping[str, str]
    """Contact key -> what they do."""
    checks: Mapping[str, str] = field(default_factory=dict)
    """Texts of the guided checks, flat: `until_when.came`."""


@lru_cache(maxsize=1)
def load_locales(root: Path = LOCALES) -> Mapping[str, Locale]:
    """Read `locales/` once; the order is that of `languages.yml`.

    Raises:
        KeyError: a file lacks a key that every language must have.
    """
    languages = _read(root / "languages.yml")
    return {language: _locale(root / language, entry["name"]) for language, entry in languages.items()}


@lru_cache(maxsize=1)
def load_foreign(root: Path = LOCALES) -> Mapping[str, Mapping[str, str]]:
    """Return what is said to people who write in a language that has no cards, by language."""
    content: dict[str, dict[str, str]] = _read(root / "_foreign.yml")
    return content


@lru_cache(maxsize=1)
def load_spoken(root: Path = LOCALES) -> Mapping[str, str]:
    """Return what languages are called by those who speak them, by code: more than those in which Drom answers."""
    content: dict[str, dict[str, str]] = _read(root / "_spoken.yml")
    return {code: entry["name"] for code, entry in content.items()}


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _locale(folder: Path, own_name: str) -> Locale:
    cards: dict[str, Card] = {}
    for path in sorted(folder.glob("[!_]*.yml")):
        for name, entry in _read(path)["cards"].items():
            cards[f"{path.stem}/{name}"] = _card(f"{path.stem}/{name}", entry)
    terms, contacts = _read(folder / "_terms.yml"), _read(folder / "_contacts.yml")
    return Locale(folder.name, own_name, cards, _flat(folder / "_ui.yml"), terms, contacts, _flat(folder / "_checks.yml"))


def _flat(path: Path) -> dict[str, str]:
    return {f"{group}.{key}": text for group, texts in _read(path).items() for key, text in texts.items()}


def _card(card_id: str, entry: dict[str, Any]) -> Card:
    return Card(
        id=card_id,
        title=entry["title"],
        short=entry["short"],
        more=entry.get("more"),
        steps=tuple(entry.get("steps") or ()),
        bring=tuple(entry.get("bring") or ()),
        never=tuple(entry.get("never") or ()),
        who=tuple(entry.get("who") or ()),
        terms=tuple(entry.get("terms") or ()),
        next=tuple(entry.get("next") or ()),
        checked=entry["review"]["state"] == "checked",
    )
