"""Where a person lives: postcodes, municipalities and quarters of North Rhine-Westphalia in any spelling."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from bot.settings import KNOWLEDGE
from bot.understand.spelling import spelling_key

_POSTCODE = re.compile(r"(?<![\d.,])(\d{5})(?![\d]|[.,]\d|\s*(?:€|eur|евро|лв|лева|lei))", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*")
_PLACE_WORDS = {
    "in", "din", "la", "de la", "im", "aus", "nach", "bei", "ot", "v", "vav", "va", "f", "v gr", "gr", "ande", "ando", "andi",
    "andar", "andal", "ano", "ko", "kata", "katar", "stadt", "orasul", "oras", "grad", "foros", "foro", "plz", "langa", "blizo",
}  # fmt: skip
"""Spelling keys of words after which a doubtful word is a place: in, din, от, в, ande, Stadt, ..."""
OUTSIDE = "outside"
"""Stands for a place in Germany that is not in North Rhine-Westphalia."""
_LONGEST = 4
_SHORT_KEY = 4
"""Keys of at most so many letters count only with a place word before them: too many words look like them."""
_FUZZY_FROM = 7
_FUZZY_CUTOFF = 90
_ROMANI_ENDINGS = ("oste", "este", "ate", "o")


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of the 396 municipalities."""

    ags: str
    name: str
    district: str
    ki: str


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place in a text; several candidates mean that the person must be asked."""

    start: int
    end: int
    text: str
    candidates: tuple[str, ...]
    """Official keys of municipalities, the likeliest first."""


@dataclass(frozen=True, slots=True)
class _Name:
    candidates: frozenset[str]
    needs_context: bool
    only_alone: bool = False
    """A short form or a very common word: a place only as the whole answer, or typed in capitals after "in"."""


class PlaceFinder:
    """Finds places in texts.

    Names are compared by spelling key, so both scripts and the usual misspellings meet; longer words
    also with one or two slips. Words that are also everyday words count as a place only where a place is expected.
    """

    def __init__(
        self, municipalities: dict[str, Municipality], postcodes: dict[str, tuple[str, ...]], names: dict[str, _Name]
    ) -> None:
        self.municipalities = municipalities
        self._postcodes = postcodes
        self._names = names
        self._all_names = list(names)
        self._long_names = [key for key, name in names.items() if len(key) >= _FUZZY_FROM and not name.needs_context]

    def find(self, text: str, *, expected: bool = False) -> list[PlaceMention]:
        """Return the places in `text`, in order.

        Args:
            text: as typed.
            expected: whether the text answers "where do you live?"; then doubtful words count too.
        """
        mentions = [
            PlaceMention(match.start(), match.end(), match[1], self._postcodes.get(match[1], (OUTSIDE,)))
            for match in _POSTCODE.finditer(text)
            if match[1] in self._postcodes or expected
        ]
        near_postcode = bool(mentions)
        words = [(match.start(), match.end(), spelling_key(match[0])) for match in _WORD.finditer(text)]
        i = 0
        while i < len(words):
            before = words[i - 1][2] if i else ""
            trusted = expected or near_postcode or before in _PLACE_WORDS
            found = self._at(text, words, i, trusted, alone=expected and len(words) <= 3)
            if found:
                length, candidates = found
                start, end = words[i][0], words[i + length - 1][1]
                mentions.append(PlaceMention(start, end, text[start:end], candidates))
                i += length
            else:
                i += 1
        return _agreeing(mentions)

    def _at(
        self, text: str, words: list[tuple[int, int, str]], i: int, trusted: bool, alone: bool
    ) -> tuple[int, tuple[str, ...]] | None:
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            key = " ".join(word[2] for word in words[i : i + length])
            for variant in _variants(key, trusted):
                name = self._names.get(variant)
                if not name:
                    continue
                if name.only_alone:
                    typed = text[words[i][0] : words[i + length - 1][1]]
                    accepted = (alone and len(words) == length) or (trusted and len(typed) > 1 and typed.isupper())
                else:
                    accepted = trusted or not name.needs_context
                if accepted:
                    return length, tuple(sorted(name.candidates))
        key = words[i][2]
        if len(key) >= (5 if alone else _FUZZY_FROM):
            choices = self._all_names if alone else self._long_names
            best = process.extractOne(key, choices, scorer=fuzz.ratio, score_cutoff=80 if alone else _FUZZY_CUTOFF)
            if best:
                return 1, tuple(sorted(self._names[best[0]].candidates))
        return None


def _variants(key: str, trusted: bool) -> Iterator[str]:
    yield key
    if trusted:
        for ending in _ROMANI_ENDINGS:
            if key.endswith(ending) and len(key) > len(ending) + 3:
                yield key.removesuffix(ending)


def _agreeing(mentions: list[PlaceMention]) -> list[PlaceMention]:
    """Narrow ambiguous mentions by the others: "47166 Hamborn", "Essen Altendorf"."""
    certain = {mention.candidates[0] for mention in mentions if len(mention.candidates) == 1}
    narrowed = [
        PlaceMention(m.start, m.end, m.text, tuple(c for c in m.candidates if c in certain) or m.candidates)
        if len(m.candidates) > 1
        else m
        for m in mentions
    ]
    return sorted(narrowed, key=lambda mention: mention.start)


@lru_cache(maxsize=1)
def load_places(root: Path = KNOWLEDGE / "places") -> PlaceFinder:
    """Read `knowledge/places` once."""
    with (root / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        municipalities = {
            row["ags"]: Municipality(row["ags"], row["name"], row["kreis_name"], row["ki_id"]) for row in csv.DictReader(file)
        }
    postcodes: dict[str, list[str]] = defaultdict(list)
    with (root / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            postcodes[row["plz"]].insert(0 if row["main"] == "true" else len(postcodes[row["plz"]]), row["ags"])
    exonyms = yaml.load((root / "exonyms.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return PlaceFinder(municipalities, {k: tuple(v) for k, v in postcodes.items()}, _names(municipalities, exonyms))


def _names(municipalities: dict[str, Municipality], exonyms: dict[str, Any]) -> dict[str, _Name]:
    everyday = {spelling_key(entry["word"]) for entry in exonyms["everyday_words"]}
    only_alone = {spelling_key(word) for word in exonyms["only_alone"]}
    candidates: dict[str, set[str]] = defaultdict(set)
    doubtful: set[str] = set()
    full: set[str] = set()

    def add(name: str, ags: str, *, short: bool = False) -> None:
        key = spelling_key(name)
        if not key:
            return
        candidates[key].add(ags)
        if key in everyday or len(key) <= _SHORT_KEY:
            doubtful.add(key)
        if short and key not in full:
            only_alone.add(key)
        elif not short:
            full.add(key)

    for name in exonyms["outside"]:
        add(name, OUTSIDE)
    for town in municipalities.values():
        add(town.name, town.ags)
        add(re.sub(r"\s*\(.*\)", "", town.name), town.ags)
    quarters: list[tuple[str, str, bool]] = []
    for town in exonyms["towns"]:
        for name in (town["name"], *town["bg"], *town["bg_latin"], *town["ro"], *town["variants"]):
            add(name, town["ags"])
        for name in town["short"]:
            add(name, town["ags"], short=True)
        for quarter in town["quarters"]:
            for name in (quarter["name"], *quarter.get("bg", ()), *quarter.get("variants", ())):
                elsewhere = bool(quarter.get("ambiguous")) and spelling_key(town["name"]) not in spelling_key(name)
                quarters.append((name, town["ags"], elsewhere))
    towns = {key: set(found) for key, found in candidates.items()}
    for name, ags, elsewhere in quarters:
        key = spelling_key(name)
        if key in towns and ags not in towns[key] and not elsewhere:
            continue
        add(name, ags)
        if elsewhere:
            add(name, OUTSIDE)  # towns that we don't list have such a quarter, too: ask
    return {key: _Name(frozenset(found), key in doubtful, key in only_alone) for key, found in candidates.items()}
