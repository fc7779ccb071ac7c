"""Rules for a single text: length of sentences, letters, quotation marks, digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.answer.cards import PLACEHOLDER

MAX_WORDS = 15
QUOTES = {"de": "„“", "ro": "„”", "bg": "„“", "rom": "„“"}
"""Opening and closing quotation mark of each language."""
NAMES = frozenset({"nora"})
"""Names that are written without a capital letter: nora is the emergency app of the German police and fire brigades."""

_SENTENCE_END = re.compile(r"(?<=[.!?:;…])[“”]?\s+|\n+")
_WITH_PLACEHOLDER = re.compile(rf"\w*{PLACEHOLDER.pattern}\w*")
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:de|nrw|org|eu|com|ro|bg)\b(?:/\S*)?")
_QUOTED = re.compile("„([^“”]*)[“”]")
_ANY_QUOTE = re.compile('["„“”«»‚‘‹›]')
_CEDILLA = re.compile("[şţŞŢ]")


def placeholders(text: str) -> list[str]:
    """Return the names in braces, in alphabetical order, repetitions kept."""
    return sorted(PLACEHOLDER.findall(text))


def words(text: str) -> list[str]:
    """Return the words of a text as written, without web addresses, placeholders and what is joined to one (U7a)."""
    return _WORD.findall(unicodedata.normalize("NFC", _ADDRESS.sub(" ", _WITH_PLACEHOLDER.sub(" ", text))))


def quoted(text: str) -> list[str]:
    """Return what stands in quotation marks."""
    return _QUOTED.findall(text)


def without_quoted(text: str, keep: frozenset[str] = frozenset()) -> str:
    """Return the text without the phrases in quotation marks, apart from those in `keep`."""
    return _QUOTED.sub(lambda match: match[0] if match[1] in keep else " ", text)


def sentence_problems(text: str) -> Iterator[str]:
    """Find sentences that are too long. A colon ends a sentence: what follows is read on its own."""
    for sentence in _SENTENCE_END.split(text):
        count = sum(any(char.isalnum() for char in word) for word in sentence.split())
        if count > MAX_WORDS:
            yield f"A sentence has {count} words, at most {MAX_WORDS} are allowed: “{sentence.strip()}”"


def digit_problems(text: str) -> Iterator[str]:
    """Find digits and braces outside placeholders: numbers belong into `knowledge/`."""
    rest = PLACEHOLDER.sub("", text)
    if found := re.search(r"\S*\d\S*", rest):
        yield f"There is a digit outside a placeholder: “{found[0]}”"
    if re.search("[{}]", rest):
        yield "There is a brace that belongs to no placeholder."


def letter_problems(text: str, language: str, latin: frozenset[str] = frozenset()) -> Iterator[str]:
    """Find letters that do not belong to the language.

    Args:
        text: to be looked at.
        language: in which it is written.
        latin: words in lower case that may stand in Latin letters in a Bulgarian text.
    """
    if language == "ro" and (found := re.search(rf"\w*{_CEDILLA.pattern}\w*", text)):
        yield f"ș and ț are written with a comma below, not with a cedilla: “{found[0]}”"
    for word in dict.fromkeys(words(text)):
        scripts = {"Cyrillic" if "CYRILLIC" in unicodedata.name(char, "") else "Latin" for char in word}
        if len(scripts) > 1:
            yield f"A word mixes Latin and Cyrillic letters: “{word}”"
        elif scripts == {"Cyrillic"} and language in ("de", "ro"):
            yield f"There is a word in Cyrillic letters: “{word}”"
    if language == "bg":
        unknown = [word for word in dict.fromkeys(words(_without_german_phrases(text))) if _is_stray_latin(word, latin)]
        if unknown:
            yield f"There are Latin words that are neither German terms nor names: {', '.join(unknown)}"


def quote_problems(text: str, language: str) -> Iterator[str]:
    """Find quotation marks that are not those of the language, or have no partner."""
    pair = QUOTES.get(language, "„“")
    marks = "".join(_ANY_QUOTE.findall(text))
    if marks != pair * (len(marks) // 2):
        yield f"Quotation marks must stand in pairs like {pair[0]}this{pair[1]}; here they are {' '.join(marks)}"


def _without_german_phrases(text: str) -> str:
    """Leave out what is quoted in Latin letters: sentences that a person is to say in German."""
    latin = frozenset(phrase for phrase in quoted(text) if not re.search(r"[\u0400-\u04ff]", phrase))
    return without_quoted(text, keep=frozenset(quoted(text)) - latin)


def _is_stray_latin(word: str, latin: frozenset[str]) -> bool:
    return bool(re.fullmatch("[a-zß-ž]+", word)) and word not in latin and word not in NAMES
