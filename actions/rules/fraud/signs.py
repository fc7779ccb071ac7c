"""The signs of fraud in a message, with the words in which they show."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from actions.rules.fraud.links import find_addresses, load_addresses
from actions.rules.fraud.numbers import find_numbers
from actions.rules.fraud.spans import Found, Span, distance, merged
from actions.rules.fraud.words import load_lexicon
from bot.answer.knowledge import FigureExpired, load_knowledge
from bot.settings import KNOWLEDGE

SIGNS = KNOWLEDGE / "scam" / "signs.yml"
HARMLESS = "harmless"
"""Kind of what reduces suspicion."""
_NEAR = 300
"""Within so many characters, some 45 words, two things belong together."""
_MOST_PLACES = 6
"""So many places of one concept are looked at; more of them say nothing new."""
_BLANKED = ("link", "known_link", "mail", "known_mail", "account")
_MINIMUM_WAGE = "fraud:exploitation.min_wage"

Rule = Sequence[Sequence[str]]
"""Each element names concepts of which one has to be found."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something by which a fraud, or something harmless, is recognised.

    Args:
        id: its name in knowledge/scam/signs.yml.
        kind: kind of fraud, or `HARMLESS`.
        weight: 1 weak, 2 strong, 3 near-certain alone; negative reduces suspicion.
        when: the rules of which one has to hold.
        unless: concepts and harmless signs with which it does not count.
    """

    id: str
    kind: str
    weight: int
    when: Sequence[Rule]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sign that was found.

    Args:
        sign: which.
        words: where it shows in the message.
    """

    sign: Sign
    words: tuple[Span, ...]


@cache
def load_signs(path: Path = SIGNS) -> Mapping[str, Sign]:
    """Read the signs by their id."""
    known = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = {**known["signs"], **{name: {"kind": HARMLESS, **entry} for name, entry in known[HARMLESS].items()}}
    return {
        name: Sign(
            id=name,
            kind=entry["kind"],
            weight=entry["weight"],
            when=[[part.strip().split("/") for part in rule.split("+")] for rule in entry["when"]],
            unless=frozenset(entry.get("unless", ())),
        )
        for name, entry in entries.items()
    }


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fraud.

    Args:
        card: catalogue id of the card about it.
        who: keys of the contacts who help.
    """

    card: str
    who: Sequence[str]


@cache
def load_kinds(path: Path = SIGNS) -> Mapping[str, Kind]:
    """Read the kinds of fraud by their name."""
    return {name: Kind(**entry) for name, entry in yaml.safe_load(path.read_text(encoding="utf-8"))["kinds"].items()}


@cache
def signs_as_of(path: Path = SIGNS) -> dt.date:
    """Return the day of which the signs are."""
    return dt.date.fromisoformat(yaml.safe_load(path.read_text(encoding="utf-8"))["as_of"])


@cache
def load_denied(path: Path = SIGNS) -> Mapping[str, Sequence[str]]:
    """Read what is not meant where its denial is said: the link of “no link”."""
    denied: Mapping[str, Sequence[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))["denied"]
    return denied


@cache
def load_asked_for(path: Path = SIGNS) -> frozenset[str]:
    """Read what makes a text one that wants something."""
    return frozenset(yaml.safe_load(path.read_text(encoding="utf-8"))["asked_for"])


def find_signs(text: str, day: dt.date) -> list[Finding]:
    """Return the signs in a message, the strongest first, harmless ones last.

    Harmless ones alone say nothing about a text that wants something.

    Args:
        text: the message, as the door lets it in.
        day: for which the minimum wage is taken.
    """
    concepts = find_concepts(text, day)
    signs = load_signs()
    harmless = [finding for sign in signs.values() if sign.kind == HARMLESS and (finding := _find(sign, concepts, frozenset()))]
    present = frozenset(finding.sign.id for finding in harmless)
    suspicious = [finding for sign in signs.values() if sign.kind != HARMLESS and (finding := _find(sign, concepts, present))]
    if not suspicious and load_asked_for() & concepts.keys():
        return []
    return sorted(suspicious, key=lambda finding: -finding.sign.weight) + harmless


def find_concepts(text: str, day: dt.date) -> Found:
    """Return everything that signs are made of: addresses, numbers and what is said."""
    found = find_addresses(text, load_addresses()) | find_numbers(text, _minimum_wage(day))
    blank = text
    for name in _BLANKED:
        for span in found.get(name, ()):
            blank = blank[: span.start] + " " * (span.end - span.start) + blank[span.end :]
    for name, spans in load_lexicon().find(blank).items():
        found[name] = sorted([*found.get(name, ()), *spans])
    return _without_denied(found)


def _without_denied(found: Found) -> Found:
    """Leave out the places at which something is said only to deny it."""
    kept = dict(found)
    for denial, names in load_denied().items():
        for name in names:
            if spans := kept.pop(name, None):
                left = [span for span in spans if not any(span.overlaps(no) for no in found.get(denial, ()))]
                kept |= {name: left} if left else {}
    return kept


def _find(sign: Sign, concepts: Found, present: frozenset[str]) -> Finding | None:
    if sign.unless & (concepts.keys() | present):
        return None
    for rule in sign.when:
        if words := _hold(rule, concepts):
            return Finding(sign, words)
    return Finding(sign, tuple(merged(concepts[sign.id]))) if sign.id in concepts else None


def _hold(rule: Rule, concepts: Found) -> tuple[Span, ...] | None:
    """Return the nearest words that fulfil a rule; None if there are none near enough to each other."""
    places = [sorted({span for name in names for span in concepts.get(name, ())})[:_MOST_PLACES] for names in rule]
    choices = (choice for choice in itertools.product(*places) if distance(choice) <= _NEAR)
    nearest = min(choices, key=distance, default=None)
    return tuple(merged(nearest)) if nearest else None


def _minimum_wage(day: dt.date) -> float | None:
    try:
        return float(load_knowledge().figures[_MINIMUM_WAGE].on(day).value)
    except FigureExpired:
        return None
