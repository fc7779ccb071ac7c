"""Gives the encoder the script that it knows: Bulgarian in Cyrillic, Romani in Latin letters."""

from __future__ import annotations

import re

from bot.understand.augment import is_cyrillic

_BULGARIAN_DIGRAPHS = (
    ("6t", "щ"), ("sht", "щ"), ("4", "ч"), ("6", "ш"), ("tch", "ч"), ("ch", "ч"), ("sh", "ш"), ("zh", "ж"), ("ts", "ц"),
    ("ya", "я"), ("ja", "я"), ("ia", "я"), ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("q", "я"), ("w", "в"),
)  # fmt: skip
_BULGARIAN_LETTERS = str.maketrans("abvgdezijklmnoprstufhcyx", "абвгдезийклмнопрстуфхцъх")
_ROMANI_LETTERS = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "ž", "з": "z", "и": "i", "й": "j", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x",
    "ц": "c", "ч": "č", "ш": "š", "щ": "št", "ъ": "ă", "ы": "y", "ь": "", "ю": "ju", "я": "ja", "э": "e",
})  # fmt: skip
_LATIN = re.compile(r"[a-z]")


def for_encoder(text: str, language: str) -> str:
    """Return `text` in the script in which the encoder has read most of this language.

    Args:
        text: as typed.
        language: ro, bg, rom or de; texts of other languages come back unchanged.
    """
    if language == "bg" and not is_cyrillic(text):
        return " ".join(_bulgarian_word(word) for word in text.lower().split())
    if language == "rom" and is_cyrillic(text):
        return text.lower().translate(_ROMANI_LETTERS)
    return text


def _bulgarian_word(word: str) -> str:
    if not _LATIN.search(word):
        return word
    for latin, cyrillic in _BULGARIAN_DIGRAPHS:
        word = word.replace(latin, cyrillic)
    return word.translate(_BULGARIAN_LETTERS)
