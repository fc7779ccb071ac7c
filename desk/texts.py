"""German names of cards, topics, towns and languages, read from `locales/` and `knowledge/`: for choosing and for showing."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from desk.environment import ROOT

LOCALES = ROOT / "locales"
KNOWLEDGE = ROOT / "knowledge"

LANGUAGES: Mapping[str, str] = {"ro": "Rumänisch", "bg": "Bulgarisch", "rom": "Romani", "de": "Deutsch"}
"""Languages of the assistant by code, as they are called in German."""

PARTS: Mapping[str, str] = {
    "short": "Kurze Antwort",
    "more": "Mehr dazu",
    "steps": "Was tun?",
    "bring": "Was mitbringen?",
    "never": "Das nie tun",
    "who": "Wer hilft?",
    "source": "Quelle und Datum",
}
"""Parts of a card in the order in which the bot shows them (bot/answer/cards.py)."""

_DIALOGUE: Mapping[str, str] = {
    "greet": "Begrüßung",
    "goodbye": "Abschied",
    "thanks": "Dank",
    "affirm": "Ja",
    "deny": "Nein",
    "help": "Fragt, was der Assistent kann",
    "bot_challenge": "Fragt, ob ein Mensch antwortet",
    "change_language": "Möchte eine andere Sprache",
    "human": "Möchte mit einem Menschen sprechen",
    "find_ki": "Fragt nach dem Integrationszentrum",
    "privacy": "Fragt nach dem Datenschutz",
    "delete_data": "Möchte alles löschen",
    "repeat": "Hat es nicht verstanden",
    "complaint": "Beschwert sich",
    "out_of_scope": "Anderes Thema",
    "place": "Nennt einen Ort",
    "topic": "Wählt ein Thema",
    "language_chosen": "Wählt eine Sprache",
}


_FOLLOW = "follow_"
"""Intents that ask for a part of the card before."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language in which somebody at a centre may speak."""

    name: str
    """As its speakers call it."""
    german: str


@dataclass(frozen=True, slots=True)
class GermanCard:
    """What the desk knows of a card, to find and choose it. Figures are still placeholders: the bot fills them."""

    id: str
    title: str
    topic: str
    parts: tuple[str, ...]
    """The parts that it has, keys of `PARTS`."""
    search: str
    """Everything to search in, in lower case."""


@lru_cache(maxsize=1)
def cards() -> Mapping[str, GermanCard]:
    """Return all cards by catalogue id or `urgent/<situation>`."""
    found: dict[str, GermanCard] = {}
    for path in sorted((LOCALES / "de").glob("[!_]*.yml")):
        for name, entry in _read(path)["cards"].items():
            card_id = f"{path.stem}/{name}"
            found[card_id] = GermanCard(
                card_id,
                entry["title"],
                path.stem,
                _parts(entry),
                f"{entry['title']} {topic_title(path.stem)} {entry['short']}".lower(),
            )
    return found


def card_title(card_id: str | None) -> str:
    """Return the German title of a card, of a question that has no card yet, or the id itself."""
    if not card_id:
        return ""
    if card := cards().get(card_id):
        return card.title
    return _questions().get(card_id, card_id)


def intent_title(intent: str) -> str:
    """Return what Rasa's intent stands for in German: `tenancy_deposit` is the card `tenancy/deposit`."""
    if intent in _DIALOGUE:
        return _DIALOGUE[intent]
    if intent.startswith(_FOLLOW):
        return f"Fragt weiter: {PARTS.get(intent.removeprefix(_FOLLOW), 'mehr dazu')}"
    return card_title(intent.replace("_", "/", 1))


def find_cards(words: str, topic: str = "") -> list[GermanCard]:
    """Return the cards that hold every word (in title, topic or answer), those with the words in the title first.

    Args:
        words: what somebody has typed; nothing means all.
        topic: only cards of this topic.
    """
    wanted = words.lower().split()
    found = [
        card for card in cards().values() if (not topic or card.topic == topic) and all(word in card.search for word in wanted)
    ]
    return sorted(found, key=lambda card: (not all(word in card.title.lower() for word in wanted), card.title.lower()))


@lru_cache(maxsize=1)
def topics() -> Mapping[str, str]:
    """Return the topics with their German titles, in the order of the catalogue, urgent help last."""
    content: dict[str, str] = _read(LOCALES / "de" / "_ui.yml")["topic"]
    return content


def topic_title(topic: str | None) -> str:
    """Return the German title of a topic; without one: „Ohne Thema“."""
    return topics().get(topic, topic) if topic else "Ohne Thema"


def language_name(code: str | None) -> str:
    """Return a language's German name."""
    return LANGUAGES.get(code or "", code or "unbekannt")


@lru_cache(maxsize=1)
def places() -> Mapping[str, str]:
    """Return the municipalities of North Rhine-Westphalia by official key."""
    return {row["ags"]: row["name"] for row in _municipalities()}


def place_name(ags: str | None, said: str | None = None) -> str:
    """Return a town by its official key, with what the person wrote if that says more: „Duisburg (Marxloh)“."""
    name = places().get(ags or "", "")
    if not said or said.strip().lower() == name.lower():
        return name or said or "Ort unbekannt"
    return f"{name} ({said.strip()})" if name else said.strip()


def places_of(centres: Collection[str]) -> Mapping[str, str]:
    """Return the municipalities that some centres serve, by official key, in the order of their names."""
    found = ((row["ags"], row["name"]) for row in _municipalities() if row["ki_id"] in centres)
    return dict(sorted(found, key=lambda entry: entry[1]))


@lru_cache(maxsize=1)
def _municipalities() -> Sequence[Mapping[str, str]]:
    with (KNOWLEDGE / "places" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _questions() -> Mapping[str, str]:
    return {entry["id"]: entry["de"] for entry in _read(KNOWLEDGE / "catalogue.yml")["questions"]}


def _parts(entry: Mapping[str, Any]) -> tuple[str, ...]:
    always = {"short", "source"}
    return tuple(part for part in PARTS if part in always or entry.get(part) or (part == "more" and entry.get("terms")))


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


SPOKEN: Mapping[str, Spoken] = {code: Spoken(**entry) for code, entry in _read(LOCALES / "_spoken.yml").items()}
"""Languages that a centre can name, by code."""


@cache
def interface(language: str, key: str) -> str:
    """Return a string of the bot's interface, `staff.not_translated`; empty if there is none."""
    content: Mapping[str, Mapping[str, str]] = _read(LOCALES / language / "_ui.yml")
    section, _, name = key.partition(".")
    return content.get(section, {}).get(name, "")
