"""The two views of meaning, each on its own."""

from __future__ import annotations

import numpy as np

from bot.understand.sayings import Saying
from bot.understand.views import Blend, Example, centred, fit_letter_counter, train_two_views

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
    # when both views are trained
    counter = fit_letter_counter([example.saying for example in learnt])
    model = train_two_views(learnt, counter).blended(Blend(letters=0.05, vector=1))
    # then new vectors are told apart
    rows = counter.rows([example.saying.text for example in asked])
    found = model.probabilities(rows, np.stack([example.vector for example in asked])).argmax(axis=1)
    right = np.mean([model.classes[i] == example.label for i, example in zip(found, asked, strict=True)])
    assert right > 0.95


def test_centred_vectors_have_length_one() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    assert np.allclose(np.linalg.norm(centred(vectors, vectors.mean(axis=0)), axis=1), 1.0)
