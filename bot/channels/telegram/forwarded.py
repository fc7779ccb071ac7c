"""Whether a forwarded message is of the kind with which people are cheated: an offer, an SMS with a link, a letter."""

from __future__ import annotations

import re

_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|org|info|me|ly|de|ro|bg|eu|xyz|top|shop|online|site|link)\b", re.I)
_MONEY = re.compile(r"\d[\d.,]*\s*(?:€|eur\b|euro|евро|lei\b|лв|\$)|(?:€|\$)\s*\d", re.I)
_PHONE = re.compile(r"(?:\+|00)\d[\d /-]{7,}\d|\b0\d{2,4}[ /-]?\d[\d /-]{4,}\d")
_ACCOUNT = re.compile(r"\b[A-Z]{2}(?:\d{2}|•)|\bIBAN\b", re.I)
_LONG_WORDS = 12
"""So many words are no quick remark any more: an offer, a letter, a chain message."""


def looks_like_an_offer(text: str) -> bool:
    """Tell whether somebody else's words should be checked for fraud before anything else.

    Args:
        text: the forwarded text.
    """
    return len(text.split()) >= _LONG_WORDS or any(sign.search(text) for sign in (_LINK, _MONEY, _PHONE, _ACCOUNT))
