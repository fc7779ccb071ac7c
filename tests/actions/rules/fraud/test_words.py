"""Words are found in whatever spelling and script."""

from __future__ import annotations

import pytest

from actions.rules.fraud.spans import Span
from actions.rules.fraud.words import Lexicon, load_lexicon


@pytest.mark.parametrize(
    ("concept", "text"),
    [
        ("deposit", "Er will die Kaution sofort"),
        ("deposit", "vrea garantia acum"),
        ("deposit", "иска депозита веднага"),
        ("deposit", "iska depozita vednaga"),
        ("keys", "ще прати ключовете"),
        ("keys", "shte prati kliuchovete"),
        ("before_viewing", "înainte să văd apartamentul"),
        ("before_viewing", "inainte sa vad apartamentul"),
        ("before_viewing", "angla te dikhav o kher"),
        ("before_viewing", "англа те дикхав о кхер"),
        ("before_viewing", "angla te dicau o cher"),
        ("new_number", "asta e numarul meu nou"),
        ("urgency", "Innerhalb von 24 Stunden antworten"),
    ],
)
def test_a_concept_is_found_in_every_spelling(concept: str, text: str) -> None:
    assert concept in load_lexicon().find(text)


def test_a_long_word_may_have_one_slip_and_a_short_one_none() -> None:
    # given a lexicon with a long word and a short one
    lexicon = Lexicon([{"card": ["kreditkarte*"], "pay": ["zahl"]}])
    # then one slip is forgiven only in the long one
    assert "card" in lexicon.find("Ihre Kreditkrate bitte")
    assert "pay" not in lexicon.find("Der Wahl nach")


def test_a_gap_spans_six_words_and_no_more() -> None:
    lexicon = Lexicon([{"sealed": ["geld ... schicken"]}])
    assert lexicon.find("Geld eins zwei drei vier fünf sechs schicken")
    assert not lexicon.find("Geld eins zwei drei vier fünf sechs sieben schicken")


def test_the_place_of_a_concept_is_that_of_its_words() -> None:
    text = "Bitte: „Kaution“ jetzt überweisen!"
    assert Lexicon([{"pay": ["jetzt überweisen"]}]).find(text)["pay"] == [Span(17, len(text))]


def test_a_pattern_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="no word"):
        Lexicon([{"nothing": ["24 24"]}])
