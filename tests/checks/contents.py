"""Small made-up contents for the tests of the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from bot.checks.content import Content
from bot.checks.findings import Finding

TODAY = dt.date(2026, 11, 22)
LANGUAGES = ("ro", "bg", "rom", "de")
CARD_ID = "tenancy/deposit"


def a_card(**changes: Any) -> dict[str, Any]:
    """A card in which no rule finds anything, in German words that stand for those of any language."""
    card: dict[str, Any] = {
        "title": "Kaution",
        "short": "Kaution: {deposit.rents}",
        "steps": ["Kaution"],
        "who": ["landlord", "police"],
        "terms": ["Kaution"],
        "next": [CARD_ID],
        "review": {"state": "draft", "by": "", "on": None},
    }
    return {key: value for key, value in (card | changes).items() if value is not ...}


def a_value(**changes: Any) -> dict[str, Any]:
    """A value of a figure in which no rule finds anything."""
    value = {"value": 3, "law": "§ 551 BGB", "checked": "knowledge", "confidence": "high", "from": None, "until": None}
    return {key: entry for key, entry in (value | changes).items() if entry is not ...}


def a_figure(*values: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A figure in which no rule finds anything."""
    return {"unit": "count", "fact": "three_rents", "values": list(values) or [a_value()]} | changes


def contents(
    cards: Mapping[str, Mapping[str, Any]] | None = None,
    tables: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    **changes: Any,
) -> Content:
    """One card, `tenancy/deposit`, in four languages, with everything that it needs.

    Args:
        cards: the card in some languages; a language with an empty one has no card.
        tables: `_ui`, `_terms`, `_contacts`, `_phrases` and `_checks` of some languages.
        changes: other fields of `Content`.
    """
    card_of = {language: a_card() for language in LANGUAGES} | dict(cards or {})
    table = {
        "_ui": {"button.menu": ""},
        "_terms": {"Kaution": ""},
        "_contacts": {"landlord": "", "police": ""},
        "_phrases": {"answer.affirm": ""},
        "_checks": {"checks.back": ""},
    }
    table_of = {
        language: {name: dict.fromkeys(entries, f"{language} text") for name, entries in table.items()} for language in LANGUAGES
    }
    for language, entries in (tables or {}).items():
        table_of[language] |= {name: dict(entry) for name, entry in entries.items()}
    fields: dict[str, Any] = {
        "languages": LANGUAGES,
        "cards": {language: {CARD_ID: card} if card else {} for language, card in card_of.items()},
        "tables": table_of,
        "questions": {CARD_ID: []},
        "sources": {CARD_ID: {"sources": [{"title": "§ 551 BGB"}]}},
        "figures": {"tenancy:deposit.rents": a_figure()},
        "contacts": {"landlord": {"name": "Vermieter", "phone": None}, "police": {"name": "Polizei", "phone": "110"}},
    }
    return Content(**(fields | changes))


def places(findings: Iterable[Finding]) -> list[str]:
    """Where something was found, as `severity place`, without the file."""
    return [f"{finding.severity} {finding.place}" for finding in findings]


def told(findings: Iterable[Finding]) -> str:
    """All that was found, as one text."""
    return "\n".join(f"{finding.severity} {finding.where} {finding.what}" for finding in findings)
