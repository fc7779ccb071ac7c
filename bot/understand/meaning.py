"""What a text is about: two views of it, letters and a sentence vector, in one calibrated classifier.

The letters' view knows spellings, German words as heard and Romani; the vector's view knows what other
wordings mean. Each gives a probability for every intent; they are combined as a product of
experts, with the exponents and the thresholds of the decision fitted on sayings that neither view saw.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.understand.augment import respellings
from bot.understand.encoder import Vectors
from bot.understand.letters import LetterCounter
from bot.understand.sayings import Saying, held_back
from bot.understand.softmax import Probabilities, SoftmaxClassifier, softmax, train_softmax
from bot.understand.spelling import spelling_key
from bot.understand.thresholds import OUT_OF_SCOPE, Thresholds, choose_thresholds

Report = Callable[[str], None]
_FEATURES = 2**18
_RESPELLINGS_PER_SAYING = 2
_VECTOR_STRENGTH = 5.0
"""Inverse of the regularisation of the vector's view (scikit-learn's C) on centred vectors of length one."""
_EPOCHS = 7
_VECTOR_STEPS = 80
_STRANGE = 0.005
"""Share of real questions that may be too far from every known saying to be answered at once."""
_LEAST = 1e-7


@dataclass(frozen=True, slots=True)
class Blend:
    """How the two views are combined: `letters**a * vector**b`, normalised."""

    letters: float
    vector: float


class TwoViews:
    """A classifier that sees letters and vector of a text."""

    def __init__(self, letters: SoftmaxClassifier, vector: SoftmaxClassifier, centre: Vectors, blend: Blend) -> None:
        self.classes = letters.classes
        self._letters = letters
        self._vector = vector
        self.centre = centre
        self._blend = blend

    def probabilities(self, letter_rows: Any, vectors: Vectors) -> Probabilities:
        """Return one row a text, one column a class."""
        seen = log_softmax(self._letters.scores(letter_rows)) * self._blend.letters
        meant = log_softmax(self._vector.dense_scores(_centred(vectors, self.centre))) * self._blend.vector
        return softmax(seen + meant)

    def blended(self, blend: Blend) -> TwoViews:
        """Return the same views, combined otherwise."""
        return TwoViews(self._letters, self._vector, self.centre, blend)

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return what must be kept to load the classifier again."""
        return {
            **self._letters.arrays(f"{prefix}_letters"),
            **self._vector.arrays(f"{prefix}_vector"),
            f"{prefix}_centre": self.centre,
            f"{prefix}_blend": np.array([self._blend.letters, self._blend.vector]),
        }

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> TwoViews:
        """Load what `arrays` gave."""
        return cls(
            SoftmaxClassifier.from_arrays(arrays, f"{prefix}_letters"),
            SoftmaxClassifier.from_arrays(arrays, f"{prefix}_vector"),
            arrays[f"{prefix}_centre"],
            Blend(*arrays[f"{prefix}_blend"].tolist()),
        )


@dataclass(frozen=True)
class Example:
    """A saying with the class that it teaches and its vector."""

    saying: Saying
    label: str
    vector: Vectors


def letter_counter() -> LetterCounter:
    """Return a counter of the kind that all classifiers of meaning share, so that a text is counted once."""
    return LetterCounter(2, 5, _FEATURES)


def fit_letter_counter(sayings: Sequence[Saying]) -> LetterCounter:
    """Return a counter that knows how rare letter sequences are in `sayings`."""
    counter = letter_counter()
    counter.fit([spelling_key(saying.text) for saying in sayings])
    return counter


def train_two_views(
    examples: Sequence[Example], counter: LetterCounter, blend: Blend, balance: float = 1.0, seed: int = 5
) -> TwoViews:
    """Train both views.

    Args:
        examples: what to learn from.
        counter: the shared counter of letters.
        blend: how to combine the views; see `fit_blend`.
        balance: 0 to 1; how far classes with few examples are made equal to those with many.
        seed: the choice of respellings hangs on it.
    """
    rng = random.Random(seed)
    texts: list[str] = []
    labels: list[str] = []
    for example in examples:
        saying = example.saying
        for text in (saying.text, *respellings(saying.text, saying.language, rng, _RESPELLINGS_PER_SAYING)):
            texts.append(spelling_key(text))
            labels.append(example.label)
    counts = Counter(example.label for example in examples)
    usual = float(np.median(list(counts.values())))
    weight = {label: (usual / count) ** balance for label, count in counts.items()}
    letters = train_softmax(
        counter.rows(texts), labels, weights=np.array([weight[label] for label in labels]), epochs=_EPOCHS, rate=0.3
    )
    vectors = np.stack([example.vector for example in examples])
    centre = vectors.mean(axis=0)
    names = [example.label for example in examples]
    regression = LogisticRegression(C=_VECTOR_STRENGTH, max_iter=_VECTOR_STEPS, tol=1e-3)
    regression.fit(_centred(vectors, centre), names, sample_weight=[weight[name] for name in names])
    vector = SoftmaxClassifier(
        tuple(regression.classes_.tolist()),
        np.ascontiguousarray(regression.coef_.T, np.float32),
        regression.intercept_.astype(np.float32),
    )
    if letters.classes != vector.classes:
        raise ValueError("the two views were trained on different classes")
    return TwoViews(letters, vector, centre, blend)


def train_both(part: Sequence[Example], whole: Sequence[Example], balance: float) -> list[tuple[LetterCounter, TwoViews]]:
    """Train on a part and on the whole, side by side on two cores; the blend is fitted later.

    Args:
        part: the examples for the trial that judges thresholds.
        whole: all examples.
        balance: see `train_two_views`.
    """
    trained: list[tuple[LetterCounter, TwoViews]] = Parallel(n_jobs=2)(
        delayed(_train_alone)(examples, balance) for examples in (list(part), list(whole))
    )
    return trained


def _train_alone(examples: Sequence[Example], balance: float) -> tuple[LetterCounter, TwoViews]:
    counter = fit_letter_counter([example.saying for example in examples])
    return counter, train_two_views(examples, counter, Blend(1, 1), balance)


def fit_blend(model: TwoViews, examples: Sequence[Example], counter: LetterCounter) -> Blend:
    """Find the exponents that give `examples`, which `model` has not seen, the best probabilities (log loss)."""
    rows = counter.rows([spelling_key(example.saying.text) for example in examples])
    vectors = np.stack([example.vector for example in examples])
    seen = log_softmax(model._letters.scores(rows))
    meant = log_softmax(model._vector.dense_scores(_centred(vectors, model.centre)))
    target = np.array([model.classes.index(example.label) for example in examples])

    def loss(exponents: NDArray[np.float64]) -> float:
        scores = log_softmax((exponents[0] * seen + exponents[1] * meant).astype(np.float32))
        return float(-scores[np.arange(len(target)), target].mean())

    best = minimize(loss, np.array([1.0, 1.0]), method="Nelder-Mead", bounds=[(0.05, 5), (0.05, 5)])
    return Blend(float(best.x[0]), float(best.x[1]))


def log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the logarithm of the probabilities, bounded below so that no view can veto."""
    return np.log(np.maximum(softmax(scores), _LEAST))


def _near_threshold(centre: Vectors, learnt: Sequence[Example], judged: Sequence[Example]) -> float:
    """Return the nearness to a learnt saying that all but a few strange questions reach."""
    known = _centred(np.stack([example.vector for example in learnt]), centre)
    asked = [example.vector for example in judged if example.label != OUT_OF_SCOPE]
    nearest = (_centred(np.stack(asked), centre) @ known.T).max(axis=1)
    return float(np.quantile(nearest, _STRANGE))


def _centred(vectors: Vectors, centre: Vectors) -> Vectors:
    moved = vectors - centre
    result: Vectors = (moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-6)).astype(np.float32)
    return result


@dataclass(frozen=True)
class MeaningModel:
    """The classifier of intents with all that the decision needs."""

    counter: LetterCounter
    views: TwoViews
    examples: Vectors
    """Centred vectors of all sayings learnt, for the check of distance."""
    centre: Vectors
    thresholds: Thresholds

    def probabilities(self, text: str, vector: Vectors) -> Probabilities:
        """Return the probability of each of `views.classes` for one text."""
        return self.views.probabilities(self.counter.rows([spelling_key(text)]), vector[None, :])[0]

    def nearness(self, vector: Vectors) -> float:
        """Return the cosine similarity to the most similar saying learnt."""
        return float((self.examples @ _centred(vector[None, :], self.centre)[0]).max())

    def save(self, path: Path) -> None:
        """Write the model to one file."""
        thresholds = np.array([self.thresholds.answer, self.thresholds.offer, self.thresholds.near])
        np.savez_compressed(
            path,
            rarity=self.counter.rarity,
            examples=self.examples.astype(np.float16),
            centre=self.centre,
            thresholds=thresholds,
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
                arrays["centre"],
                Thresholds(*arrays["thresholds"].tolist()),
            )


def train_meaning(examples: Sequence[Example], report: Report) -> MeaningModel:
    """Fit the blend and the thresholds on a part that is held back here, then learn from all examples.

    Args:
        examples: all sayings but those that measure the whole (`held_back`) and the urgent ones.
        report: told how it goes, and what the thresholds trade.
    """
    unseen = held_back((example.saying for example in examples), salt="thresholds")
    learnt = [example for example in examples if example.saying not in unseen]
    judged = [example for example in examples if example.saying in unseen]
    (counter, trial), (full_counter, full) = train_both(learnt, examples, balance=1.0)
    blend = fit_blend(trial, judged, counter)
    report(f"blend fitted on {len(judged)} sayings: letters {blend.letters:.2f}, vector {blend.vector:.2f}")
    trial = trial.blended(blend)
    rows = counter.rows([spelling_key(example.saying.text) for example in judged])
    vectors = np.stack([example.vector for example in judged])
    labels = [example.label for example in judged]
    thresholds = choose_thresholds(trial.probabilities(rows, vectors), labels, trial.classes, report)
    near = _near_threshold(trial.centre, learnt, judged)
    report(f"texts less similar than {near:.2f} to every saying are not answered")
    thresholds = Thresholds(thresholds.answer, thresholds.offer, near)
    vectors = np.stack([example.vector for example in examples])
    return MeaningModel(full_counter, full.blended(blend), _centred(vectors, full.centre), full.centre, thresholds)
