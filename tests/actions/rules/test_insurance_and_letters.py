"""Insurance and letters: examples as data."""

from __future__ import annotations

from typing import Any

import pytest

from actions.rules.deadlines import RULES
from actions.rules.insurance import COVERS, cover
from actions.rules.letters import LETTERS, kind_of
from actions.rules.offices import OFFICES
from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from tests.actions.tables import read_table


@pytest.mark.parametrize("row", read_table("insurance"), ids=lambda row: f"{row['doing']} {row['family']} {row['home']}")
def test_the_way_of_being_insured(row: dict[str, Any]) -> None:
    found = cover(row["doing"], row["family"], row["home"])
    assert found.way == row["way"] and row["law"] in found.laws


@pytest.mark.parametrize("row", read_table("letters"), ids=lambda row: row["text"])
def test_a_letter_is_known_by_its_words(row: dict[str, Any]) -> None:
    assert kind_of(row["text"]) == row["kind"]


def test_everything_that_is_pointed_to_exists() -> None:
    knowledge, locales = load_knowledge(), load_locales()
    cards = {letter.card for letter in LETTERS.values()} | {found.card for found in COVERS.values()}
    cards |= {office.card for office in OFFICES.values()} | {rule.card for rule in RULES.values()}
    for locale in locales.values():
        assert cards <= set(locale.cards)
        assert {letter.term for letter in LETTERS.values() if letter.term} <= set(locale.terms)
    assert {office.contact for office in OFFICES.values()} <= set(knowledge.contacts)
    assert {rule.figure for rule in RULES.values()} <= set(knowledge.figures)
