"""Counting sequences of letters and words."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from bot.understand.letters import LetterCounter

TEXTS = ["ce acte cer la kita", "a", "kita kita", "", "  das  ist #  so ", "ø ж 𝄞 x"]


@pytest.mark.parametrize(("shortest", "longest"), [(2, 5), (3, 3)])
def test_sequences_are_those_inside_words_with_their_borders(shortest: int, longest: int) -> None:
    # given texts of all kinds
    counted = LetterCounter(shortest, longest, 22).counts(TEXTS)
    # when their sequences are counted, then each text has as many kinds of them, and as many of each, as
    # scikit-learn finds; but it gives a word that is too short as a whole, which we do not
    reference = CountVectorizer(analyzer="char_wb", ngram_range=(shortest, longest), lowercase=False)
    expected = [
        Counter(part for part in reference.build_analyzer()(text) if part.strip() and len(part) >= shortest) for text in TEXTS
    ]
    assert [sorted(row.data) for row in counted] == [sorted(counts.values()) for counts in expected]


def test_words_in_a_row_are_counted_within_a_text() -> None:
    # given two texts that share two words in a row, and a third with the same words apart
    one, other, apart = LetterCounter(2, 2, 20, words=2).counts(["vin acte cer", "ce acte cer ei", "acte nu cer"])[:, 2**20 :]
    # then the first two have three words or words in a row in common (acte, cer, acte cer), the third only the two words
    assert one.multiply(other).nnz == 3
    assert one.multiply(apart).nnz == 2


def test_words_at_the_border_of_two_texts_do_not_meet() -> None:
    together = LetterCounter(2, 2, 20, words=2).counts(["acte", "cer"])[:, 2**20 :]
    assert together.sum() == 2


def test_a_text_counts_the_same_alone_and_among_many() -> None:
    # given more texts than are counted at once
    counter = LetterCounter(1, 4, 17, words=2)
    texts = [f"text {'x' * (number % 7)} numărul {number % 100}" for number in range(5000)]
    # when they are counted together, then each is as if counted alone
    together = counter.counts(texts)
    for number in (0, 1, 4095, 4096, 4999):
        assert (together[number] != counter.counts([texts[number]])).nnz == 0


def test_rows_have_length_one_and_what_is_rare_weighs_more() -> None:
    # given a counter that has seen one word often and another once
    counter = LetterCounter(3, 3, 18)
    counter.fit(counter.counts(["oft", "oft", "oft", "neu"]))
    # when both stand in a text
    row = counter.rows(["oft neu"]).toarray()[0]
    often, once = (counter.counts([word]).indices for word in ("oft", "neu"))
    # then the rare one weighs more
    assert np.linalg.norm(row) == pytest.approx(1)
    assert row[once].min() > row[often].max()
