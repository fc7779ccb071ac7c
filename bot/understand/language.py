"""Which language a text is in: Romanian, Bulgarian, Romani, German, or another one that we can name.

A linear model on sequences of one to four letters, trained on our own sayings, on respellings of them by
rule, and on our own sentences in other languages (`data/other_languages`). The conversation's
language is a prior: it decides what the letters leave open ("ok", "Kita?").
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understand.augment import respellings
from bot.understand.letters import LetterCounter, count_on_all_cores
from bot.understand.sayings import Saying
from bot.understand.softmax import SoftmaxClassifier, softmax, train_softmax
from bot.understand.spelling import clean

_ENOUGH = 5000
"""So many sayings of a language, chosen by chance, are enough to know its letters."""

_RATE = 0.1
"""A larger one makes the model too sure of a text of two letters, of which the conversation should decide."""

OURS = ("ro", "bg", "rom", "de")
OTHER = "other"
_BITS = 17
_PRIOR = 0.55
"""Probability that a person goes on in the conversation's language; the rest is shared by the others."""
_CLEARLY = 0.9
"""From this probability on, a change of language is followed."""


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text."""

    language: str
    """ro, bg, rom, de or `other`."""
    confidence: float
    exactly: str
    """The language itself, also when it is not one of ours: tr, en, ru, ..."""
    clear: bool
    """Whether it is sure enough to leave the conversation's language."""


class LanguageModel:
    """Names the language of a text."""

    def __init__(self, classifier: SoftmaxClassifier) -> None:
        self._letters = LetterCounter(1, 4, _BITS)
        self._classifier = classifier

    def guess(self, text: str, conversation: str | None = None) -> LanguageGuess:
        """Return the language of `text`.

        Args:
            text: as typed; without letters, the conversation's language is taken.
            conversation: the language of the conversation, if there is one.
        """
        prepared = prepare(text)
        if not prepared:
            return LanguageGuess(conversation or OURS[0], 0.0, conversation or OURS[0], clear=False)
        names = self._classifier.classes
        probabilities = softmax(self._classifier.scores(self._letters.rows([prepared])))[0]
        if conversation in names:
            prior = np.full(len(names), (1 - _PRIOR) / (len(names) - 1))
            prior[names.index(conversation)] = _PRIOR
            probabilities = probabilities * prior
            probabilities /= probabilities.sum()
        grouped = dict.fromkeys((*OURS, OTHER), 0.0)
        for name, probability in zip(names, probabilities, strict=True):
            grouped[name if name in OURS else OTHER] += float(probability)
        language = max(grouped, key=lambda name: grouped[name])
        exactly = language
        if language == OTHER:
            exactly = max((n for n in names if n not in OURS), key=lambda n: probabilities[names.index(n)])
        confidence = grouped[language]
        return LanguageGuess(language, confidence, exactly, clear=confidence >= _CLEARLY)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what must be kept to load the model again."""
        return self._classifier.arrays("language")

    @classmethod
    def from_arrays(cls, arrays: Any) -> LanguageModel:
        """Load what `arrays` gave."""
        return cls(SoftmaxClassifier.from_arrays(arrays, "language"))


def prepare(text: str) -> str:
    """Return the letters of `text` in lower case; numbers and signs say nothing about the language."""
    return " ".join("".join(c if c.isalpha() or c in "46'" else " " for c in clean(text).lower()).split())


def read_other_languages(root: Path) -> dict[str, list[str]]:
    """Return our own sentences in other languages: the file's name is the language's code."""
    return {path.stem: path.read_text(encoding="utf-8").splitlines() for path in sorted(root.glob("*.txt"))}


def train_language_model(sayings: Iterable[Saying], others: dict[str, list[str]], seed: int = 11) -> LanguageModel:
    """Train on sayings, their respellings and pieces of them, and on sentences in other languages.

    Args:
        sayings: sayings in our languages, without those held back.
        others: sentences by language code.
        seed: the choice of respellings and pieces hangs on it.
    """
    rng = random.Random(seed)
    texts: list[str] = []
    labels: list[str] = []
    ours: dict[str, list[str]] = defaultdict(list)
    for saying in sayings:
        ours[saying.language].append(saying.text)
    enough = {language: rng.sample(known, min(_ENOUGH, len(known))) for language, known in ours.items()}
    for language, text in ((language, text) for known in (enough, others) for language, said in known.items() for text in said):
        variants = [text, *respellings(text, language, rng, 1)]
        for variant in [*variants, *_pieces(variants, rng)]:
            if prepared := prepare(variant):
                texts.append(prepared)
                labels.append(language)
    counts = {label: labels.count(label) for label in set(labels)}
    largest = max(counts.values())
    weights = np.array([(largest / counts[label]) ** 0.5 for label in labels], np.float32)
    model = LanguageModel(SoftmaxClassifier((), np.zeros((0, 0), np.float32), np.zeros(0, np.float32)))
    rows = model._letters.weighted(count_on_all_cores(model._letters.counts, texts))
    model._classifier = train_softmax(rows, labels, weights=weights, epochs=4, rate=_RATE)
    return model


def _pieces(texts: Sequence[str], rng: random.Random) -> list[str]:
    """Cut one piece of one to four words out of some texts: short messages are common."""
    pieces = []
    for text in texts:
        words = text.split()
        length = rng.randint(1, 4)
        if len(words) > length and rng.random() < 0.6:
            start = rng.randrange(len(words) - length)
            pieces.append(" ".join(words[start : start + length]))
    return pieces
