"""Reads `knowledge/` and `locales/` as they stand, also when something in them is missing or wrong.

The loaders of `bot.answer` stop at the first mistake. A check must go on and find the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.answer.knowledge import NOT_TOPICS
from bot.checks.findings import Finding, error

Entry = Mapping[str, Any]
TEXT_LISTS = ("steps", "bring", "never")
GERMAN = "de"
"""The language with which the others are compared."""
TABLES = ("_ui", "_terms", "_contacts", "_phrases", "_checks")


@dataclass(frozen=True)
class Content:
    """Everything that stands in `knowledge/` and `locales/`, unchanged."""

    languages: tuple[str, ...]
    cards: Mapping[str, Mapping[str, Entry]]
    """By language, then by card: `tenancy/deposit`."""
    tables: Mapping[str, Mapping[str, Mapping[str, str]]]
    """By language, then `_ui` (flat: `button.more`), `_terms`, `_contacts`, `_checks` (flat)."""
    questions: Mapping[str, Sequence[str]]
    """Ids of the catalogue with the ids that are easily taken for them."""
    sources: Mapping[str, Entry]
    """What stands behind a card, by card."""
    figures: Mapping[str, Entry]
    """By `<topic>:<card>.<name>`."""
    contacts: Mapping[str, Entry]

    def term_words(self) -> frozenset[str]:
        """Return every word of the German terms, in lower case."""
        terms = self.tables.get(GERMAN, {}).get("_terms", {})
        return frozenset(word for term in terms for word in _words(term))

    def name_words(self) -> frozenset[str]:
        """Return every word of the contacts' names, in lower case."""
        return frozenset(word for contact in self.contacts.values() for word in _words(str(contact.get("name") or "")))


def read_content(knowledge: Path, locales: Path) -> tuple[Content, list[Finding]]:
    """Read both folders.

    Returns:
        What could be read, and a finding for every file that is missing or no YAML, and for every key that stands twice.
    """
    findings: list[Finding] = []
    catalogue = _mapping(knowledge / "catalogue.yml", findings)
    languages = tuple(_mapping(locales / "languages.yml", findings))
    sources: dict[str, Entry] = {}
    figures: dict[str, Entry] = {}
    for path in sorted(knowledge.glob("*.yml")):
        if path.stem not in NOT_TOPICS:
            topic = _mapping(path, findings)
            sources |= {f"{path.stem}/{name}": entry or {} for name, entry in (topic.get("cards") or {}).items()}
            figures |= {f"{path.stem}:{name}": entry or {} for name, entry in (topic.get("figures") or {}).items()}
    content = Content(
        languages=languages,
        cards={language: _cards(locales / language, findings) for language in languages},
        tables={
            language: {table: _flat(_mapping(locales / language / f"{table}.yml", findings)) for table in TABLES}
            for language in languages
        },
        questions={entry["id"]: entry.get("not") or () for entry in catalogue.get("questions") or ()},
        sources=sources,
        figures=figures,
        contacts=_mapping(knowledge / "contacts.yml", findings),
    )
    return content, findings


def texts(card: Entry) -> Iterator[tuple[str, str]]:
    """Yield every text that a person reads on a card, with its place: `steps.2`."""
    for field in ("title", "short", "more"):
        if card.get(field):
            yield field, str(card[field])
    for field in TEXT_LISTS:
        for number, text in enumerate(card.get(field) or (), start=1):
            yield f"{field}.{number}", str(text)


def card_file(language: str, card_id: str) -> str:
    """Return the file of a card: `locales/ro/tenancy.yml`."""
    return f"locales/{language}/{card_id.split('/')[0]}.yml"


def card_place(language: str, card_id: str, field: str = "") -> str:
    """Return where a card, or a field of it, stands: `locales/ro/tenancy.yml:deposit.short`."""
    return f"{card_file(language, card_id)}:{card_id.split('/')[-1]}" + (f".{field}" if field else "")


def read_yaml(path: Path, findings: list[Finding]) -> Any:
    """Return the content of a YAML file; what is wrong with it goes to `findings`, and the result is None."""
    where = shown_path(path)
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        content = loader.get_single_data()
    except FileNotFoundError:
        findings.append(error(where, "This file is missing."))
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        findings.append(error(where, f"This file cannot be read: {' '.join(str(problem).split())}"))
        return None
    findings.extend(
        error(f"{where}:{key}", f"The key stands twice, the second time in line {line}.") for key, line in loader.doubles
    )
    return content


def shown_path(path: Path) -> str:
    """Return a path as the report shows it, from `locales`, `knowledge` or `data` on."""
    parts = path.parts
    roots = [i for i, part in enumerate(parts) if part in ("locales", "knowledge", "data")]
    return "/".join(parts[roots[-1] :]) if roots else path.name


class _Loader(yaml.CSafeLoader):
    """Notes keys that stand twice, which YAML would let pass."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.doubles: list[tuple[Hashable, int]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if key in seen:
                self.doubles.append((key, key_node.start_mark.line + 1))
            seen.add(key)
        return super().construct_mapping(node, deep)


def _mapping(path: Path, findings: list[Finding]) -> dict[str, Any]:
    content = read_yaml(path, findings)
    if content is None:
        return {}
    if not isinstance(content, dict):
        findings.append(error(shown_path(path), "This file must hold keys with values."))
        return {}
    return content


def _cards(folder: Path, findings: list[Finding]) -> dict[str, Entry]:
    return {
        f"{path.stem}/{name}": entry or {}
        for path in sorted(folder.glob("[!_]*.yml"))
        for name, entry in (_mapping(path, findings).get("cards") or {}).items()
    }


def _flat(table: Entry) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{name}": "" if text is None else str(text) for name, text in value.items()}
        else:
            flat[key] = "" if value is None else str(value)
    return flat


def _words(text: str) -> list[str]:
    return "".join(char if char.isalpha() else " " for char in text.lower()).split()
