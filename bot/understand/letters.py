"""Letters as numbers: counts of short letter sequences, hashed, so that no vocabulary has to be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from joblib import Parallel, cpu_count, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
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

    def counts(self, texts: Sequence[str]) -> csr_matrix:
        """Return how often each sequence stands in each text."""
        return self._hashing.transform(texts)

    def fit(self, counts: csr_matrix) -> None:
        """Learn from counts how rare each sequence is (inverse document frequency)."""
        seen_in = np.bincount(counts.indices, minlength=counts.shape[1])
        self.rarity = (np.log((1 + counts.shape[0]) / (1 + seen_in)) + 1).astype(np.float32)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Return one row a text."""
        return self.weighted(self.counts(texts))

    def weighted(self, counts: csr_matrix) -> csr_matrix:
        """Return counts as rows of length one, in which what is rare weighs more; the counts are changed."""
        counts.data = np.log1p(counts.data) * self.rarity[counts.indices]
        result: csr_matrix = normalize(counts, copy=False)
        return result


def count_on_all_cores(count: Callable[[Sequence[str]], csr_matrix], texts: Sequence[str]) -> csr_matrix:
    """Return `count(texts)`, computed in as many processes as there are cores.

    Args:
        count: counts texts, each on its own.
        texts: many texts.
    """
    cores = cpu_count()
    size = -(-len(texts) // cores)
    return vstack(Parallel(n_jobs=cores)(delayed(count)(texts[i : i + size]) for i in range(0, len(texts), size))).tocsr()
