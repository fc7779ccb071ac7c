"""A poster in A4 for a waiting room: what Drom is, in four languages, and a square code that opens it."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import segno

from bot.answer.cards import Locale
from bot.reports.page import page

_FIRST_CHARS = 52
"""Characters in a line of the first language, in 6 of 180 mm."""
_OTHER_CHARS = 28
"""Characters in a line of the others, which stand side by side."""
_LINES = ("topics", "who", "free")


def poster(locales: Mapping[str, Locale], language: str, ki: str, town: str, url: str, telegram: str | None = None) -> str:
    """Return the poster as SVG.

    Args:
        locales: the strings of all languages.
        language: the one that stands first, and in which the chat opens.
        ki: the town as in the attribute `ki`, `duisburg`.
        town: its name.
        url: where Drom is reached, `https://drom.example.org`.
        telegram: the user name of the Telegram bot, if there is one.
    """
    first = locales[language]
    links = [(first.ui["poster.web"], f"{url}/chat?{urlencode({'lang': language, 'ki': ki})}")]
    if telegram:
        links.append((first.ui["poster.telegram"], f"https://t.me/{telegram}?start={language}_{ki}"))
    size = 88 if len(links) == 1 else 78
    codes = [_code(label, address) | {"x": 15 + 96 * i, "size": size} for i, (label, address) in enumerate(links)]
    return page(
        "poster.svg",
        first=_texts(first, _FIRST_CHARS, "how"),
        others=[_texts(locale, _OTHER_CHARS) for code, locale in locales.items() if code != language],
        codes=codes,
        town=town,
    )


def _texts(locale: Locale, width: int, *more: str) -> dict[str, Any]:
    lines = [line for key in (*_LINES, *more) for line in textwrap.wrap(locale.ui[f"poster.{key}"], width)]
    return {"code": locale.language, "title": locale.ui["poster.title"], "lines": lines}


def _code(label: str, address: str) -> dict[str, Any]:
    """Draw a QR code (ISO/IEC 18004) that survives a fold or a stain: error correction Q restores a quarter of it."""
    code = segno.make(address, error="q", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", xmldecl=False, svgns=False, border=4)
    path = re.search(r' d="([^"]+)"', drawn.getvalue().decode())
    assert path is not None, "segno draws one path"
    return {"label": label, "address": address, "modules": code.symbol_size(border=4)[0], "path": path[1]}
