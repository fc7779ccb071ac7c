"""The rules for a single text."""

from __future__ import annotations

import pytest

from bot.checks import writing

FIFTEEN = " ".join(["wort"] * 15)


@pytest.mark.parametrize(
    "text", [f"{FIFTEEN}.", f"{FIFTEEN}. {FIFTEEN}.", f"Kurz: {FIFTEEN}", f"{FIFTEEN}\n{FIFTEEN}", f"„{FIFTEEN}.“ {FIFTEEN}"]
)
def test_sentences_of_fifteen_words_pass(text: str) -> None:
    # given sentences of fifteen words, when they are counted, then nothing is found
    assert list(writing.sentence_problems(text)) == []


@pytest.mark.parametrize("text", [f"{FIFTEEN} wort.", f"Kurz. {FIFTEEN} {{deposit.rents}}", f"{FIFTEEN}, wort"])
def test_a_sentence_of_sixteen_words_is_found(text: str) -> None:
    # given a sentence of sixteen words, when it is counted, then it is found
    assert "16 words" in " ".join(writing.sentence_problems(text))


@pytest.mark.parametrize("text", ["Bis 3 Monate", "{deposit.rents} bis 3", "§551", "{Deposit}", "{deposit.rents"])
def test_digits_and_loose_braces_are_found(text: str) -> None:
    # given a number or a broken placeholder, when the text is checked, then it is found
    assert list(writing.digit_problems(text))


def test_a_digit_inside_a_placeholder_passes() -> None:
    # given a placeholder whose name has a digit, when the text is checked, then nothing is found
    assert list(writing.digit_problems("Ab {deposit.year2}")) == []


@pytest.mark.parametrize(
    ("text", "language", "problem"),
    [
        ("locuinţă", "ro", "comma below"),
        ("Şcoala", "ro", "comma below"),
        ("Kaution пари", "de", "Cyrillic"),
        ("Kaution пари", "ro", "Cyrillic"),
        ("гарaнция", "bg", "mixes"),  # the second a is a Latin one
        ("khеr", "rom", "mixes"),  # the e is a Cyrillic one
        ("дайте antrag", "bg", "antrag"),
        ("идете в вашата kita", "bg", "kita"),
    ],
)
def test_foreign_letters_are_found(text: str, language: str, problem: str) -> None:
    # given letters that do not belong to the language, when the text is checked, then they are found
    assert problem in " ".join(writing.letter_problems(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("locuință și școală", "ro"),
        ("Вземете Kaution и IBAN", "bg"),
        ("unter Vorbehalt (с уговорка)", "bg"),
        ("Кажете: „Ich spreche kein Deutsch.“", "bg"),
        ("Вижте kita.nrw.de и приложението nora", "bg"),
        ("Brückenprojekt и griffbereitMINI", "bg"),
        ("Masern (čhel, морбили)", "rom"),
    ],
)
def test_german_terms_names_and_phrases_pass(text: str, language: str) -> None:
    # given German words where they belong, when the text is checked, then nothing is found
    assert list(writing.letter_problems(text, language, frozenset({"unter", "vorbehalt"}))) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [("„ja“", "de"), ("„da”", "ro"), ("„да“ и „не“", "bg"), ("„va“", "rom"), ("ohne", "de")],
)
def test_the_quotation_marks_of_a_language_pass(text: str, language: str) -> None:
    # given the marks of the language, when they are checked, then nothing is found
    assert list(writing.quote_problems(text, language)) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [('"ja"', "de"), ("„ja”", "de"), ("„da“", "ro"), ("«да»", "bg"), ("„offen", "de"), ("zu“ und „auf", "de"), ("‚so‘", "de")],
)
def test_other_quotation_marks_are_found(text: str, language: str) -> None:
    # given other marks, or one without partner, when they are checked, then they are found
    assert list(writing.quote_problems(text, language))


def test_a_letter_joined_to_a_figure_is_no_word_but_a_stray_one_is() -> None:
    # given the check-up U7a, whose number is a figure, and a Latin letter that looks like the Bulgarian word for "but"
    # when Bulgarian texts are read, then only the stray letter is found
    assert list(writing.letter_problems("U{child_checkups.no7}a е важен", "bg")) == []
    assert list(writing.letter_problems("Днес не, a утре", "bg"))
