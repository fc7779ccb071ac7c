"""One spelling for many: folds scripts, diacritics, digraphs and typing slips to a search key.

People write the same word as *Kündigung*, *kundigung*, *кюндигунг*, the same Bulgarian sound as ш, sh or 6,
the same Romani sound as č, ch, ci, ć or ч. The key is not meant to be read: it only has to be the
same, or nearly the same, for spellings of the same word. It keeps the word borders.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CYRILLIC_TO_KEY = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "z", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "ј": "i", "к": "k", "л": "l", "љ": "li", "м": "m", "н": "n", "њ": "ni",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "ђ": "z", "у": "u", "ў": "u", "ф": "f", "х": "h",
    "ц": "c", "ч": "c", "џ": "z", "ш": "s", "щ": "st", "ъ": "a", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "ө": "t", "ӡ": "z",
}  # fmt: skip
"""Bulgarian, Russian, Serbian letters; ө and ӡ are Cyrillic look-alikes that typed Romani uses for θ and ʒ."""

_LETTERS = {
    "č": "ç", "ć": "ç", "ç": "s", "š": "s", "ś": "s", "ș": "s", "ş": "s", "ž": "z", "ź": "z", "ż": "z", "ʒ": "z",
    "đ": "z", "ț": "ç", "ţ": "ç", "θ": "t", "ř": "r", "ŕ": "r", "ľ": "l", "ď": "d", "ť": "t", "ň": "n", "ñ": "n",
    "ß": "s", "ə": "a", "ı": "i", "ğ": "g", "ł": "l",
}  # fmt: skip
_LETTER_TABLE = str.maketrans({**_LETTERS, **{k: v.replace("c", "ç") for k, v in CYRILLIC_TO_KEY.items()}})

# Informal Bulgarian in Latin letters: 4 = ч, 6 = ш, q = я, w = в, but only inside words that have letters.
_DIGIT_LETTERS = ((re.compile(r"(?<=[a-z])4|4(?=[a-z])"), "ç"), (re.compile(r"(?<=[a-z])6|6(?=[a-z])"), "s"))
_Q_AS_YA = re.compile(r"q(?![ueo])")

_DIGRAPHS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("tsch|tch|tzsch", "ç"),
        ("sch|sh", "s"),
        ("dzh|dz|dj", "z"),
        ("zh", "z"),
        ("ch|ts|tz", "ç"),
        ("ck", "k"),
        (r"c(?=[eiy])", "ç"),
        ("c", "k"),
        ("q", "k"),
        ("ph", "p"),
        ("th", "t"),
        ("kh", "k"),
        ("çh", "ç"),
        ("w", "v"),
        ("[jy]", "i"),
        ("x", "h"),
        ("rr|rh", "r"),
        (r"ie\b", "i"),
    )
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NOT_A_WORD = re.compile(r"[^a-zç#]+")
_REPEATED = re.compile(r"(.)\1+")


def clean(text: str) -> str:
    """Return `text` in normal form C without control, formatting and right-to-left marks, spaces folded."""
    normal = unicodedata.normalize("NFKC", text)
    if not normal.isprintable():  # nearly every text is, and then has none of these
        normal = "".join(
            " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
            for char in normal
            if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn")
        )
    return " ".join(normal.split())


@lru_cache(maxsize=131_072)
def _word_key(word: str) -> str:
    key = word.translate(_LETTER_TABLE)
    key = "".join(char for char in unicodedata.normalize("NFD", key.replace("ç", "\x00")) if unicodedata.category(char) != "Mn")
    key = key.replace("\x00", "ç")
    if any(char.isalpha() for char in key):
        for pattern, replacement in _DIGIT_LETTERS:
            key = pattern.sub(replacement, key)
    key = _NUMBER.sub("#", key)
    key = _Q_AS_YA.sub("ia", key)
    for digraph, replacement in _DIGRAPHS:
        key = digraph.sub(replacement, key)
    key = _NOT_A_WORD.sub(" ", key)
    return _REPEATED.sub(r"\1", key).replace("ç", "c").strip()


def spelling_key(text: str) -> str:
    """Return the search key of `text`: lower case Latin letters, numbers as `#`, single spaces.

    >>> spelling_key("Kündigung") == spelling_key("кюндигунг".replace("ю", "у"))
    True
    >>> spelling_key("6te me izgoni") == spelling_key("Ще ме изгони")
    True
    """
    return " ".join(filter(None, (_word_key(word) for word in clean(text).lower().split())))
