"""Bank accounts in texts: where an IBAN stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

_START = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){11,30}", re.IGNORECASE)
_SHORTEST, _LONGEST = 15, 34


def find_ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of account numbers with a right checksum (ISO 13616), also when words follow that look like more of it."""
    for match in _START.finditer(text):
        for end in range(match.end(), match.start() + _SHORTEST - 1, -1):
            inside_a_word = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
            if not inside_a_word and text[end - 1].isalnum() and is_iban(text[match.start() : end]):
                yield match.start(), end
                break


def is_iban(number: str) -> bool:
    """Whether a number, with or without spaces, has length and checksum of an IBAN (ISO 13616, ISO/IEC 7064 MOD 97-10)."""
    compact = re.sub(r"\s", "", number).upper()
    if not _SHORTEST <= len(compact) <= _LONGEST:
        return False
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1
