"""Situations in which help is shown before anything else. Tuned to miss as few as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.understand.encoder import Vectors
from bot.understand.letters import LetterCounter
from bot.understand.meaning import Blend, Example, TwoViews, fit_blend, fit_letter_counter, letter_counter, train_two_views
from bot.understand.sayings import held_back
from bot.understand.softmax import Probabilities
from bot.understand.spelling import spelling_key

NOT_URGENT = "no"
PREFIX = "urgent_"
_MISSED_AT_MOST = 0.02
"""Share of urgent messages that may get no urgent card; the threshold is the highest that keeps to it."""
_HINT_PART = 0.5
"""At this part of the threshold the number stands in one line above the answer."""
_WEIGHT = 2.0
"""An urgent saying counts twice in training."""


@dataclass(frozen=True, slots=True)
class UrgentGuess:
    """What is recognised of an urgent situation."""

    situation: str | None
    """Shown first, before any answer."""
    hint: str | None
    """Doubtful: one line with its number above the answer."""
    confidence: float


@dataclass(frozen=True)
class UrgentModel:
    """Recognises the urgent situations; everything else is the class `no`."""

    counter: LetterCounter
    views: TwoViews
    threshold: float

    def guess(self, text: str, vector: Vectors) -> UrgentGuess:
        """Return the situation in which the writer of `text` seems to be."""
        row = self.views.probabilities(self.counter.rows([spelling_key(text)]), vector[None, :])[0]
        urgency = 1.0 - float(row[self.views.classes.index(NOT_URGENT)])
        situation = max(
            (name for name in self.views.classes if name != NOT_URGENT), key=lambda name: row[self.views.classes.index(name)]
        )
        return UrgentGuess(
            situation=situation if urgency >= self.threshold else None,
            hint=situation if self.threshold > urgency >= self.threshold * _HINT_PART else None,
            confidence=urgency,
        )

    def save(self, path: Path) -> None:
        """Write the model to one file."""
        np.savez_compressed(
            path, rarity=self.counter.rarity, threshold=np.array([self.threshold]), **self.views.arrays("views")
        )

    @classmethod
    def load(cls, path: Path) -> UrgentModel:
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            counter = letter_counter()
            counter.rarity = arrays["rarity"]
            return cls(counter, TwoViews.from_arrays(arrays, "views"), float(arrays["threshold"][0]))


def train_urgent(examples: Sequence[Example], report: Callable[[str], None]) -> UrgentModel:
    """Learn the situations from all examples; the threshold from a part that is held back here.

    Args:
        examples: sayings with the situation as label, `no` for all that is not urgent.
        report: told what the threshold trades.
    """
    unseen = held_back((example.saying for example in examples), salt="urgent")
    learnt = [example for example in examples if example.saying not in unseen]
    judged = [example for example in examples if example.saying in unseen]
    counter = fit_letter_counter([example.saying for example in learnt])
    trial = train_two_views(learnt, counter, Blend(1, 1), weight_of=_weight)
    blend = fit_blend(trial, judged, counter)
    trial = TwoViews(trial._letters, trial._vector, trial._centre, blend)
    rows = counter.rows([spelling_key(example.saying.text) for example in judged])
    probabilities = trial.probabilities(rows, np.stack([example.vector for example in judged]))
    labels = [example.label for example in judged]
    threshold = choose_urgent_threshold(probabilities, labels, trial.classes, report)
    counter = fit_letter_counter([example.saying for example in examples])
    return UrgentModel(counter, train_two_views(examples, counter, blend, weight_of=_weight), threshold)


def choose_urgent_threshold(
    probabilities: Probabilities, labels: Sequence[str], classes: Sequence[str], report: Callable[[str], None]
) -> float:
    """Return the highest threshold at which no more urgent messages are missed than allowed.

    Args:
        probabilities: one row a saying that the model has not seen, one column a class.
        labels: the situation of each, or `no`.
        classes: the names of the columns.
        report: told what the threshold trades.
    """
    urgency = 1.0 - probabilities[:, list(classes).index(NOT_URGENT)]
    urgent = np.array([label != NOT_URGENT for label in labels])
    threshold = float(np.clip(np.quantile(urgency[urgent], _MISSED_AT_MOST), 0.05, 0.5))
    missed = float((urgency[urgent] < threshold).mean())
    alarms = float((urgency[~urgent] >= threshold).mean())
    report(f"urgent from {threshold:.2f}: missed {missed:.1%} of {urgent.sum()}, shown without need {alarms:.1%} of {(~urgent).sum()}")
    return threshold


def _weight(label: str) -> float:
    return 1.0 if label == NOT_URGENT else _WEIGHT
