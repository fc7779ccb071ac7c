"""The door: what may come in, and as what.

Rasa reads a text that begins with a slash as a command that sets any intent or slot. So nothing reaches it
as typed: known commands become taps, every other leading slash goes, control and right-to-left signs
go, and account and card numbers are covered before anything is stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answer.payloads import Tap
from bot.understand.accounts import find_ibans
from bot.understand.spelling import clean

MAX_CHARS = 4_000
"""A longer text is refused with a clear word; a letter of two pages has about as many."""
_COMMANDS = {
    "start": "greet", "restart": "greet", "help": "help", "menu": "help", "language": "change_language", "human": "human",
    "ki": "find_ki", "privacy": "privacy", "delete": "delete_data",
}  # fmt: skip
_COMMAND = re.compile(r"/([a-z]+)\s*")
_CARD_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_SHOWN_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Text:
    """Something typed that must be understood."""

    text: str


class NothingToRead(ValueError):
    """There is no text at all."""


class TooLong(ValueError):
    """The text is longer than `MAX_CHARS`."""


def enter(text: str) -> Text | Tap:
    """Return what a typed text means for Rasa.

    Raises:
        NothingToRead: only spaces or signs that can't be seen.
        TooLong: more than `MAX_CHARS` characters.
    """
    if len(text) > MAX_CHARS:
        raise TooLong(f"at most {MAX_CHARS} characters")
    readable = clean(text)
    if not readable:
        raise NothingToRead("no text")
    command = _COMMAND.fullmatch(readable.lower())
    if command and command[1] in _COMMANDS:
        return Tap(_COMMANDS[command[1]], {})
    readable = masked(readable.lstrip("/ "))
    if not any(char.isalnum() for char in readable):
        return Tap("no_words", {})
    return Text(readable)


def masked(text: str) -> str:
    """Cover account numbers (IBAN with a right checksum, ISO 13616) and card numbers (Luhn, ISO/IEC 7812)."""
    for start, end in reversed(list(find_ibans(text))):
        text = text[:start] + _covered(text[start:end]) + text[end:]
    return _CARD_NUMBER.sub(lambda match: _covered(match[0]) if _is_card_number(match[0]) else match[0], text)


def _covered(number: str) -> str:
    return number[:_SHOWN_DIGITS] + "•••"


def _is_card_number(number: str) -> bool:
    digits = [int(char) for char in number if char.isdigit()][::-1]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
