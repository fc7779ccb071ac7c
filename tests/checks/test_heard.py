"""The rules for what people type instead of tapping."""

from __future__ import annotations

from bot.checks import heard
from tests.checks.contents import places, told


def test_a_meaning_that_one_language_lacks_is_found() -> None:
    # given Romanian without a word for no
    phrases = {"de": {"agree": ["ja"], "refuse": ["nein"]}, "ro": {"agree": ["da"]}}
    # when they are checked, then it is told
    assert places(heard.check(phrases)) == ["error refuse"]


def test_a_word_that_means_the_contrary_in_another_language_is_found() -> None:
    # given a word that is yes here and no there, in another script
    phrases = {"de": {"agree": ["ne"], "refuse": ["nein"]}, "bg": {"agree": ["да"], "refuse": ["не"]}}
    # when they are checked, then both languages are told
    assert "“ne” means `refuse` in bg: “не”." in told(heard.check(phrases))


def test_two_languages_may_share_a_word_of_one_meaning() -> None:
    phrases = {
        "ro": {"agree": ["da"], "refuse": ["nu"]},
        "bg": {"agree": ["да"], "refuse": ["не"]},
        "de": {"agree": ["ja"], "refuse": ["nein"]},
    }
    assert list(heard.check(phrases)) == []
