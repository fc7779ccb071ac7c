"""What may come in."""

from __future__ import annotations

import pytest

from bot.answer.payloads import Tap
from bot.channels.door import MAX_CHARS, NothingToRead, Text, TooLong, enter, masked


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("/start", "greet"),
        ("/RESTART", "greet"),
        (" /help ", "help"),
        ("/language", "change_language"),
        ("/delete", "delete_data"),
    ],
)
def test_known_commands_are_taps(typed: str, intent: str) -> None:
    assert enter(typed) == Tap(intent, {})


@pytest.mark.parametrize("typed", ['/greet{"language":"ro"}', "/EXTERNAL_staff", "//session_start", "/ /restart now"])
def test_no_other_slash_reaches_rasa(typed: str) -> None:
    entered = enter(typed)
    assert isinstance(entered, Text)
    assert not entered.text.startswith("/")


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u202e\u200b", "\x00\x01"])
def test_nothing_visible_is_nothing_to_read(typed: str) -> None:
    with pytest.raises(NothingToRead):
        enter(typed)


@pytest.mark.parametrize("typed", ["😀😀", "???", "…", "👍🏽"])
def test_signs_without_words_get_an_answer_of_their_own(typed: str) -> None:
    assert enter(typed) == Tap("no_words", {})


def test_a_hundred_thousand_characters_are_refused() -> None:
    with pytest.raises(TooLong):
        enter("a" * 100_000)
    assert isinstance(enter("a" * MAX_CHARS), Text)


def test_account_and_card_numbers_are_covered() -> None:
    # given an IBAN and a card number with right checksums (test numbers of the standards)
    text = "mein konto DE89 3704 0044 0532 0130 00 und karte 4111 1111 1111 1111"
    # then neither is kept
    assert masked(text) == "mein konto DE••• und karte 41•••"


def test_other_numbers_stay() -> None:
    text = "Ruf 0203 283-0 an, Aktenzeichen 12345678901234, 1.400 Euro, 47166"
    assert masked(text) == text
