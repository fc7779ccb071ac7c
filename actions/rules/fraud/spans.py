"""Where something stands in a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """Characters of a message, from `start` to before `end`."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether both have a character in common."""
        return self.start < other.end and other.start < self.end


Found = dict[str, list[Span]]
"""What was found in a message: names of concepts with their places, in order."""


def merged(spans: Iterable[Span], gap: int = 1) -> list[Span]:
    """Return spans in order, those that touch or are `gap` characters apart as one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end + gap:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def distance(spans: Sequence[Span]) -> int:
    """Return how many characters a selection of spans takes up from its first to its last."""
    return max(span.end for span in spans) - min(span.start for span in spans)
