"""What a message says: the words of data/scam, found in whatever spelling and script they are written.

A pattern is made of words as one writes them. `zahl*` also stands for all words that begin so, `zahlen/überweisen` for either,
`24` for any number and `...` for up to six words between. Words are compared by their spelling key, long ones with one slip.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

from actions.rules.fraud.spans import Found, Span
from bot.settings import ROOT
from bot.understand.spelling import spelling_key

SCAM_WORDS = ROOT / "data" / "scam"
_GAP = r"(?:[^ ]+ ){0,6}?"
_WITH_SLIPS = 7
"""From so many letters of its key on, a word may have one slip."""
_TOKEN = re.compile(r"\S+")


class Lexicon:
    """Finds concepts in messages.

    Args:
        languages: for each language its concepts, each with the patterns by which it is said.

    Raises:
        ValueError: a pattern holds no word.
    """

    def __init__(self, languages: Iterable[Mapping[str, Sequence[str]]]) -> None:
        patterns: dict[str, list[str]] = defaultdict(list)
        for concepts in languages:
            for concept, said in concepts.items():
                patterns[concept] += [_regex(pattern) for pattern in said]
        self._concepts = {concept: re.compile(f" (?=((?:{'|'.join(said)}) ))") for concept, said in patterns.items()}
        stems = {
            key for regexes in patterns.values() for regex in regexes for key in re.findall(rf"[a-z]{{{_WITH_SLIPS},}}", regex)
        }
        self._stems: dict[str, list[str]] = defaultdict(list)
        for stem in sorted(stems):
            self._stems[stem[0]].append(stem)
        self._all_stems = tuple(stems)
        self.concepts = frozenset(patterns)

    def find(self, text: str) -> Found:
        """Return the concepts that a text speaks of, with their places.

        Args:
            text: the message; what is no word (an address, an account) should have been blanked out.
        """
        starts, spans, line = [], [], " "
        for token in _TOKEN.finditer(text):
            for key in spelling_key(token[0]).split():
                starts.append(len(line) - 1)
                spans.append(Span(*token.span()))
                line += f"{self._corrected(key)} "
        found: Found = {}
        for concept, regex in self._concepts.items():
            places = []
            for match in regex.finditer(line):
                first = bisect_right(starts, match.start()) - 1
                last = bisect_right(starts, match.end(1) - 2) - 1
                places.append(Span(spans[first].start, spans[last].end))
            if places:
                found[concept] = places
        return found

    def _corrected(self, key: str) -> str:
        """Return the word of the lexicon that was meant, if the key is one slip away from it; else the key."""
        if len(key) < _WITH_SLIPS or key.startswith(self._all_stems):
            return key
        for stem in self._stems.get(key[0], ()):
            for length in (len(stem), len(stem) - 1, len(stem) + 1):
                if len(key) >= length and OSA.distance(key[:length], stem, score_cutoff=1) <= 1:
                    return stem + key[length:]
        return key


@cache
def load_lexicon(folder: Path = SCAM_WORDS) -> Lexicon:
    """Return the words of all languages together: a message may mix them."""
    return Lexicon(yaml.safe_load(path.read_text(encoding="utf-8"))["words"] for path in sorted(folder.glob("*.yml")))


def _regex(pattern: str) -> str:
    parts = []
    for item in pattern.split():
        if item == "...":
            parts.append(_GAP)
        else:
            parts.append(f"(?:{'|'.join(_word(word) for word in item.split('/'))}) ")
    regex = "".join(parts)
    if not re.search("[a-z]", regex):
        raise ValueError(f"no word in the pattern “{pattern}”")
    return regex.removesuffix(" ")


def _word(word: str) -> str:
    key = spelling_key(word.strip("*"))
    if not key:
        raise ValueError(f"no letter in “{word}”")
    return (
        ("[^ ]*" if word.startswith("*") else "") + re.escape(key).replace(r"\ ", " ") + ("[^ ]*" if word.endswith("*") else "")
    )
