"""The rules for Romani words."""

from __future__ import annotations

from pathlib import Path

from bot.checks import romani
from bot.checks.content import Content
from tests.checks.contents import a_card, contents, told


def says(text: str, german: str = "Kaution", romanian: str = "text") -> Content:
    """Contents in which one Romani card says `text`, and all other Romani texts are empty."""
    tables = {
        "_ui": {"button.menu": ""},
        "_terms": {"Kaution": ""},
        "_contacts": {"landlord": ""},
        "_phrases": {"answer.affirm": ""},
        "_checks": {},
    }
    plain = a_card(title="", steps=[], short="")
    cards = {"rom": plain | {"short": text}, "de": plain | {"short": german}, "ro": plain | {"short": romanian}}
    return contents(cards=cards, tables={"rom": tables, "de": {"_terms": {"Kaution": "", "unter Vorbehalt": ""}}})


def unknown(content: Content, known: str = "", loans: str = "") -> list[str]:
    """The words that are found, in order."""
    findings = romani.check(content, frozenset(known.split()), [[word, "Sinn", "ro"] for word in loans.split()])
    return [finding.what.split("“")[1].split("”")[0] for finding in findings]


def test_a_word_in_no_list_is_found_with_its_place() -> None:
    # given a text with one word that no list has
    findings = list(romani.check(says("O kher, o kherr"), frozenset({"o", "kher"}), []))
    # when it is checked, then the word, its place and the way out are told
    assert [finding.where for finding in findings] == ["locales/rom/tenancy.yml:deposit.short"]
    assert "“kherr”" in findings[0].what and romani.LOANS_FILE in findings[0].what


def test_a_word_is_reported_once_with_its_number() -> None:
    # given an unknown word twice, when it is checked, then one finding says how often
    assert "(2 times)" in told(romani.check(says("kherr Kherr"), frozenset(), []))


def test_known_words_and_declared_loans_pass() -> None:
    # given a text of a listed word and a declared loan, when it is checked, then nothing is found
    assert unknown(says("Kher, portalo"), known="kher", loans="portalo") == []


def test_german_nouns_terms_and_placeholders_pass() -> None:
    # given German words that stand in German texts or terms, and a placeholder
    content = says("I Wohnung unter Vorbehalt {deposit.rents} kita.nrw.de", german="Die Wohnung")
    # when it is checked, then only what is Romani must be listed
    assert unknown(content) == ["i"]


def test_a_german_word_without_its_capital_letter_is_found() -> None:
    # given a German noun in lower case, when it is checked, then it is found
    assert unknown(says("wohnung", german="Die Wohnung")) == ["wohnung"]


def test_a_german_sentence_to_be_said_passes_only_if_other_languages_quote_it_too() -> None:
    # given a quoted German sentence
    content = says("„Ich spreche kein Deutsch.“ „khos kadava“", romanian="Spuneți: „Ich spreche kein Deutsch.”")
    # when the Romanian card quotes the same, then only the quoted Romani must be known
    assert unknown(content) == ["kadava", "khos"]


def test_rows_of_the_loans_are_checked() -> None:
    # given rows with mistakes
    rows = [
        ["kher", "Haus", "both"],
        ["drom", "Weg", "both"],
        ["drom", "Weg", "both"],
        ["lil", "Brief"],
        ["E lil", "x", "ro"],
        ["xal", "isst", "ro"],
    ]
    # when they are checked
    report = told(romani.loan_problems(rows, {"drom", "Kher", "lil"}, frozenset({"kher"})))
    # then each mistake is told
    assert "warning knowledge/romani/loans.tsv:kher The word stands in" in report
    assert "error knowledge/romani/loans.tsv:drom The word stands twice." in report
    assert "error knowledge/romani/loans.tsv:lil A row must hold" in report
    assert "error knowledge/romani/loans.tsv:E lil The word must be a single one" in report
    assert "warning knowledge/romani/loans.tsv:xal No text uses" in report


def test_the_list_of_words_is_rebuilt_with_only_the_words_in_use(tmp_path: Path) -> None:
    # given the three word lists, and a text that uses some of their words
    (tmp_path / "glossary.yml").write_text(
        'terms:\n- rom: "lil (pl. lila)"\n  rom_alt: ["hirtija (Erli)"]\n- {rom: "Kita (gradinica)"}\n', encoding="utf-8"
    )
    (tmp_path / "lexicon.tsv").write_text("form\tlemma\nLačho dives\tx\nfremdo\tx\n", encoding="utf-8")
    (tmp_path / "forms_generated.tsv").write_text("form\tlemma\nkheres\tkher\n", encoding="utf-8")
    content = says("Lačho dives! Lila, hirtija, gradinica, kheres, erli, niemals")
    # when the list is written and read again
    target = tmp_path / "new" / "words.txt"
    count = romani.rebuild_words(content, tmp_path, target)
    words = romani.read_words(target)
    # then it holds the words that both sides have, sorted, with source and licence
    assert sorted(words) == ["dives", "gradinica", "hirtija", "kheres", "lačho", "lila"]
    assert count == len(words)
    lines = [line for line in target.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines == sorted(lines)
    assert "CC BY 4.0" in target.read_text(encoding="utf-8")


def test_loans_are_read_without_comments_and_heading(tmp_path: Path) -> None:
    # given a file with a comment, a heading and a row
    path = tmp_path / "loans.tsv"
    path.write_text("# x\nword\tmeaning\tfrom\nkite\tKitas\tform of Kita\n", encoding="utf-8")
    # when it is read, then the row is left
    assert romani.read_loans(path) == [["kite", "Kitas", "form of Kita"]]
    # and a file that is not there has no rows
    assert romani.read_loans(tmp_path / "none.tsv") == []
    assert romani.read_words(tmp_path / "none.txt") == frozenset()


def test_the_rows_of_the_loans_are_checked_with_the_texts() -> None:
    # given a declared word that no text uses
    findings = romani.check(says("drom"), frozenset({"drom"}), [["portalo", "Portal", "both"]])
    # when all rules are applied, then it is told
    assert "portalo No text uses this word" in told(findings)


def test_strings_of_the_interface_are_checked_too() -> None:
    # given an unknown word in the interface, and a German word that stands in the German interface only
    tables = {"rom": {"_ui": {"button.menu": "Themen kherr"}}, "de": {"_ui": {"button.menu": "Alle Themen"}}}
    content = contents(cards={language: {} for language in ("ro", "bg", "rom", "de")}, tables=tables)
    # when it is checked, then the unknown word is found there
    found = told(romani.check(content, frozenset({"rom", "text"}), []))
    assert "locales/rom/_ui.yml:button.menu Unknown Romani word “kherr”" in found
    assert "“themen”" not in found
