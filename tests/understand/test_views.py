"""The views of meaning, each on its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from bot.understand.sayings import Saying
from bot.understand.training import train_views
from bot.understand.views import Blend, Example, centred, fit_blend

CLASSES = 140
"""More than there are questions: what works for a few classes need not work for many."""


def _examples(rng: np.random.Generator, middles: np.ndarray, each: int) -> list[Example]:
    """Sayings whose vectors lie around the middle of their class, and whose letters say nothing."""
    found = []
    for number, middle in enumerate(middles):
        for _ in range(each):
            vector = middle + 0.1 * rng.normal(size=middle.shape)
            saying = Saying("was mache ich", f"class_{number:03}", "de", "short")
            found.append(Example(saying, (vector / np.linalg.norm(vector)).astype(np.float32)))
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
    for model, blend in product((trained.trial, trained.whole), (Blend((0.05, 1, 0.05)), Blend((0.05, 0.05, 1)))):
        found = model.blended(blend).look(rows, vectors, ["de"] * len(asked)).probabilities.argmax(axis=1)
        right = np.mean([model.classes[i] == example.saying.intent for i, example in zip(found, asked, strict=True)])
        assert right > 0.95
    assert trained.judged_rows.shape[0] == judged.sum()


def test_a_saying_with_two_meanings_speaks_for_both() -> None:
    # given sayings of two kinds, and between them some that both cards answer
    rng = np.random.default_rng(5)
    middles = np.eye(4, 384)
    both = Saying("was mache ich", "class_000", "de", "short", second="class_001")
    between = [replace(example, saying=both) for example in _examples(rng, middles[3:], 40)]
    learnt = [*_examples(rng, middles[:3], 40), *between]
    # when the views are trained
    trained = train_views(learnt, np.arange(len(learnt)) % 3 == 0)
    # then new texts of that kind are given to both alike, by each view
    vectors = np.stack([example.vector for example in _examples(rng, middles[3:], 100)])
    for view in trained.whole.apart(trained.counter.rows(["was mache ich"] * 100), vectors)[0][1:]:
        assert np.exp(view[:, :2]).mean(axis=0) == pytest.approx(0.5, abs=0.1)


def test_blend_trusts_the_view_that_is_right_with_either_meaning() -> None:
    # given texts with two meanings; one view sees one of them, the other neither, and in Romani it is the other way round
    classes = ("a", "b", "c")
    sees, errs = (np.log(np.array([row] * 20, np.float32)) for row in ([0.1, 0.8, 0.1], [0.1, 0.1, 0.8]))
    # when the exponents are fitted
    first, second = np.vstack([sees, errs]), np.vstack([errs, sees])
    blend = fit_blend([first, second, np.zeros_like(first)], [("a", "b")] * 40, ["de"] * 20 + ["rom"] * 20, classes)
    # then each language trusts the one that is right there
    (letters, vector, _), (letters_rom, vector_rom, _) = blend.exponents(["de", "rom"])
    assert letters > vector
    assert letters_rom < vector_rom


def test_centred_vectors_have_length_one() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    assert np.allclose(np.linalg.norm(centred(vectors, vectors.mean(axis=0)), axis=1), 1.0)
