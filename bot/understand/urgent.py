"""Situations in which help is shown before anything else. Tuned to miss as few as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.understand.encoder import Vectors
from bot.understand.letters import LetterCounter
from bot.understand.meaning import Example, TwoViews, fit_blend, letter_counter, train_both
from bot.understand.sayings import held_back
from bot.understand.softmax import Probabilities
from bot.understand.spelling import spelling_key

NOT_URGENT = "no"
NEIGHBOURS = frozenset(
    {"tenancy_locked_out", "tenancy_eviction", "tenancy_energy_debt", "tenancy_landlord_access", "tenancy_bad_housing"}
)
"""Questions so near to an emergency that showing its number first is no false alarm."""
PREFIX = "urgent_"
_ALARMS_AT_MOST = 0.04
"""Share of other messages that may be taken over by an urgent card; the threshold is the lowest that keeps to it."""
_HINTS_AT_MOST = 0.12
"""Share of other messages that may get the number in one line above their answer."""
_BALANCE = 0.7
"""There are far more sayings that are not urgent; made fully equal they would hardly count."""


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
    """From this probability on, the urgent card comes first."""
    hint_threshold: float
    """From this probability on, its number stands in one line above the answer."""

    def guess(self, text: str, vector: Vectors) -> UrgentGuess:
        """Return the situation in which the writer of `text` seems to be."""
        row = self.views.probabilities(self.counter.rows([spelling_key(text)]), vector[None, :])[0]
        urgency = 1.0 - float(row[self.views.classes.index(NOT_URGENT)])
        situation = max(
            (name for name in self.views.classes if name != NOT_URGENT), key=lambda name: row[self.views.classes.index(name)]
        )
        return UrgentGuess(
            situation=situation if urgency >= self.threshold else None,
            hint=situation if self.threshold > urgency >= self.hint_threshold else None,
            confidence=urgency,
        )

    def save(self, path: Path) -> None:
        """Write the model to one file."""
        np.savez_compressed(
            path,
            rarity=self.counter.rarity,
            thresholds=np.array([self.threshold, self.hint_threshold]),
            **self.views.arrays("views"),
        )

    @classmethod
    def load(cls, path: Path) -> UrgentModel:
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            counter = letter_counter()
            counter.rarity = arrays["rarity"]
            return cls(counter, TwoViews.from_arrays(arrays, "views"), *arrays["thresholds"].tolist())


def train_urgent(examples: Sequence[Example], report: Callable[[str], None]) -> UrgentModel:
    """Learn the situations from all examples; the threshold from a part that is held back here.

    Args:
        examples: sayings with the situation as label, `no` for all that is not urgent.
        report: told what the threshold trades.
    """
    unseen = held_back((example.saying for example in examples), salt="urgent")
    learnt = [example for example in examples if example.saying not in unseen]
    judged = [example for example in examples if example.saying in unseen]
    (counter, trial), (full_counter, full) = train_both(learnt, examples, _BALANCE)
    blend = fit_blend(trial, judged, counter)
    trial = trial.blended(blend)
    rows = counter.rows([spelling_key(example.saying.text) for example in judged])
    probabilities = trial.probabilities(rows, np.stack([example.vector for example in judged]))
    labels = [example.label for example in judged]
    far = [example.label != NOT_URGENT or example.saying.intent not in NEIGHBOURS for example in judged]
    labels_far = [label for label, counts in zip(labels, far, strict=True) if counts]
    thresholds = choose_urgent_thresholds(probabilities[np.array(far)], labels_far, trial.classes, report)
    return UrgentModel(full_counter, full.blended(blend), *thresholds)


def choose_urgent_thresholds(
    probabilities: Probabilities, labels: Sequence[str], classes: Sequence[str], report: Callable[[str], None]
) -> tuple[float, float]:
    """Return the lowest thresholds for card and hint that keep false alarms within bounds.

    Args:
        probabilities: one row a saying that the model has not seen, one column a class.
        labels: the situation of each, or `no`.
        classes: the names of the columns.
        report: told what the thresholds trade.
    """
    urgency = 1.0 - probabilities[:, list(classes).index(NOT_URGENT)]
    urgent = np.array([label != NOT_URGENT for label in labels])
    card, hint = (float(np.quantile(urgency[~urgent], 1 - share)) for share in (_ALARMS_AT_MOST, _HINTS_AT_MOST))
    report("urgent     threshold  found  shown without need")
    for name, threshold in (("card", card), ("hint", hint)):
        found = float((urgency[urgent] >= threshold).mean())
        alarms = float((urgency[~urgent] >= threshold).mean())
        report(f"{name:9}  {threshold:9.2f}  {found:5.1%}  {alarms:18.1%}")
    return card, hint
