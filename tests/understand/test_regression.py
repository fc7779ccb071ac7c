"""The multinomial regression of the vector's view."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from bot.understand.regression import Regression
from bot.understand.softmax import softmax


def test_it_finds_what_scikit_learn_finds() -> None:
    # given four classes that lie around their middles, some texts counting more than others
    rng = np.random.default_rng(4)
    numbers = rng.integers(0, 4, 400)
    rows = (rng.normal(size=(4, 12))[numbers] + rng.normal(size=(400, 12))).astype(np.float32)
    weights = rng.uniform(0.5, 2, 400).astype(np.float32)
    # when both learn to the end
    ours = Regression(("a", "b", "c", "d"), strength=0.5)
    ours.learn(rows, numbers, weights, steps=500)
    theirs = LogisticRegression(C=0.5, max_iter=2000, tol=1e-8).fit(rows, numbers, sample_weight=weights)
    # then they give the same probabilities
    found = softmax(ours.classifier().dense_scores(rows))
    assert np.abs(found - theirs.predict_proba(rows)).max() < 0.01


def test_it_goes_on_from_where_it_was() -> None:
    # given a regression that has learnt two classes
    rows = np.array([[1, 0], [0, 1]] * 20, np.float32)
    numbers = np.array([0, 1] * 20)
    weights = np.ones(40, np.float32)
    regression = Regression(("a", "b"), strength=10)
    regression.learn(rows, numbers, weights, steps=50)
    first = regression.classifier()
    # when it learns the same for one step more, then it stays where it is
    regression.learn(rows, numbers, weights, steps=1)
    assert np.allclose(regression.classifier().weights, first.weights, atol=0.05)


def test_what_has_learnt_nothing_is_no_classifier() -> None:
    with pytest.raises(RuntimeError):
        Regression(("a", "b"), strength=1).classifier()
