"""Two views of a text, its letters and its sentence vector, in one calibrated classifier.

The letters' view knows spellings, German words as heard and Romani; the vector's view knows what other
wordings mean. Each gives a probability for every class; they are combined as a product of
experts, with exponents fitted on sayings that neither view saw.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.understand.augment import respellings
from bot.understand.encoder import Vectors
from bot.understand.letters import LetterCounter
from bot.understand.sayings import Saying
from bot.understand.softmax import Probabilities, SoftmaxClassifier, softmax, train_softmax
from bot.understand.spelling import spelling_key

_FEATURES = 2**18
_RESPELLINGS_PER_SAYING = 2
_VECTOR_STRENGTH = 2.0
"""Inverse of the regularisation of the vector's view (scikit-learn's C) on centred vectors of length one."""
_EPOCHS = 5
_VECTOR_STEPS = 60
_VECTOR_TOLERANCE = 1e-5
"""The slope at which the vector's view stops. It falls with the number of classes: 1e-3 stops at once with a hundred."""
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
        meant = log_softmax(self._vector.dense_scores(centred(vectors, self.centre))) * self._blend.vector
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


def train_two_views(examples: Sequence[Example], counter: LetterCounter, seed: int = 5) -> TwoViews:
    """Train both views; classes with few examples count as much as those with many.

    Args:
        examples: what to learn from.
        counter: the shared counter of letters.
        seed: the choice of respellings hangs on it.
    """
    rng = random.Random(seed)
    spellings = [
        [saying.text, *respellings(saying.text, saying.language, rng, _RESPELLINGS_PER_SAYING)]
        for saying in (example.saying for example in examples)
    ]
    labels = [example.label for example in examples]
    counts = Counter(labels)
    usual = float(np.median(list(counts.values())))
    weights = np.array([usual / counts[label] for label in labels], np.float32)
    rows = counter.rows([spelling_key(text) for texts in spellings for text in texts])
    letters = train_softmax(rows, labels, variants=[len(texts) for texts in spellings], weights=weights, epochs=_EPOCHS, rate=0.3)
    vectors = np.stack([example.vector for example in examples])
    centre = vectors.mean(axis=0)
    regression = LogisticRegression(C=_VECTOR_STRENGTH, max_iter=_VECTOR_STEPS, tol=_VECTOR_TOLERANCE)
    regression.fit(centred(vectors, centre), labels, sample_weight=weights)
    if not regression.coef_.any():
        raise RuntimeError("the vector's view has learnt nothing: its solver stopped at once")
    vector = SoftmaxClassifier(
        tuple(regression.classes_.tolist()),
        np.ascontiguousarray(regression.coef_.T, np.float32),
        regression.intercept_.astype(np.float32),
    )
    if letters.classes != vector.classes:
        raise ValueError("the two views were trained on different classes")
    return TwoViews(letters, vector, centre, Blend(1, 1))


def train_both(part: Sequence[Example], whole: Sequence[Example]) -> list[tuple[LetterCounter, TwoViews]]:
    """Train on a part and on the whole, side by side on two cores; the blend is fitted later.

    Args:
        part: the examples for the trial that judges thresholds.
        whole: all examples.
    """
    trained: list[tuple[LetterCounter, TwoViews]] = Parallel(n_jobs=2)(
        delayed(_train_alone)(examples) for examples in (list(part), list(whole))
    )
    return trained


def _train_alone(examples: Sequence[Example]) -> tuple[LetterCounter, TwoViews]:
    counter = fit_letter_counter([example.saying for example in examples])
    return counter, train_two_views(examples, counter)


def fit_blend(model: TwoViews, examples: Sequence[Example], counter: LetterCounter) -> Blend:
    """Find the exponents that give `examples`, which `model` has not seen, the best probabilities (log loss)."""
    rows = counter.rows([spelling_key(example.saying.text) for example in examples])
    vectors = np.stack([example.vector for example in examples])
    seen = log_softmax(model._letters.scores(rows))
    meant = log_softmax(model._vector.dense_scores(centred(vectors, model.centre)))
    target = np.array([model.classes.index(example.label) for example in examples])

    def loss(exponents: NDArray[np.float64]) -> float:
        scores = log_softmax((exponents[0] * seen + exponents[1] * meant).astype(np.float32))
        return float(-scores[np.arange(len(target)), target].mean())

    best = minimize(loss, np.array([1.0, 1.0]), method="Nelder-Mead", bounds=[(0.05, 5), (0.05, 5)])
    return Blend(float(best.x[0]), float(best.x[1]))


def log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the logarithm of the probabilities, bounded below so that no view can veto."""
    return np.log(np.maximum(softmax(scores), _LEAST))


def centred(vectors: Vectors, centre: Vectors) -> Vectors:
    """Return vectors as seen from `centre`, of length one again."""
    moved = vectors - centre
    result: Vectors = (moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-6)).astype(np.float32)
    return result
