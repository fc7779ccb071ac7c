"""Rules for `_heard.yml`, what people type instead of tapping: the same meanings in all languages, and no word with two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.checks.content import GERMAN, read_yaml
from bot.checks.findings import Finding, error
from bot.understand.spelling import spelling_key

FILE = "_heard.yml"
CONTRARIES = (("agree", "refuse"), ("agree", "back"), ("agree", "withdraw"), ("agree", "skip"), ("refuse", "withdraw"))
"""Meanings that no phrase may share in any two languages: they are all listened to at once."""
Phrases = Mapping[str, Sequence[str]]


def read(locales: Path, languages: Sequence[str]) -> tuple[dict[str, Phrases], list[Finding]]:
    """Return the phrases by language and meaning, and what could not be read."""
    findings: list[Finding] = []
    return {language: read_yaml(locales / language / FILE, findings) or {} for language in languages}, findings


def check(heard: Mapping[str, Phrases]) -> Iterator[Finding]:
    """Find meanings that are missing in a language, and phrases that mean the contrary in another."""
    for language, phrases in heard.items():
        for meaning in sorted(set(heard.get(GERMAN, {})) ^ set(phrases)):
            yield error(f"locales/{language}/{FILE}:{meaning}", "This meaning stands only here, or only in German.")
    for one, other in CONTRARIES:
        taken = {spelling_key(text): (language, text) for language, phrases in heard.items() for text in phrases.get(other, ())}
        for language, phrases in heard.items():
            for text in phrases.get(one, ()):
                if clash := taken.get(spelling_key(text)):
                    yield error(f"locales/{language}/{FILE}:{one}", f"“{text}” means `{other}` in {clash[0]}: “{clash[1]}”.")
