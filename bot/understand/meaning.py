"""What a text is about, and whether it is urgent: one classifier over all questions, dialogue ids and urgent situations."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.understand.encoder import Vectors
from bot.understand.letters import LetterCounter
from bot.understand.sayings import Saying
from bot.understand.softmax import Probabilities
from bot.understand.spelling import spelling_key
from bot.understand.thresholds import OUT_OF_SCOPE, Thresholds, choose_thresholds
from bot.understand.training import train_views
from bot.understand.urgent import UrgentGuess, UrgentThresholds, choose_urgent_thresholds, guess_urgent, is_urgent
from bot.understand.views import Example, Views, combined, fit_blend, letter_counter

Report = Callable[[str], None]
_STRANGE = 0.005
"""Share of real questions that may be too far from every known saying to be answered at once."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one text may mean."""

    intents: tuple[str, ...]
    """All but the urgent situations."""
    probabilities: Probabilities
    """Of `intents`, if the text is not urgent; they add up to one."""
    urgent: UrgentGuess
    nearness: float
    """Similarity (cosine) to the nearest saying known."""


@dataclass(frozen=True)
class MeaningModel:
    """The classifier with all that the decision needs."""

    counter: LetterCounter
    views: Views
    thresholds: Thresholds
    urgent: UrgentThresholds

    def hear(self, text: str, vector: Vectors, language: str) -> Heard:
        """Return what `text` may mean.

        Args:
            text: cleaned.
            vector: its sentence vector.
            language: in which it seems to be written.
        """
        seen = self.views.look(self.counter.rows([spelling_key(text)]), vector[None, :], [language])
        classes = self.views.classes
        intents, probabilities = without_urgent(seen.probabilities, classes)
        return Heard(
            intents, probabilities[0], guess_urgent(seen.probabilities[0], classes, self.urgent), float(seen.nearness[0])
        )

    def save(self, path: Path) -> None:
        """Write the model to one file."""
        np.savez(
            path,
            rarity=self.counter.rarity,
            thresholds=np.array([self.thresholds.answer, self.thresholds.offer, self.thresholds.near]),
            urgent=np.array([self.urgent.card, self.urgent.hint]),
            **self.views.arrays("views"),
        )

    @classmethod
    def load(cls, path: Path) -> MeaningModel:
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            counter = letter_counter()
            counter.rarity = arrays["rarity"]
            return cls(
                counter,
                Views.from_arrays(arrays, "views"),
                Thresholds(*arrays["thresholds"].tolist()),
                UrgentThresholds(*arrays["urgent"].tolist()),
            )


def train_meaning(examples: Sequence[Example], judging: Container[Saying], report: Report) -> MeaningModel:
    """Fit the blend and the thresholds on a part that is held back here, then learn from all examples.

    Args:
        examples: all sayings but those that measure the whole.
        judging: those of them that are held back here.
        report: told how it goes, and what the thresholds trade.
    """
    strange = np.array([example.saying in judging for example in examples])
    judged = [example for example in examples if example.saying in judging]
    meanings = [example.saying.meanings for example in judged]
    languages = [example.saying.language for example in judged]
    trained = train_views(examples, strange)
    views, nearness = trained.trial.apart(trained.judged_rows, np.stack([example.vector for example in judged]))
    trial, blend = trained.trial, fit_blend(views, meanings, languages, trained.trial.classes)
    report(f"blend fitted on {len(judged)} sayings: letters, vector, neighbours")
    for language, exponents in blend.by_language.items():
        report(f"{language:5}" + "".join(f"{part:7.2f}" for part in exponents))
    probabilities = combined(views, blend.exponents(languages))
    urgent = choose_urgent_thresholds(probabilities, meanings, trial.classes, report)
    ordinary = np.array([not is_urgent(right[0]) for right in meanings])
    intents, probabilities = without_urgent(probabilities[ordinary], trial.classes)
    thresholds = choose_thresholds(probabilities, [right for right in meanings if not is_urgent(right[0])], intents, report)
    asked = np.array([right[0] != OUT_OF_SCOPE for right in meanings])
    near = float(np.quantile(nearness[asked], _STRANGE))
    report(f"texts less similar than {near:.2f} to every saying are not answered")
    thresholds = Thresholds(thresholds.answer, thresholds.offer, near)
    return MeaningModel(trained.counter, trained.whole.blended(blend), thresholds, urgent)


def without_urgent(probabilities: Probabilities, classes: Sequence[str]) -> tuple[tuple[str, ...], Probabilities]:
    """Return the classes that are not urgent, and their probabilities given that nothing is.

    Args:
        probabilities: one row a text, one column a class.
        classes: the names of the columns.
    """
    ordinary = np.array([not is_urgent(name) for name in classes])
    rest = probabilities[:, ordinary]
    intents = tuple(name for name in classes if not is_urgent(name))
    return intents, rest / np.maximum(rest.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
