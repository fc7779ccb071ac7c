"""Situations in which help is shown before anything else. Tuned to miss as few as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.understand.softmax import Probabilities

PREFIX = "urgent_"
NEIGHBOURS = frozenset(
    {"tenancy_locked_out", "tenancy_eviction", "tenancy_energy_debt", "tenancy_landlord_access", "tenancy_bad_housing"}
)
"""Questions so near to an emergency that showing its number first is no false alarm."""
_ALARMS_AT_MOST = 0.04
"""Share of other messages that may be taken over by an urgent card; the threshold is the lowest that keeps to it."""
_HINTS_AT_MOST = 0.12
"""Share of other messages that may get the number in one line above their answer."""


@dataclass(frozen=True, slots=True)
class UrgentThresholds:
    """Probabilities that something is urgent at all, from which it is shown."""

    card: float
    """From here on, the urgent card comes first."""
    hint: float
    """From here on, its number stands in one line above the answer."""


@dataclass(frozen=True, slots=True)
class UrgentGuess:
    """What is recognised of an urgent situation."""

    situation: str | None
    """Shown first, before any answer."""
    hint: str | None
    """Doubtful: one line with its number above the answer."""
    confidence: float


def is_urgent(intent: str) -> bool:
    """Tell whether an intent is an urgent situation."""
    return intent.startswith(PREFIX)


def guess_urgent(row: Probabilities, classes: Sequence[str], thresholds: UrgentThresholds) -> UrgentGuess:
    """Return the situation in which a writer seems to be.

    Args:
        row: the probability of each class.
        classes: their names.
        thresholds: from the training.
    """
    found = {name: float(probability) for name, probability in zip(classes, row, strict=True) if is_urgent(name)}
    urgency = sum(found.values())
    situation = max(found, key=lambda name: found[name])
    return UrgentGuess(
        situation=situation if urgency >= thresholds.card else None,
        hint=situation if thresholds.card > urgency >= thresholds.hint else None,
        confidence=urgency,
    )


def choose_urgent_thresholds(
    probabilities: Probabilities, meanings: Sequence[Sequence[str]], classes: Sequence[str], report: Callable[[str], None]
) -> UrgentThresholds:
    """Return the lowest thresholds for card and hint that keep false alarms within bounds.

    Args:
        probabilities: one row a saying that the model has not seen, one column a class.
        meanings: for each saying, all that is right.
        classes: the names of the columns.
        report: told what the thresholds trade.
    """
    urgency = probabilities[:, [is_urgent(name) for name in classes]].sum(axis=1)
    urgent = np.array([is_urgent(right[0]) for right in meanings])
    far = np.array([not any(is_urgent(name) or name in NEIGHBOURS for name in right) for right in meanings])
    card, hint = (float(np.quantile(urgency[far], 1 - share)) for share in (_ALARMS_AT_MOST, _HINTS_AT_MOST))
    report("urgent     threshold  found  shown without need")
    for name, threshold in (("card", card), ("hint", hint)):
        found = float((urgency[urgent] >= threshold).mean())
        alarms = float((urgency[far] >= threshold).mean())
        report(f"{name:9}  {threshold:9.2f}  {found:5.1%}  {alarms:18.1%}")
    return UrgentThresholds(card, hint)
