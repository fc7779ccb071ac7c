"""What a text is about, and whether it is urgent: one classifier over all questions, dialogue ids and urgent situations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.understand.encoder import Vectors
from bot.understand.letters import LetterCounter
from bot.understand.sayings import held_back
from bot.understand.softmax import Probabilities
from bot.understand.spelling import spelling_key
from bot.understand.thresholds import OUT_OF_SCOPE, Thresholds, choose_thresholds
from bot.understand.urgent import UrgentGuess, UrgentThresholds, choose_urgent_thresholds, guess_urgent, is_urgent
from bot.understand.views import Example, TwoViews, centred, fit_blend, letter_counter, train_both

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


@dataclass(frozen=True)
class MeaningModel:
    """The classifier with all that the decision needs."""

    counter: LetterCounter
    views: TwoViews
    examples: Vectors
    """Centred vectors of all sayings learnt, for the check of distance."""
    thresholds: Thresholds
    urgent: UrgentThresholds

    def hear(self, text: str, vector: Vectors) -> Heard:
        """Return what `text`, whose sentence vector is `vector`, may mean."""
        row = self.views.probabilities(self.counter.rows([spelling_key(text)]), vector[None, :])
        classes = self.views.classes
        intents, probabilities = without_urgent(row, classes)
        return Heard(intents, probabilities[0], guess_urgent(row[0], classes, self.urgent))

    def nearness(self, vector: Vectors) -> float:
        """Return the cosine similarity to the most similar saying learnt."""
        return float((self.examples @ centred(vector[None, :], self.views.centre)[0]).max())

    def save(self, path: Path) -> None:
        """Write the model to one file."""
        np.savez(
            path,
            rarity=self.counter.rarity,
            examples=self.examples.astype(np.float16),
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
                TwoViews.from_arrays(arrays, "views"),
                arrays["examples"].astype(np.float32),
                Thresholds(*arrays["thresholds"].tolist()),
                UrgentThresholds(*arrays["urgent"].tolist()),
            )


def train_meaning(examples: Sequence[Example], report: Report) -> MeaningModel:
    """Fit the blend and the thresholds on a part that is held back here, then learn from all examples.

    Args:
        examples: all sayings but those that measure the whole (`held_back`).
        report: told how it goes, and what the thresholds trade.
    """
    unseen = held_back((example.saying for example in examples), salt="thresholds")
    learnt = [example for example in examples if example.saying not in unseen]
    judged = [example for example in examples if example.saying in unseen]
    (counter, trial), (full_counter, full) = train_both(learnt, examples)
    blend = fit_blend(trial, judged, counter)
    report(f"blend fitted on {len(judged)} sayings: letters {blend.letters:.2f}, vector {blend.vector:.2f}")
    trial = trial.blended(blend)
    rows = counter.rows([spelling_key(example.saying.text) for example in judged])
    probabilities = trial.probabilities(rows, np.stack([example.vector for example in judged]))
    labels = [example.label for example in judged]
    urgent = choose_urgent_thresholds(probabilities, labels, trial.classes, report)
    ordinary = np.array([not is_urgent(label) for label in labels])
    intents, probabilities = without_urgent(probabilities[ordinary], trial.classes)
    thresholds = choose_thresholds(probabilities, [label for label in labels if not is_urgent(label)], intents, report)
    near = _near_threshold(trial.centre, learnt, judged)
    report(f"texts less similar than {near:.2f} to every saying are not answered")
    vectors = centred(np.stack([example.vector for example in examples]), full.centre)
    thresholds = Thresholds(thresholds.answer, thresholds.offer, near)
    return MeaningModel(full_counter, full.blended(blend), vectors, thresholds, urgent)


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


def _near_threshold(centre: Vectors, learnt: Sequence[Example], judged: Sequence[Example]) -> float:
    """Return the nearness to a learnt saying that all but a few strange questions reach."""
    known = centred(np.stack([example.vector for example in learnt]), centre)
    asked = [example.vector for example in judged if example.label != OUT_OF_SCOPE]
    nearest = (centred(np.stack(asked), centre) @ known.T).max(axis=1)
    return float(np.quantile(nearest, _STRANGE))
