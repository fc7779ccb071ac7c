"""Letters as numbers: counts of short letter sequences, hashed, so that no vocabulary has to be kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize


class LetterCounter:
    """Counts letter sequences inside words (with their borders) and gives rows of length one.

    Args:
        shortest: fewest letters of a sequence.
        longest: most letters of a sequence.
        features: number of hash slots.
    """

    def __init__(self, shortest: int, longest: int, features: int) -> None:
        self._hashing = HashingVectorizer(
            analyzer="char_wb",
            ngram_range=(shortest, longest),
            n_features=features,
            norm=None,
            alternate_sign=False,
            lowercase=False,
            dtype=np.float32,
        )
        self.rarity: NDArray[np.float32] = np.ones(features, np.float32)

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn how rare each sequence is (inverse document frequency) and return the rows of `texts`."""
        counts = self._hashing.transform(texts)
        seen_in = np.bincount(counts.indices, minlength=counts.shape[1])
        self.rarity = (np.log((1 + len(texts)) / (1 + seen_in)) + 1).astype(np.float32)
        return self._weighted(counts)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Return one row a text."""
        return self._weighted(self._hashing.transform(texts))

    def _weighted(self, counts: csr_matrix) -> csr_matrix:
        counts.data = np.log1p(counts.data) * self.rarity[counts.indices]
        result: csr_matrix = normalize(counts, copy=False)
        return result
