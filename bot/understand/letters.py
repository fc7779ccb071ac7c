"""Letters as numbers: counts of short sequences of letters and words, hashed, so that no vocabulary has to be kept.

scikit-learn's HashingVectorizer cuts every sequence out in Python, which took half a minute of each training;
here all texts are one array, and a sequence of n letters is a sum over n shifted copies of it (a rolling
hash: Karp, Rabin 1987).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from joblib import Parallel, cpu_count, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.preprocessing import normalize

_SPACE = ord(" ")
_BASE = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing (Knuth, volume 3): the upper bits of a product hang on all bits of the factor."""
_AT_ONCE = 4096

Hashes = NDArray[np.uint64]
Rows = NDArray[np.int32]


class LetterCounter:
    """Counts letter sequences inside words (with their borders), and words in a row; gives rows of length one.

    Args:
        shortest: fewest letters of a sequence; the border of a word counts as one.
        longest: most letters of a sequence.
        bits: all sequences of letters share 2**bits hash slots, and those of words as many.
        words: most words in a row; 0 counts letters only.
    """

    def __init__(self, shortest: int, longest: int, bits: int, words: int = 0) -> None:
        self._lengths = range(shortest, longest + 1)
        self._words = words
        self._bits = bits
        self._features = 2**bits * (2 if words else 1)
        self.rarity: NDArray[np.float32] = np.ones(self._features, np.float32)

    def counts(self, texts: Sequence[str]) -> csr_matrix:
        """Return how often each sequence stands in each text."""
        parts = [self._counts(texts[i : i + _AT_ONCE]) for i in range(0, len(texts), _AT_ONCE)]
        return vstack(parts).tocsr() if parts else csr_matrix((0, self._features), dtype=np.float32)

    def _counts(self, texts: Sequence[str]) -> csr_matrix:
        spaced = [f" {' '.join(text.split())} " for text in texts]
        letters = np.frombuffer("".join(spaced).encode("utf-32-le"), np.uint32).astype(np.uint64)
        row_of = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in spaced])
        found = [(self._slot(hashes), rows) for hashes, rows in _letter_sequences(letters, row_of, self._lengths)]
        found += [(self._slot(hashes) + 2**self._bits, rows) for hashes, rows in _word_sequences(letters, row_of, self._words)]
        slots = np.concatenate([slots for slots, _ in found])
        rows = np.concatenate([rows for _, rows in found])
        return csr_matrix((np.ones(len(slots), np.float32), (rows, slots)), shape=(len(texts), self._features))

    def _slot(self, hashes: Hashes) -> NDArray[np.int32]:
        return ((hashes * _MIX) >> np.uint64(64 - self._bits)).astype(np.int32)

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


def _letter_sequences(letters: Hashes, row_of: Rows, lengths: range) -> Iterator[tuple[Hashes, Rows]]:
    """Yield, for each length, the hashes of all sequences inside words, and the text of each."""
    inside = letters != _SPACE
    hashes = np.zeros_like(letters)
    within = np.ones(len(letters), bool)  # no space but at the ends
    for length in range(1, lengths.stop):
        count = max(0, len(letters) - length + 1)
        last = length - 1
        hashes = hashes[:count] * _BASE + letters[last : last + count]
        if length > 2:
            within = within[:count] & inside[last - 1 : last - 1 + count]
        if length in lengths:
            chosen = within[:count] if length > 2 else inside[:count] | inside[last : last + count]
            yield hashes[chosen], row_of[:count][chosen]


def _word_sequences(letters: Hashes, row_of: Rows, most: int) -> Iterator[tuple[Hashes, Rows]]:
    """Yield, for each number of words up to `most`, the hashes of all such sequences, and the text of each."""
    places = np.flatnonzero(letters != _SPACE)
    begins = np.flatnonzero(np.diff(places, prepend=-1) > 1)  # every text begins with a space
    if not most or not len(begins):
        return
    sizes = np.diff(begins, append=len(places))
    in_word = np.arange(len(places)) - np.repeat(begins, sizes)
    powers = np.cumprod(np.full(sizes.max(), _BASE))
    words = np.add.reduceat(letters[places] * powers[in_word], begins)
    rows = row_of[places[begins]]
    hashes = np.zeros_like(words)
    for count in range(1, most + 1):
        sequences = max(0, len(words) - count + 1)
        hashes = hashes[:sequences] * _BASE + words[count - 1 :]
        together = rows[:sequences] == rows[count - 1 :]
        yield hashes[together], rows[:sequences][together]


def count_on_all_cores(count: Callable[[Sequence[str]], csr_matrix], texts: Sequence[str]) -> csr_matrix:
    """Return `count(texts)`, computed in as many processes as there are cores.

    Args:
        count: counts texts, each on its own.
        texts: many texts.
    """
    cores = cpu_count()
    size = -(-len(texts) // cores)
    return vstack(Parallel(n_jobs=cores)(delayed(count)(texts[i : i + size]) for i in range(0, len(texts), size))).tocsr()
