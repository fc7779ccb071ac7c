"""Trains the views: on a part, to see what they make of sayings that they do not know, then on all.

Letters and vectors are learnt side by side on two cores. What the trial has learnt is where the whole begins.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.understand.augment import respellings
from bot.understand.encoder import Vectors
from bot.understand.letters import LetterCounter, count_on_all_cores
from bot.understand.neighbours import Neighbours, principal_axes, projected
from bot.understand.regression import Regression
from bot.understand.sayings import Saying
from bot.understand.softmax import SoftmaxClassifier, SoftmaxTrainer
from bot.understand.spelling import spelling_key
from bot.understand.views import Blend, Example, Views, centred, letter_counter

_RESPELLINGS_PER_SAYING = 2
_EPOCHS = 4
_EPOCHS_MORE = 1
_LETTERS_RATE = 0.3
_LETTERS_BATCH = 1024
_SEEN_AT_LEAST = 12
"""Spellings that a sequence of letters must stand in: with 2 there are two and a half times as many, and it is no better."""
_VECTOR_STRENGTH = 2.0
"""Inverse of the regularisation of the vector's view on centred vectors of length one."""
_VECTOR_STEPS = 60
_VECTOR_STEPS_MORE = 15


@dataclass(frozen=True)
class Trained:
    """The views after the trial and after all, not blended yet."""

    counter: LetterCounter
    trial: Views
    whole: Views
    judged_rows: csr_matrix
    """Letters of the examples that the trial has not seen."""


def train_views(examples: Sequence[Example], judged: NDArray[np.bool_], seed: int = 5) -> Trained:
    """Train the views; classes with few examples count as much as those with many.

    A saying with two meanings teaches each by half.

    Args:
        examples: all there is to learn from.
        judged: for each example, whether the trial leaves it out.
        seed: the choice of respellings hangs on it.
    """
    labels = [example.saying.intent for example in examples]
    seconds = [example.saying.meanings[-1] for example in examples]
    counts = Counter(labels)
    usual = float(np.median(list(counts.values())))
    weights = np.array([usual / counts[label] for label in labels], np.float32)
    vectors = np.stack([example.vector for example in examples])
    centre = vectors.mean(axis=0)
    moved = centred(vectors, centre)
    counter, rows, variants = count_letters([example.saying for example in examples], seed)
    halves = _halves(labels, seconds, weights)
    classes = sorted(counts)
    numbers = np.searchsorted(classes, halves.labels)
    letters, meant = Parallel(n_jobs=2)(
        [
            delayed(_train_letters)(rows, variants, labels, seconds, weights, judged),
            delayed(_train_vectors)(moved[halves.rows], numbers, classes, halves.weights, judged[halves.rows]),
        ]
    )
    axes = principal_axes(moved)
    points = projected(moved, axes)[halves.rows]
    seen = ~judged[halves.rows]
    known = Neighbours.of(axes, points[seen], numbers[seen], halves.weights[seen], len(counts))
    neighbours = Neighbours.of(axes, points, numbers, halves.weights, len(counts))
    trial = Views(letters[0], meant[0], known, centre, Blend())
    whole = Views(letters[1], meant[1], neighbours, centre, Blend())
    return Trained(counter, trial, whole, rows[as_written(variants)[judged]])


class _Halves(NamedTuple):
    """Examples by their number, those with two meanings twice and each time by half."""

    rows: NDArray[np.int64]
    labels: NDArray[np.str_]
    weights: NDArray[np.float32]


def _halves(labels: Sequence[str], seconds: Sequence[str], weights: NDArray[np.float32]) -> _Halves:
    first, second = np.array(labels), np.array(seconds)
    double = np.flatnonzero(first != second)
    rows = np.concatenate([np.arange(len(first)), double])
    shares = np.where(first == second, np.float32(1), np.float32(0.5))
    return _Halves(rows, np.concatenate([first, second[double]]), (weights * shares)[rows])


def count_letters(sayings: Sequence[Saying], seed: int) -> tuple[LetterCounter, csr_matrix, NDArray[np.int64]]:
    """Return a counter that knows what is rare, a row for each spelling of each saying, and how many spellings each has.

    Args:
        sayings: in any order.
        seed: the choice of respellings hangs on it.
    """
    rng = random.Random(seed)
    spellings = [[saying.text, *respellings(saying.text, saying.language, rng, _RESPELLINGS_PER_SAYING)] for saying in sayings]
    variants = np.array([len(texts) for texts in spellings])
    counter = letter_counter()
    counts = count_on_all_cores(_key_counts, [text for texts in spellings for text in texts])
    counter.fit(counts[as_written(variants)])
    return counter, counter.weighted(counts), variants


def _key_counts(texts: Sequence[str]) -> csr_matrix:
    return letter_counter().counts([spelling_key(text) for text in texts])


def as_written(variants: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each saying's first row, which holds its letters as they were written."""
    return np.cumsum(variants) - variants


def _train_letters(
    rows: csr_matrix,
    variants: NDArray[np.int64],
    labels: Sequence[str],
    seconds: Sequence[str],
    weights: NDArray[np.float32],
    judged: NDArray[np.bool_],
) -> tuple[SoftmaxClassifier, SoftmaxClassifier]:
    trainer = learn_letters(rows, variants, labels, seconds, weights, np.flatnonzero(~judged))
    trial = trainer.classifier()
    trainer.learn(_EPOCHS_MORE)
    return trial, trainer.classifier()


def learn_letters(
    rows: csr_matrix,
    variants: NDArray[np.int64],
    labels: Sequence[str],
    seconds: Sequence[str],
    weights: NDArray[np.float32],
    sayings: NDArray[np.int64],
) -> SoftmaxTrainer:
    """Learn the letters' view from some sayings.

    Args:
        rows: the letters of every spelling of every saying.
        variants: how many spellings each saying has.
        labels: what each saying means.
        seconds: what it means as well; the same again if there is nothing else.
        weights: how much each saying counts.
        sayings: the numbers of those to learn from.
    """
    trainer = SoftmaxTrainer(
        rows,
        labels,
        seconds=seconds,
        variants=variants,
        weights=weights,
        rate=_LETTERS_RATE,
        batch=_LETTERS_BATCH,
        seen_at_least=_SEEN_AT_LEAST,
    )
    trainer.learn(_EPOCHS, sayings)
    return trainer


def _train_vectors(
    vectors: Vectors,
    numbers: NDArray[np.int64],
    classes: Sequence[str],
    weights: NDArray[np.float32],
    judged: NDArray[np.bool_],
) -> tuple[SoftmaxClassifier, SoftmaxClassifier]:
    regression = Regression(tuple(classes), _VECTOR_STRENGTH)
    regression.learn(vectors[~judged], numbers[~judged], weights[~judged], _VECTOR_STEPS)
    trial = regression.classifier()
    regression.learn(vectors, numbers, weights, _VECTOR_STEPS_MORE)
    return trial, regression.classifier()
