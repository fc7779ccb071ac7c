"""The linear classifier on sparse counts."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from bot.understand.softmax import SoftmaxClassifier, SoftmaxTrainer, softmax, train_softmax

TEXTS = csr_matrix(
    np.array(
        [
            [1, 0, 0, 0, 1],  # deposit, as written
            [0, 1, 0, 0, 1],  # deposit, respelled
            [0, 0, 1, 0, 1],  # rent, as written
            [0, 0, 0, 1, 1],  # rent, respelled
        ]
        * 2,
        np.float32,
    )
)


def test_every_spelling_of_a_text_is_learnt() -> None:
    # given texts with two spellings each
    labels = ["deposit", "rent"] * 2
    # when a classifier is trained, one spelling an epoch
    model = train_softmax(TEXTS, labels, variants=[2, 2, 2, 2], epochs=20)
    # then it knows both spellings of each class
    found = [model.classes[i] for i in model.scores(TEXTS[:4]).argmax(axis=1)]
    assert found == ["deposit", "deposit", "rent", "rent"]


def test_what_stands_in_one_text_only_teaches_nothing() -> None:
    # given a sequence that only the first text has
    rows = csr_matrix(np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], np.float32))
    model = train_softmax(rows, ["a", "a", "b", "b"], epochs=20)
    # when a text of nothing else is judged, then only the bias speaks
    alone = csr_matrix(np.array([[1, 0, 0]], np.float32))
    assert np.allclose(model.scores(alone)[0], model.bias)


def test_what_too_few_rows_have_is_left_out() -> None:
    # given texts in which one sequence stands often, and others less
    trainer = SoftmaxTrainer(TEXTS, ["deposit", "deposit", "rent", "deposit"] * 2, seen_at_least=3)
    # when it has learnt, then only the sequence that all have has weights
    trainer.learn(5)
    model = trainer.classifier()
    assert np.allclose(model.scores(TEXTS.multiply([[1, 1, 1, 1, 0]]).tocsr()), model.bias)
    assert not np.allclose(model.scores(TEXTS), model.bias)


def test_weights_in_eight_bits_still_tell_classes_apart() -> None:
    # given two classes whose texts share most of their sequences
    rng = np.random.default_rng(1)
    rows = csr_matrix((rng.random((200, 50)) < 0.2).astype(np.float32))
    right = np.asarray(rows[:, :5].sum(axis=1)).ravel() > np.asarray(rows[:, 5:10].sum(axis=1)).ravel()
    # when a classifier has learnt them, then it tells them apart although it keeps bytes
    model = train_softmax(rows, ["a" if first else "b" for first in right], epochs=60)
    assert model.weights.dtype == np.int8
    assert np.mean((model.scores(rows).argmax(axis=1) == 0) == right) > 0.95


def test_a_weight_makes_a_class_count_more() -> None:
    # given the same text under two classes, one with more weight
    rows = csr_matrix(np.ones((4, 1), np.float32))
    model = train_softmax(rows, ["a", "a", "b", "b"], weights=np.array([3, 3, 1, 1], np.float32), epochs=50)
    # then it is likelier
    probabilities = softmax(model.scores(rows[:1]))[0]
    assert probabilities[0] > 0.6


def test_a_model_is_the_same_after_it_was_kept() -> None:
    model = train_softmax(TEXTS, ["deposit", "rent"] * 2, variants=[2, 2, 2, 2])
    again = SoftmaxClassifier.from_arrays(model.arrays("m"), "m")
    assert np.array_equal(model.scores(TEXTS), again.scores(TEXTS))
