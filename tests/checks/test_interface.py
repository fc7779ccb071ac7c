"""The rules for the strings of the interface, the terms, the contacts and the phrases."""

from __future__ import annotations

import pytest

from bot.checks import interface
from bot.checks.content import TABLES
from tests.checks.contents import contents, places, told


def table_of(language: str, table: str, **texts: str) -> str:
    """Apply all rules after one table of one language was changed."""
    return told(interface.check(contents(tables={language: {table: texts}})))


def test_nothing_is_found_where_all_languages_have_their_own_texts() -> None:
    # given contents that keep every rule, except that Bulgarian is written in Latin letters in the made-up texts
    content = contents(
        tables={
            "bg": {
                "_ui": {"button.menu": "меню"},
                "_terms": {"Kaution": "пари"},
                "_contacts": {"landlord": "той", "police": "полиция"},
                "_phrases": {"answer.affirm": "да"},
                "_checks": {"checks.back": "назад"},
            }
        }
    )
    # when they are checked, then nothing is found
    assert list(interface.check(content)) == []


@pytest.mark.parametrize("table", TABLES)
def test_keys_that_differ_are_found_in_every_table(table: str) -> None:
    # given a table with one other key
    report = table_of("ro", table, other="alt text")
    # when it is compared with the German one, then both keys are told
    assert f"error locales/ro/{table}.yml:other German has no such text." in report
    assert "This text is missing." in report


def test_placeholders_that_differ_are_found() -> None:
    # given a text that lacks a placeholder, when it is compared, then that is an error
    assert places(interface.differences({"a": "Für {place}"}, {"a": "Pentru"}, "f.yml")) == ["error a"]


def test_an_empty_text_is_found() -> None:
    # given a text of spaces, when it is checked, then that is an error
    assert places(interface.empty({"a": "  ", "b": "x"}, "f.yml")) == ["error a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zurück", ["error a"]),
        ("Kaution: {x}", ["warning a"]),
        ("{x}: {y}", ["warning a"]),
        ("Telefon: {x}", []),
        ("Telefon zurück", ["error a"]),
    ],
)
def test_a_german_text_in_another_language_is_found(text: str, expected: list[str]) -> None:
    # given a text that is the same as in German
    german_words, same = frozenset({"kaution"}), frozenset({"telefon"})
    # when the languages are compared, then it is an error, unless it must stay German or is spelt alike
    assert places(interface.untranslated({"a": text}, {"a": text}, "f.yml", german_words, same)) == expected


def test_foreign_letters_and_quotation_marks_are_found() -> None:
    # given a Romanian text with a cedilla and one with the marks of English
    report = table_of("ro", "_ui", **{"button.menu": 'Meniu şi "ajutor"'})
    # when they are checked, then both are told
    assert "comma below" in report and "Quotation marks" in report


def test_a_contact_that_does_not_exist_is_found() -> None:
    # given a description of a contact that nobody knows, when it is checked, then that is an error
    assert "no such contact" in table_of("de", "_contacts", nobody="Hilft")


def test_every_rule_is_applied_to_every_table() -> None:
    # given an empty German text, and a Romanian one that is the German one
    content = contents(
        tables={"de": {"_ui": {"button.menu": " "}, "_terms": {"Kaution": "Geld"}}, "ro": {"_terms": {"Kaution": "Geld"}}}
    )
    # when all rules are applied, then both are told
    report = told(interface.check(content))
    assert "locales/de/_ui.yml:button.menu This text is empty." in report
    assert "locales/ro/_terms.yml:Kaution This is still the German text" in report


def test_a_word_that_romanian_shares_with_german_passes() -> None:
    # given a text of such a word in both languages
    content = contents(tables={language: {"_ui": {"button.menu": "Telefon"}} for language in ("de", "ro", "rom")})
    # when all rules are applied, then it is an error in Romani, but not in Romanian
    assert [finding.file for finding in interface.check(content) if "German text" in finding.what] == ["locales/rom/_ui.yml"]


def test_a_contact_that_nobody_describes_is_found() -> None:
    # given a contact of knowledge/contacts.yml without a line about it
    content = contents(contacts={"landlord": {"name": "Vermieter"}, "police": {"name": "Polizei"}, "bank": {"name": "Bank"}})
    # when it is checked, then the German table is named
    assert "error locales/de/_contacts.yml:bank" in told(interface.check(content))


def test_a_phrase_of_the_desk_is_as_easy_to_read_as_a_card() -> None:
    # given a phrase with a long sentence and a number of its own
    text = "Wir haben sehr viele Wörter in einen einzigen Satz gepackt und hören danach noch immer nicht auf. Sie haben 3 Tage."
    # when the phrases are checked
    report = table_of("de", "_phrases", **{"answer.affirm": text})
    # then both are found; strings of the interface may be longer
    assert "locales/de/_phrases.yml:answer.affirm A sentence has 17 words" in report
    assert "There is a digit outside a placeholder: “3”" in report
    assert "A sentence has" not in table_of("de", "_ui", **{"button.menu": text})


def test_long_sentences_and_digits_in_guided_checks_are_found() -> None:
    content = contents(tables={"de": {"_checks": {"checks.back": "Sie haben 2 Wochen.", "checks.say_back": "2 / zurück"}}})
    report = told(interface.check(content))
    assert "_checks.yml:checks.back There is a digit" in report and "say_back There is" not in report
