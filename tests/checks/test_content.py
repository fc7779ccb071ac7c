"""Reading contents with mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.content import card_place, read_content
from tests.checks.contents import told

FILES = {
    "knowledge/catalogue.yml": "topics: {}\nquestions:\n- {id: tenancy/deposit}\n",
    "knowledge/contacts.yml": "police: {name: Polizei NRW}\n",
    "knowledge/tenancy.yml": "cards:\n  deposit: {sources: [x]}\nfigures:\n  deposit.rents: {unit: count}\n",
    "locales/languages.yml": "de: {name: Deutsch}\n",
    "locales/de/_ui.yml": "button: {menu: Themen, back: }\n",
    "locales/de/_phrases.yml": "answer: {affirm: Ja}\n",
    "locales/de/_terms.yml": "unter Vorbehalt: Text\n",
    "locales/de/_contacts.yml": "police: Text\n",
    "locales/de/_checks.yml": "checks: {back: Zurück}\n",
    "locales/de/tenancy.yml": "cards:\n  deposit: {title: Kaution}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small project."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_everything_is_read(folder: Path) -> None:
    # given a small project
    # when it is read
    content, findings = read_content(folder / "knowledge", folder / "locales")
    # then all is there under its name
    assert findings == []
    assert content.cards == {"de": {"tenancy/deposit": {"title": "Kaution"}}}
    assert content.tables["de"]["_ui"] == {"button.menu": "Themen", "button.back": ""}
    assert set(content.figures) == {"tenancy:deposit.rents"} and set(content.sources) == {"tenancy/deposit"}
    assert set(content.questions) == {"tenancy/deposit"}
    assert content.term_words() == {"unter", "vorbehalt"} and content.name_words() == {"polizei", "nrw"}


def test_a_missing_file_is_found_and_the_rest_is_read(folder: Path) -> None:
    # given a project without one file
    (folder / "locales/de/_terms.yml").unlink()
    # when it is read
    content, findings = read_content(folder / "knowledge", folder / "locales")
    # then the file is told, and the cards are there
    assert told(findings) == "error locales/de/_terms.yml This file is missing."
    assert content.cards["de"]


@pytest.mark.parametrize(("text", "problem"), [("cards: {", "cannot be read"), ("- a\n", "must hold keys")])
def test_a_broken_file_is_found(folder: Path, text: str, problem: str) -> None:
    # given a file that is no YAML, or of another form
    (folder / "locales/de/tenancy.yml").write_text(text, encoding="utf-8")
    # when the project is read, then the file is told
    assert problem in told(read_content(folder / "knowledge", folder / "locales")[1])


def test_a_key_that_stands_twice_is_found(folder: Path) -> None:
    # given a card that stands twice, of which YAML would silently drop the first
    (folder / "locales/de/tenancy.yml").write_text("cards:\n  deposit: {title: A}\n  deposit: {title: B}\n", encoding="utf-8")
    # when the project is read, then the key and its line are told
    findings = read_content(folder / "knowledge", folder / "locales")[1]
    assert told(findings) == "error locales/de/tenancy.yml:deposit The key stands twice, the second time in line 3."


def test_the_place_of_a_card_names_file_and_field() -> None:
    # given a card, when its place is asked, then it can be found by a person
    assert card_place("ro", "tenancy/deposit", "short") == "locales/ro/tenancy.yml:deposit.short"
