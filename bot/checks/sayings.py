"""Rules for the sayings from which the model learns: form, number, variety."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from rapidfuzz import fuzz, process

from bot.checks.content import read_yaml, shown_path
from bot.checks.findings import Finding, error
from bot.understand.sayings import Saying
from bot.understand.spelling import clean
from bot.understand.transliterate import for_encoder

ENOUGH = 40
ENOUGH_FOLLOW = 25
ALIKE = 90
"""Similarity from which two sayings count as the same, 0 to 100."""
HELD_BACK = (0.12, 0.28)
"""Share of the sayings that may be kept for measuring."""

Place = tuple[Saying, str]
"""A saying and its file."""
_FORBIDDEN = re.compile(r"[\[\]{}]|^[/\"']")


def read(root: Path, intents: frozenset[str]) -> tuple[list[Place], list[Finding]]:
    """Read `data/nlu` and find what has not the right form.

    Args:
        root: the folder with a folder a language.
        intents: those of `domain.yml`.
    """
    places: list[Place] = []
    findings: list[Finding] = []
    for path in sorted(root.glob("*/*.yml")):
        content = read_yaml(path, findings)
        entries: Any = content.get("nlu") if isinstance(content, dict) else None
        if content is not None and not isinstance(entries, list):
            findings.append(error(shown_path(path), "The file must hold a list under “nlu”."))
        for entry in entries if isinstance(entries, list) else []:
            found, problems = entry_sayings(entry, path, intents)
            places += [(saying, shown_path(path)) for saying in found]
            findings += problems
    return places, findings


def entry_sayings(entry: Any, path: Path, intents: frozenset[str]) -> tuple[list[Saying], list[Finding]]:
    """Return the sayings of one entry, and what is wrong with its form."""
    if not isinstance(entry, dict):
        return [], [error(shown_path(path), f"This is no entry with keys: {entry}")]
    intent = str(entry.get("intent") or "")
    where = f"{shown_path(path)}:{intent or 'no intent'}"
    metadata = entry.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    problems = []
    second = metadata.get("second")
    if intent not in intents:
        problems.append(error(where, "domain.yml does not know this intent."))
    if second is not None and second not in intents:
        problems.append(error(where, f"domain.yml does not know the second intent “{second}”."))
    if second == intent:
        problems.append(error(where, "The second meaning is the first again."))
    if metadata.get("lang") != path.parent.name:
        problems.append(
            error(where, f"The language is “{metadata.get('lang')}”, but the file is in the folder “{path.parent.name}”.")
        )
    if not metadata.get("style"):
        problems.append(error(where, "The entry names no style."))
    sayings = []
    for line in filter(str.strip, str(entry.get("examples") or "").splitlines()):
        text = line[2:].strip()
        if not line.startswith("- ") or not text:
            problems.append(error(where, f"A line must begin with “- ” and hold a saying: “{line}”"))
        elif _FORBIDDEN.search(text):
            problems.append(error(where, f"A saying must not hold brackets, nor begin with / or a quotation mark: “{text}”"))
        else:
            sayings.append(Saying(text, intent, path.parent.name, str(metadata.get("style") or ""), second))
    return sayings, problems


def check(
    places: Iterable[Place],
    languages: Iterable[str],
    missing: Callable[[str, Iterable[str]], list[str]],
    held_back: Callable[[list[Saying]], set[Saying]],
) -> Iterator[Finding]:
    """Apply every rule to the sayings that could be read.

    Args:
        places: sayings with their files.
        languages: in which every intent must have sayings.
        missing: tells which texts of a group have no vector yet.
        held_back: tells which sayings training does not see.
    """
    places = list(places)
    sayings = [saying for saying, _ in places]
    yield from too_few(sayings, languages)
    yield from near_duplicates(places)
    yield from ambiguous(places)
    measuring = held_back(sayings)
    yield from without_vectors((saying for saying in sayings if saying not in measuring), missing)
    yield from held_back_share(sayings, measuring)


def too_few(sayings: Iterable[Saying], languages: Iterable[str]) -> Iterator[Finding]:
    """Find intents that have sayings in some language, but not enough in each."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    topics: dict[str, str] = {}
    for saying in sayings:
        counts[saying.intent][saying.language] += 1
        topics[saying.intent] = saying.topic
    for intent, by_language in counts.items():
        enough = ENOUGH_FOLLOW if intent.startswith("follow_") else ENOUGH
        for language in languages:
            if (count := by_language[language]) < enough:
                where = f"data/nlu/{language}/{topics[intent]}.yml:{intent}"
                yield error(where, f"The intent has {count} of the {enough} sayings that it needs.")


def near_duplicates(places: Iterable[Place]) -> Iterator[Finding]:
    """Find sayings of one intent and language that are all but the same."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for saying, file in places:
        groups[saying.intent, saying.language].append((saying, file))
    for (intent, _), group in groups.items():
        texts = [saying.text.lower() for saying, _ in group]
        alike = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
        for i, (saying, file) in enumerate(group):
            for j in alike[i, :i].nonzero()[0]:
                yield error(f"{file}:{intent}", f"Two sayings are nearly the same: “{group[j][0].text}” and “{saying.text}”")


def ambiguous(places: Iterable[Place]) -> Iterator[Finding]:
    """Find sayings that stand under more than one intent of a language."""
    by_text: dict[tuple[str, str], dict[str, Place]] = defaultdict(dict)
    for saying, file in places:
        by_text[saying.language, _bare(saying.text)].setdefault(saying.intent, (saying, file))
    for intents in by_text.values():
        if len(intents) > 1:
            saying, file = next(iter(intents.values()))
            yield error(f"{file}:{saying.intent}", f"“{saying.text}” stands under several intents: {', '.join(intents)}")


def without_vectors(sayings: Iterable[Saying], missing: Callable[[str, Iterable[str]], list[str]]) -> Iterator[Finding]:
    """Find groups of sayings whose vectors have not been computed; those held back need none."""
    groups: Mapping[str, list[str]] = defaultdict(list)
    for saying in sayings:
        groups[f"{saying.language}/{saying.topic}"].append(for_encoder(clean(saying.text), saying.language))
    for group, texts in sorted(groups.items()):
        where = f"data/vectors/{group}.npz"
        try:
            lacking = missing(group, texts)
        except (BadZipFile, KeyError, OSError, ValueError) as problem:
            yield error(where, f"This file cannot be read ({problem}): delete it and run `make train`.")
            continue
        if lacking:
            yield error(where, f"Vectors are missing for {len(lacking)} of {len(texts)} sayings: run `make train`.")


def held_back_share(sayings: Iterable[Saying], chosen: set[Saying]) -> Iterator[Finding]:
    """Find languages of which too few or too many sayings are kept for measuring."""
    by_language: dict[str, list[Saying]] = defaultdict(list)
    for saying in sayings:
        by_language[saying.language].append(saying)
    low, high = HELD_BACK
    for language, group in by_language.items():
        share = sum(saying in chosen for saying in group) / len(group)
        if not low <= share <= high:
            what = f"{share:.0%} of the sayings are held back for measuring; it should be {low:.0%} to {high:.0%}."
            yield error(f"data/nlu/{language}", what)


def _bare(text: str) -> str:
    return clean(text).casefold().strip(" .,;:!?…-–\"'„“”")
