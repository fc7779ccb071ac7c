"""Respells training sayings by rule, the way people really type them.

Used in training only: the letters' side of the meaning model and the language model learn from the
respelled sayings as well. The held-back sayings are never respelled. The tables follow the
project's guide to Romani spelling and the usual ways of writing Bulgarian in Latin letters.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Respelling = Callable[[str, random.Random], str]

_BG_SHARED = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ь": "i", "ю": "yu", "я": "ya",
}  # fmt: skip
_BG_LATIN_SYSTEMS: tuple[dict[str, str], ...] = (
    {**_BG_SHARED, "й": "y", "ь": "y"},
    {**_BG_SHARED, "ч": "4", "ш": "6", "щ": "6t", "ж": "j", "я": "q", "ъ": "y", "ц": "c", "й": "i", "ю": "iu"},
    {**_BG_SHARED, "ч": "4", "ш": "6", "щ": "6t", "ж": "j", "я": "q", "ъ": "u", "ц": "c", "й": "j", "в": "w", "ю": "yu"},
    {**_BG_SHARED, "ж": "j", "я": "ia", "ъ": "a", "ц": "c", "й": "i", "ю": "iu", "х": "x"},
    {**_BG_SHARED, "ч": "4", "ш": "sh", "щ": "sht", "ж": "j", "я": "ja", "ъ": "u", "ц": "c", "й": "j", "ю": "ju"},
)

_ROM_DIGRAPHS = (("čh", "ch"), ("č", "ch"), ("š", "sh"), ("ž", "zh"), ("dž", "dj"), ("x", "h"), ("rr", "r"), ("c", "ts"))
_ROM_ROMANIAN = (
    ("čhi", "ci"), ("čhe", "ce"), ("čh", "ci"), ("či", "ci"), ("če", "ce"), ("č", "ci"), ("š", "ș"), ("dži", "gi"),
    ("dže", "ge"), ("dž", "gi"), ("ž", "j"), ("x", "h"), ("c", "ț"), ("ph", "p"), ("th", "t"), ("rr", "r"), ("j", "i"),
)  # fmt: skip
_ROM_IRU = (("čh", "ćh"), ("č", "ć"), ("š", "ś"), ("dž", "ʒ"), ("ž", "ź"), ("eske", "esqe"), ("este", "esθe"), ("enge", "enqe"))
_ROM_PLAIN = (("čh", "ch"), ("č", "c"), ("š", "s"), ("dž", "dz"), ("ž", "z"))
_ROM_SERBIAN = (("čh", "ć"), ("dž", "đ"), ("x", "h"), ("rr", "r"))
_ROM_KALDERASH = (("čhav", "šav"), ("dža", "ža"), ("na ", "či "), (" si ", " sî "), ("som", "sim"))
_ROM_CYRILLIC = (
    ("dž", "дж"), ("čh", "ч"), ("č", "ч"), ("š", "ш"), ("ž", "ж"), ("ja", "я"), ("ju", "ю"), ("rr", "р"), ("kh", "к"),
    ("ph", "п"), ("th", "т"), ("a", "а"), ("b", "б"), ("v", "в"), ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"),
    ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("x", "х"), ("h", "х"), ("c", "ц"), ("w", "в"), ("y", "и"), ("q", "к"),
)  # fmt: skip

_KEY_ROWS = ("qwertzuiop", "asdfghjkl", "yxcvbnm", "чшертъуиопяз", "асдфгхйкл", "жцвбнм")
_NEIGHBOURS: dict[str, str] = {}
for _row in _KEY_ROWS:
    for _i, _char in enumerate(_row):
        _NEIGHBOURS[_char] = _NEIGHBOURS.get(_char, "") + _row[max(0, _i - 1) : _i] + _row[_i + 1 : _i + 2]


def _replace_all(text: str, table: tuple[tuple[str, str], ...]) -> str:
    for old, new in table:
        text = text.replace(old, new)
    return text


def without_diacritics(text: str, _rng: random.Random | None = None) -> str:
    """Leave out the signs above and below Latin letters; Cyrillic й stays."""
    return text.translate(_BARE)


class _Bare(dict[int, str]):
    """What stays of each character, found once: training asks for millions."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        cyrillic = "Ѐ" <= char <= "ӿ"
        decomposed = char if cyrillic else unicodedata.normalize("NFD", char)
        bare = "".join(part for part in decomposed if cyrillic or unicodedata.category(part) != "Mn")
        self[code] = bare
        return bare


_BARE = _Bare({ord("ß"): "ss", ord("đ"): "dj", ord("ı"): "i"})
_BARE_BUT_CARONS = _Bare({**_BARE, **{ord(char): char for char in "čšž"}})


def bulgarian_in_latin(text: str, rng: random.Random) -> str:
    """Write Bulgarian in one of the usual Latin systems (official, 4-6-q-y, 4-6-q-w, x-ia, ja-ju)."""
    table = str.maketrans(rng.choice(_BG_LATIN_SYSTEMS))
    return text.lower().translate(table)


def romani_respelled(text: str, rng: random.Random) -> str:
    """Write Romani as on the internet, in Romanian, IRU or Serbian habit, plainly or with Kalderash sounds."""
    tables = (_ROM_DIGRAPHS, _ROM_ROMANIAN, _ROM_IRU, _ROM_PLAIN, _ROM_SERBIAN, _ROM_KALDERASH)
    respelled = _replace_all(text.lower(), rng.choice(tables))
    return without_diacritics(respelled) if rng.random() < 0.4 else respelled


def romani_in_cyrillic(text: str, _rng: random.Random) -> str:
    """Write Romani in Bulgarian Cyrillic letters."""
    return _replace_all(without_diacritics_but_carons(text.lower()), _ROM_CYRILLIC)


def without_diacritics_but_carons(text: str) -> str:
    """Leave out all diacritics but the carons of č š ž, which are letters of their own in Romani."""
    return text.translate(_BARE_BUT_CARONS)


def german_umlauts_spelled_out(text: str, _rng: random.Random) -> str:
    """Write ä ö ü ß as ae oe ue ss."""
    return _replace_all(text, (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")))


def with_slips(text: str, rng: random.Random) -> str:
    """Make one slip of the thumb for every 20 letters: swap, drop, double or hit the neighbouring key."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 20)):
        i = rng.randrange(max(1, len(letters) - 1))
        if not letters[i].isalpha():
            continue
        kind = rng.randrange(4)
        if kind == 0 and i + 1 < len(letters):
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
        elif kind == 1:
            letters[i] = ""
        elif kind == 2:
            letters[i] *= 2
        elif neighbours := _NEIGHBOURS.get(letters[i].lower()):
            letters[i] = rng.choice(neighbours)
    return "".join(letters)


def without_punctuation(text: str, _rng: random.Random) -> str:
    """Lower case and no punctuation, as on a phone."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())


RESPELLINGS: dict[str, tuple[Respelling, ...]] = {
    "ro": (without_diacritics, without_punctuation, with_slips),
    "bg": (bulgarian_in_latin, bulgarian_in_latin, without_punctuation, with_slips),
    "rom": (romani_respelled, romani_respelled, romani_in_cyrillic, without_punctuation, with_slips),
    "de": (without_diacritics, german_umlauts_spelled_out, without_punctuation, with_slips),
}
"""What is done to a saying of each language; a rule that stands twice is used twice as often."""


def is_cyrillic(text: str) -> bool:
    """Tell whether most letters of `text` are Cyrillic."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum("Ѐ" <= char <= "ӿ" for char in letters) > len(letters)


def respellings(text: str, language: str, rng: random.Random, how_many: int) -> list[str]:
    """Return up to `how_many` different respellings of `text`; a rule that changes nothing gives none.

    Args:
        text: the saying as written.
        language: ro, bg, rom or de; another language gets only slips.
        rng: the source of chance, so that a training can be repeated.
        how_many: how many rules to try.
    """
    rules = list(RESPELLINGS.get(language, (with_slips,)))
    rng.shuffle(rules)
    made = {rule(text, rng) for rule in rules[:how_many]}
    return sorted(made - {text})
