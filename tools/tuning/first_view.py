"""What the letters' view says of sayings that it has not learnt: the encoder is to learn what letters do not tell."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from bot.understand.sayings import Saying, clusters
from bot.understand.spelling import spelling_key
from bot.understand.training import as_written, count_letters, learn_letters
from bot.understand.views import log_softmax

_FOLDS = 5


def letters_say(sayings: Sequence[Saying]) -> NDArray[np.float32]:
    """Return for each saying the logarithms of the probabilities by a letters' view that has learnt only others.

    Args:
        sayings: those that resemble each other are left out together; the columns are their intents in order.
    """
    _, counts, variants = count_letters(sayings, seed=0)
    labels = [saying.intent for saying in sayings]
    seconds = [saying.meanings[-1] for saying in sayings]
    even = np.ones(len(sayings), np.float32)
    first = counts[as_written(variants)]
    fold = _folds(sayings)

    def judged(number: int) -> NDArray[np.float32]:
        trainer = learn_letters(counts, variants, labels, seconds, even, np.flatnonzero(fold != number))
        return log_softmax(trainer.classifier().scores(first[fold == number]))

    found = np.zeros((len(sayings), len(set(labels))), np.float32)
    for number, rows in enumerate(Parallel(n_jobs=2)(delayed(judged)(number) for number in range(_FOLDS))):
        found[fold == number] = rows
    return found


def _folds(sayings: Sequence[Saying]) -> NDArray[np.int64]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, saying in enumerate(sayings):
        groups[saying.intent, saying.language].append(number)
    fold = np.zeros(len(sayings), np.int64)
    for group in groups.values():
        keys = [spelling_key(sayings[number].text) for number in group]
        for cluster in clusters(keys):
            name = hashlib.sha256(min(keys[i] for i in cluster).encode()).hexdigest()
            fold[[group[i] for i in cluster]] = int(name, 16) % _FOLDS
    return fold
