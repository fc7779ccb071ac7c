"""Rules for the strings of the interface, the German terms and the contacts: complete and the same in all languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.checks import writing
from bot.checks.content import GERMAN, TABLES, Content
from bot.checks.findings import Finding, error, warning

CHECKS = "_checks"
PHRASES = "_phrases"
"""Sentences that the staff send from the desk: read by the same people as cards, so they keep the same rules."""
SAME_WORD = {"ro": frozenset({"telefon", "internet"})}
"""Words that are written in a language just as in German."""


def check(content: Content) -> Iterator[Finding]:
    """Apply every rule to `_ui.yml`, `_terms.yml`, `_contacts.yml` and `_checks.yml` of every language."""
    german_words = content.term_words() | content.name_words()
    for language in content.languages:
        for table in TABLES:
            ours = content.tables[language][table]
            where = f"locales/{language}/{table}.yml"
            german = content.tables.get(GERMAN, {}).get(table, {})
            yield from empty(ours, where)
            yield from misspelt(ours, where, language, german_words)
            if table in (PHRASES, CHECKS):
                yield from hard_to_read(ours, where)
            if language != GERMAN:
                yield from differences(german, ours, where)
                yield from untranslated(german, ours, where, german_words, SAME_WORD.get(language, frozenset()))
    yield from unknown_contacts(content)


def differences(german: Mapping[str, str], ours: Mapping[str, str], where: str) -> Iterator[Finding]:
    """Find keys and placeholders that are not the same as in German."""
    for key in sorted(set(german) - set(ours)):
        yield error(f"{where}:{key}", "This text is missing.")
    for key in sorted(set(ours) - set(german)):
        yield error(f"{where}:{key}", "German has no such text.")
    for key in sorted(set(german) & set(ours)):
        there, here = writing.placeholders(german[key]), writing.placeholders(ours[key])
        if there != here:
            yield error(f"{where}:{key}", f"German has the placeholders {there or 'none'}, here there are {here or 'none'}.")


def empty(ours: Mapping[str, str], where: str) -> Iterator[Finding]:
    """Find texts without a word."""
    for key, text in ours.items():
        if not text.strip():
            yield error(f"{where}:{key}", "This text is empty.")


def untranslated(
    german: Mapping[str, str], ours: Mapping[str, str], where: str, german_words: frozenset[str], same: frozenset[str]
) -> Iterator[Finding]:
    """Find texts that are the German ones.

    Args:
        german: the German texts.
        ours: those of the language.
        where: their file.
        german_words: words of German terms and names, which stay German: a text of nothing else gets a warning only.
        same: words that are spelt alike in both languages: a text of nothing else is right.
    """
    for key, text in ours.items():
        if not text.strip() or text != german.get(key):
            continue
        used = {word.lower() for word in writing.words(text)}
        if used and used <= same:
            continue
        if used <= german_words:
            yield warning(f"{where}:{key}", f"This is the German text; is that meant? “{text}”")
        else:
            yield error(f"{where}:{key}", f"This is still the German text: “{text}”")


def misspelt(ours: Mapping[str, str], where: str, language: str, german_words: frozenset[str]) -> Iterator[Finding]:
    """Find foreign letters and wrong quotation marks."""
    for key, text in ours.items():
        for problem in (*writing.letter_problems(text, language, german_words), *writing.quote_problems(text, language)):
            yield error(f"{where}:{key}", problem)


def hard_to_read(ours: Mapping[str, str], where: str) -> Iterator[Finding]:
    """Find sentences that are too long, and digits: numbers are filled in, by the staff or by rules.

    What people may type (`say_...`) is not said.
    """
    for key, text in ours.items():
        if not key.partition(".")[2].startswith("say_"):
            for problem in (*writing.sentence_problems(text), *writing.digit_problems(text)):
                yield error(f"{where}:{key}", problem)


def unknown_contacts(content: Content) -> Iterator[Finding]:
    """Find contacts that are described but do not exist, and those that exist but are not described."""
    described = content.tables.get(GERMAN, {}).get("_contacts", {})
    where = f"locales/{GERMAN}/_contacts.yml"
    for key in sorted(set(described) - set(content.contacts)):
        yield error(f"{where}:{key}", "There is no such contact in knowledge/contacts.yml.")
    for key in sorted(set(content.contacts) - set(described)):
        yield error(f"{where}:{key}", "The contact stands in knowledge/contacts.yml, but is not described.")
