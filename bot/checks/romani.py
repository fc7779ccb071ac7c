"""Rules for Romani: every word is known, or declared as a loan.

Romani has no spell checker. `knowledge/romani/words.txt` holds the words of our texts that our word lists confirm,
`knowledge/romani/loans.tsv` those that a writer has declared with meaning and origin. Whatever is in neither is either a slip or
a word that a reader may not know.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from bot.checks import writing
from bot.checks.content import Content, card_place, texts
from bot.checks.findings import Finding, error, warning

LANGUAGE = "rom"
WORDS_FILE = "knowledge/romani/words.txt"
LOANS_FILE = "knowledge/romani/loans.tsv"
LISTS = ("glossary.yml", "lexicon.tsv", "forms_generated.tsv")
"""The word lists from which `words.txt` is made."""
HEADER = """\
# The Romani words of locales/rom that word lists confirm, one a line: for the spell check only, no dictionary.
# Made by `python -m bot check --romani-words --from FOLDER` from glossary.yml (our own words), lexicon.tsv and
# forms_generated.tsv (inflected by rule from lexicon.tsv, not attested). Sources of lexicon.tsv: GATITOS English-Romani, Google
# (google-research/url-nlp), CC BY 4.0, respelt; ROMLEX, Universität Graz (romani.uni-graz.at/romlex), no licence stated, single
# facts only, respelt; PanLex Swadesh lists, CC0 1.0; our own glossary and grammar words.
# Do not add words by hand: declare them in loans.tsv.
"""
COLUMNS = ("word", "meaning", "from")
"""Columns of `loans.tsv`; the last one is ro, bg, both, de, or `form of` a known word."""
_NOTE = re.compile(r"\([^)]*\)?")
"""In `rom_alt` brackets hold English remarks; in `rom` they hold Romani."""


def check(content: Content, known: frozenset[str], loans: Iterable[list[str]]) -> Iterator[Finding]:
    """Apply every rule.

    Args:
        content: everything that was read.
        known: the words of `words.txt`.
        loans: the rows of `loans.tsv`.
    """
    loans = list(loans)
    yield from loan_problems(loans, {word for _, text in all_texts(content) for word in _romani_words(text, frozenset())}, known)
    declared = frozenset(row[0] for row in loans if row)
    yield from unknown_words(content, known | declared)


def unknown_words(content: Content, known: frozenset[str]) -> Iterator[Finding]:
    """Find words that are neither Romani that we know, nor loans, nor German."""
    german = german_words(content)
    phrases = german_phrases(content)
    places: dict[str, list[str]] = {}
    for where, text in all_texts(content):
        for word in _romani_words(text, phrases):
            if word.lower() not in known and word not in german:
                places.setdefault(word.lower(), []).append(where)
    for word, found in sorted(places.items()):
        times = "" if len(found) == 1 else f" ({len(found)} times)"
        remedy = f"A slip? If the word lists have it, run the check with --romani-words; if not, declare it in {LOANS_FILE}."
        yield error(found[0], f"Unknown Romani word “{word}”{times}. {remedy}")


def loan_problems(loans: Iterable[list[str]], used: Iterable[str], known: frozenset[str]) -> Iterator[Finding]:
    """Find rows of `loans.tsv` that are not complete, stand twice, or are of no use."""
    used_words = {word.lower() for word in used}
    seen: set[str] = set()
    for row in loans:
        where = f"{LOANS_FILE}:{row[0] if row else ''}"
        if len(row) != len(COLUMNS) or not all(cell.strip() for cell in row):
            yield error(where, "A row must hold word, meaning and origin, separated by tabs.")
            continue
        if row[0] != row[0].strip().lower() or len(writing.words(row[0])) != 1:
            yield error(where, "The word must be a single one, in lower case.")
        elif row[0] in seen:
            yield error(where, "The word stands twice.")
        elif row[0] not in used_words:
            yield warning(where, "No text uses this word any more.")
        elif row[0] in known:
            yield warning(where, f"The word stands in {WORDS_FILE}, too; it need not be declared.")
        seen.add(row[0])


def all_texts(content: Content) -> Iterator[tuple[str, str]]:
    """Yield every Romani text with its place."""
    for card_id, card in content.cards.get(LANGUAGE, {}).items():
        for place, text in texts(card):
            yield card_place(LANGUAGE, card_id, place), text
    for table, entries in content.tables.get(LANGUAGE, {}).items():
        for key, text in entries.items():
            yield f"locales/{LANGUAGE}/{table}.yml:{key}", text


def german_words(content: Content) -> frozenset[str]:
    """Return the words that may stand in a Romani text as German: names and nouns of our German texts, and the words of terms.

    Nouns keep their capital letter in Romani texts, so only words with one count; a term like „befristet“ counts as written.
    """
    nouns = {
        word
        for text in (*_texts_of(content, "de"), *(str(contact.get("name") or "") for contact in content.contacts.values()))
        for word in writing.words(text)
        if not word.islower()
    } | writing.NAMES
    terms = {word for term in content.tables.get("de", {}).get("_terms", {}) for word in writing.words(term)}
    return frozenset(nouns | terms)


def german_phrases(content: Content) -> frozenset[str]:
    """Return quoted phrases that Romanian or Bulgarian texts have, too: German sentences that a person is to say or write."""
    return frozenset(
        phrase for language in ("de", "ro", "bg") for text in _texts_of(content, language) for phrase in writing.quoted(text)
    )


def read_words(path: Path) -> frozenset[str]:
    """Read `words.txt`; empty if there is none."""
    if not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def read_loans(path: Path) -> list[list[str]]:
    """Read the rows of `loans.tsv` without comments and heading; none if there is no file."""
    if not path.exists():
        return []
    rows = [
        line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")
    ]
    return [row for row in rows if row[0] != COLUMNS[0]]


def rebuild_words(content: Content, lists: Path, target: Path) -> int:
    """Write `words.txt` anew from the word lists in a folder.

    Args:
        content: whose Romani texts say which words are needed.
        lists: folder with the files of `LISTS`.
        target: file to be written.

    Returns:
        How many words it holds.

    Raises:
        FileNotFoundError: a list is missing.
    """
    used = {word.lower() for _, text in all_texts(content) for word in _romani_words(text, german_phrases(content))}
    words = sorted(used & listed_words(lists))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(HEADER + "".join(f"{word}\n" for word in words), encoding="utf-8")
    return len(words)


def listed_words(lists: Path) -> frozenset[str]:
    """Return all words of the word lists, in lower case."""
    glossary, *tables = (lists / name for name in LISTS)
    found: set[str] = set()
    for entry in yaml.load(glossary.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["terms"]:
        for text in (entry.get("rom") or "", *(_NOTE.sub(" ", other) for other in entry.get("rom_alt") or ())):
            found.update(word.lower() for word in writing.words(text))
    for table in tables:
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                found.update(word.lower() for word in writing.words(row["form"] or ""))
    return frozenset(found)


def _romani_words(text: str, phrases: frozenset[str]) -> list[str]:
    """Return the words of a text as written, without the German phrases quoted in it."""
    own = frozenset(writing.quoted(text)) - phrases
    return writing.words(writing.without_quoted(text, keep=own))


def _texts_of(content: Content, language: str) -> Iterator[str]:
    for card in content.cards.get(language, {}).values():
        yield from (text for _, text in texts(card))
    for entries in content.tables.get(language, {}).values():
        yield from entries.values()
