"""What is true, in no language: the catalogue, figures with their dates, contacts, from `knowledge/`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from babel.dates import format_date
from babel.numbers import format_decimal

from bot.settings import KNOWLEDGE

Confidence = Literal["high", "medium", "low"]
NOT_TOPICS = {"catalogue", "contacts", "checks", "rules", "scam_signs"}
"""Files of `knowledge/` that hold no cards' figures."""

_FORMATS = {"eur": "{} €", "percent": "{} %", "m2": "{} m²", "celsius": "{} °C"}
_BABEL_LOCALES = {"ro": "ro", "bg": "bg", "de": "de", "rom": "de"}
"""Romani has no CLDR data; numbers are written as in German."""


class FigureExpired(LookupError):
    """No value of this figure holds on the day in question."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a figure with its law and the days on which it holds (both ends included)."""

    value: Any
    law: str | None
    source: str | None
    confidence: Confidence
    checked: str
    valid_from: dt.date | None
    valid_until: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the value is in force on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, date or time that cards name by `{card.name}`, with all its values over time."""

    key: str
    unit: str
    fact: str
    values: tuple[Value, ...]

    def on(self, day: dt.date) -> Value:
        """Return the value in force on `day`.

        Raises:
            FigureExpired: none is; the card must then say so instead of showing a number.
        """
        for value in self.values:
            if value.holds_on(day):
                return value
        raise FigureExpired(self.key)

    def shown(self, day: dt.date, language: str) -> str:
        """Return the value in force on `day` as text in the habit of `language`.

        Raises:
            FigureExpired: as `on`.
        """
        value = self.on(day).value
        locale = _BABEL_LOCALES.get(language, "de")
        if self.unit == "date":
            return format_date(dt.date.fromisoformat(str(value)), format="dd.MM.yyyy", locale=locale)
        if self.unit in ("time", "year") or isinstance(value, str):
            return str(value)
        decimals = "#,##0.00" if self.unit == "eur" and value != int(value) else "#,##0.##"
        return _FORMATS.get(self.unit, "{}").format(format_decimal(value, format=decimals, locale=locale))


@dataclass(frozen=True, slots=True)
class Source:
    """Where the content of a card comes from."""

    law: str | None
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What stands behind a card in every language."""

    facts: tuple[str, ...]
    sources: tuple[Source, ...]
    as_of: dt.date
    hand_over_when: str

    @property
    def needs_person(self) -> bool:
        """Whether the matter nearly always needs a person of the centre: its rule begins with (Almost) always."""
        return self.hand_over_when.lower().startswith(("always", "almost always"))


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who helps. `None` means: not established, never guess."""

    key: str
    name: str
    phone: tuple[str, ...]
    url: str | None
    hours: str | None
    cost: str | None
    languages: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the catalogue."""

    id: str
    title_de: str
    need: str
    neighbours: tuple[str, ...]

    @property
    def topic(self) -> str:
        """The part before the slash."""
        return self.id.split("/")[0]


@dataclass(frozen=True)
class Knowledge:
    """Everything in `knowledge/` that answers need."""

    topics: Mapping[str, str]
    """Topic to its icon, in the order of the catalogue."""
    questions: Mapping[str, Question]
    dialogue: tuple[str, ...]
    cards: Mapping[str, CardFacts]
    """By catalogue id or `urgent/<situation>`."""
    figures: Mapping[str, Figure]
    """By `<topic>:<card>.<name>`."""
    contacts: Mapping[str, Contact]
    checks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The guided checks that are offered under a card or a topic, by its id: payloads without their prefix."""


def intent_of(card_id: str) -> str:
    """Return the Rasa intent of a catalogue id: `tenancy/deposit` -> `tenancy_deposit`."""
    return card_id.replace("/", "_", 1)


@lru_cache(maxsize=1)
def load_knowledge(root: Path = KNOWLEDGE) -> Knowledge:
    """Read `knowledge/` once.

    Raises:
        ValueError: a file does not have the form; the message names file and key.
    """
    catalogue = _read(root / "catalogue.yml")
    cards: dict[str, CardFacts] = {}
    figures: dict[str, Figure] = {}
    for path in topic_files(root):
        content = _read(path)
        topic = path.stem
        for name, card in content["cards"].items():
            cards[f"{topic}/{name}"] = _card_facts(card)
        for name, figure in (content.get("figures") or {}).items():
            try:
                figures[f"{topic}:{name}"] = _figure(f"{topic}:{name}", figure)
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path}: figure {name}: {error!r}") from error
    return Knowledge(
        topics={topic: entry["icon"] for topic, entry in catalogue["topics"].items()},
        questions={
            entry["id"]: Question(entry["id"], entry["de"], entry["need"], tuple(entry.get("not", ())))
            for entry in catalogue["questions"]
        },
        dialogue=tuple(entry["id"] for entry in catalogue["dialogue"]),
        cards=cards,
        figures=figures,
        contacts={key: _contact(key, entry) for key, entry in _read(root / "contacts.yml").items()},
        checks={card_id: tuple(entry) for card_id, entry in _read(root / "checks.yml").items()},
    )


def topic_files(root: Path = KNOWLEDGE) -> Iterator[Path]:
    """Yield the files of `knowledge/` that hold figures and sources of cards, one a topic."""
    return (path for path in sorted(root.glob("*.yml")) if path.stem not in NOT_TOPICS)


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _card_facts(entry: dict[str, Any]) -> CardFacts:
    return CardFacts(
        facts=tuple(entry["facts"]),
        sources=tuple(Source(s.get("law"), s["title"], s.get("url")) for s in entry["sources"]),
        as_of=_date(entry["as_of"]) or dt.date.min,
        hand_over_when=entry["hand_over_when"],
    )


def _figure(key: str, entry: dict[str, Any]) -> Figure:
    values = tuple(
        Value(
            value=value["value"],
            law=value.get("law"),
            source=value.get("source"),
            confidence=value["confidence"],
            checked=value["checked"],
            valid_from=_date(value["from"]),
            valid_until=_date(value["until"]),
        )
        for value in entry["values"]
    )
    return Figure(key, entry["unit"], entry["fact"], values)


def _contact(key: str, entry: dict[str, Any]) -> Contact:
    phone = entry["phone"]
    hours = entry["hours"]
    return Contact(
        key=key,
        name=entry["name"],
        phone=() if phone is None else tuple(phone) if isinstance(phone, list) else (str(phone),),
        url=entry["url"],
        hours=hours["text"] if isinstance(hours, dict) else hours,
        cost=entry["cost"],
        languages=tuple(entry["languages"] or ()),
        confidence=entry["confidence"],
    )


def _date(value: str | dt.date | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
