"""The words of a message in which a sign shows, as the person sees them: marked, with nothing in them that could be tapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.rules.fraud.spans import Span, merged

MARK = "**"
"""Stands before and after words that are shown bold."""
_BEFORE, _AFTER = 30, 30
"""So many characters of what stands around a word are shown, to the border of a word."""
_MOST = 170
"""A longer excerpt is cut."""
_DOT = "\N{ONE DOT LEADER}"
"""Looks like the dot of an address, but makes no link of it."""
_SCHEME = re.compile(r"h(?:tt|xx)ps?://", re.IGNORECASE)
_SHOWN_OF_NUMBER = 5


def excerpt(text: str, words: Sequence[Span], addresses: Iterable[Span] = (), phones: Iterable[Span] = ()) -> str:
    """Return the part of a text around `words`, with these marked.

    Addresses are written so that nothing makes a link of them, and phone numbers are cut: nobody should open or call what we
    warn of.

    Args:
        text: the message.
        words: what is marked; what lies too far from the first is left out.
        addresses: places of web and mail addresses.
        phones: places of phone numbers.
    """
    spans = merged(words)
    first = spans[0].start
    kept = [span for span in spans if span.end - first <= _MOST] or [Span(first, first + _MOST)]
    start, end = _word_start(text, max(0, first - _BEFORE)), _word_end(text, min(len(text), kept[-1].end + _AFTER))
    unsafe = _Unsafe(sorted(addresses), sorted(phones))
    pieces, at = [], start
    for span in kept:
        pieces += [unsafe.shown(text, at, span.start), MARK, unsafe.shown(text, span.start, span.end).strip(), MARK]
        at = span.end
    pieces.append(unsafe.shown(text, at, end))
    shown = " ".join("".join(pieces).split())
    return f"{'…' if start else ''}{shown.removesuffix('…')}{'…' if end < len(text) or shown.endswith('…') else ''}"


@dataclass(frozen=True, slots=True)
class _Unsafe:
    """Places in a text that must not be shown as they are."""

    addresses: Sequence[Span]
    phones: Sequence[Span]

    def shown(self, text: str, start: int, end: int) -> str:
        """Return a part of the text, made harmless."""
        pieces, at = [], start
        for span in sorted([*self.addresses, *self.phones]):
            part = Span(max(span.start, at), min(span.end, end))
            if part.start < part.end:
                made = _cut(text, span, part) if span in self.phones else _dotless(text, part)
                pieces += [text[at : part.start], made]
                at = part.end
        return "".join([*pieces, text[at:end]]).replace("*", "")


def _cut(text: str, number: Span, part: Span) -> str:
    shown = text[part.start : min(part.end, number.start + _SHOWN_OF_NUMBER)]
    return f"{shown}…" if shown else ""


def _dotless(text: str, part: Span) -> str:
    return _SCHEME.sub("", text[part.start : part.end]).replace(".", _DOT).replace("@", " @ ")


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at
