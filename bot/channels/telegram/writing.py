"""A message as Telegram shows it: HTML, in parts that are short enough, with buttons in rows."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote_plus

MAX_UNITS = 4_096
"""Telegram's limit for a text, counted in UTF-16 units, after entities are parsed."""
_PART_UNITS = MAX_UNITS - 196
"""Phone numbers grow a little when they are made tappable."""
_SHORT_TITLE = 15
_MAP = "https://www.openstreetmap.org/search?query="

_MARKS = re.compile(
    r"(?P<link>https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\bwww\.\S+)"
    r"|(?P<street>[A-ZÄÖÜ][\wäöüß.\- ]*? \d+ ?[a-z]?(?: ?[-–/] ?\d+ ?[a-z]?)?, \d{5} [A-ZÄÖÜ][\wäöüß\- ]*\w)"
    r"|(?P<phone>(?<![\w+.,/-])0[1-9]\d{1,4}[ /-]\d(?:[\d /-]*\d)?(?![\w]|[.,]\d))"
    r"|(?P<short>(?<![\w+.,/-])(?:110|112|115|116 ?\d{3})(?![\w]|[.,]\d|\s*(?:[€%]|m²|евро|euro|°)))",
    re.IGNORECASE,
)


_BOLD = re.compile(r"\*\*(.+?)\*\*")


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int = _PART_UNITS) -> list[str]:
    """Split a text between paragraphs, else between lines, sentences, words; cut through a word only if nothing else is left."""
    if units(text) <= limit:
        return [text]
    for separator in ("\n\n", "\n", ". ", " "):
        pieces = text.split(separator)
        if len(pieces) > 1:
            parts = _filled([*(piece + separator for piece in pieces[:-1]), pieces[-1]], limit)
            return [short for part in parts for short in split(part.strip(), limit) if short]
    middle = limit // 2  # a sign has at most two units
    return [text[i : i + middle] for i in range(0, len(text), middle)]


def _filled(pieces: Sequence[str], limit: int) -> list[str]:
    parts = [""]
    for piece in pieces:
        if parts[-1] and units(parts[-1]) + units(piece) > limit:
            parts.append("")
        parts[-1] += piece
    return parts


def as_html(text: str) -> str:
    """Return a text for `parse_mode=HTML`: escaped, with phone numbers and street addresses that can be tapped.

    Telegram recognises phone numbers with a country code, and knows no `tel:` links. A short number (112) can't be
    written so; as code, a tap copies it. A street address leads to a map. What stands between `**` is bold.
    """
    pieces = _BOLD.split(text)
    return "".join(f"<b>{html.escape(piece, quote=False)}</b>" if i % 2 else _tappable(piece) for i, piece in enumerate(pieces))


def _tappable(text: str) -> str:
    shown, end = [], 0
    for match in _MARKS.finditer(text):
        shown += [html.escape(text[end : match.start()], quote=False), _marked(match)]
        end = match.end()
    return "".join([*shown, html.escape(text[end:], quote=False)])


def _marked(match: re.Match[str]) -> str:
    found = html.escape(match[0], quote=False)
    if match["street"]:
        return f'<a href="{_MAP}{quote_plus(match[0])}">{found}</a>'
    if match["phone"]:
        return "+49-" + re.sub(r"[ /-]+", "-", match[0].removeprefix("0"))
    return f"<code>{found}</code>" if match["short"] else found


def messages(text: str, heading: str | None = None) -> list[str]:
    """Return the parts of a message in HTML.

    Args:
        text: as it is said in every channel.
        heading: who says it, if it is not the bot.
    """
    parts = [as_html(part) for part in split(text)]
    if heading:
        parts[0] = f"<b>{html.escape(heading, quote=False)}</b>\n{parts[0]}"
    return parts


def rows(buttons: Sequence[Mapping[str, str]]) -> list[list[tuple[str, str]]]:
    """Return buttons in rows of title and payload: one a row when it is long, two short neighbours side by side."""
    placed: list[list[tuple[str, str]]] = []
    for button in buttons:
        title, payload = button["title"], button["payload"]
        short = len(title) <= _SHORT_TITLE
        if short and placed and len(placed[-1]) == 1 and len(placed[-1][0][0]) <= _SHORT_TITLE:
            placed[-1].append((title, payload))
        else:
            placed.append([(title, payload)])
    return placed
