"""The views of meaning, each on its own."""

from __future__ import annotations

from itertools import product

import numpy as np

from bot.understand.sayings import Saying
from bot.understand.training import train_views
from bot.understand.views import Blend, Example, centred

CLASSES = 140
"""More than there are questions: what works for a few classes need not work for many."""


def _examples(rng: np.random.Generator, middles: np.ndarray, each: int) -> list[Example]:
    """Sayings whose vectors lie around the middle of their class, and whose letters say nothing."""
    found = []
    for number, middle in enumerate(middles):
        for _ in range(each):
            vector = middle + 0.1 * rng.normal(size=middle.shape)
            saying = Saying("was mache ich", f"class_{number:03}", "de", "short")
            found.append(Example(saying, saying.intent, (vector / np.linalg.norm(vector)).astype(np.float32)))
    return found


def test_the_vectors_view_learns_many_classes() -> None:
    # given 140 classes that only their vectors tell apart
    rng = np.random.default_rng(3)
    middles = rng.normal(size=(CLASSES, 384))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    learnt, asked = _examples(rng, middles, 12), _examples(rng, middles, 2)
    # when the views are trained, first without a third of them
    judged = np.arange(len(learnt)) % 3 == 0
    trained = train_views(learnt, judged)
    # then both the trial and the whole tell new vectors apart, by the vector's view as by the neighbours
    rows = trained.counter.rows([example.saying.text for example in asked])
    vectors = np.stack([example.vector for example in asked])
    for model, blend in product((trained.trial, trained.whole), (Blend(0.05, 1, 0.05), Blend(0.05, 0.05, 1))):
        found = model.blended(blend).look(rows, vectors).probabilities.argmax(axis=1)
        right = np.mean([model.classes[i] == example.label for i, example in zip(found, asked, strict=True)])
        assert right > 0.95
    assert trained.judged_rows.shape[0] == judged.sum()


def test_centred_vectors_have_length_one() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    assert np.allclose(np.linalg.norm(centred(vectors, vectors.mean(axis=0)), axis=1), 1.0)
