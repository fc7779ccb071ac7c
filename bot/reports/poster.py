"""A poster in A4 for a waiting room: what Drom is, in four languages, and a square code that opens it. As SVG or as PDF."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import segno
from fpdf import FPDF

from bot.answer.cards import Locale
from bot.reports.page import page

ALL = "all"
"""Instead of a language: all stand side by side, equally large, and the chat asks which one."""
_NAMES = {"web": "Internet", "telegram": "Telegram"}
"""Of the ways to Drom, as they are understood in all languages."""
_FONT = "DejaVu Sans"
"""Has Latin with all marks and Cyrillic."""
_LINES = ("topics", "who", "free")
_FIRST = {"title_size": 17, "size": 6, "first_line": 11, "step": 8}
"""Sizes in mm, for 180 mm."""
_OTHER = {"title_size": 5.4, "size": 3.5, "first_line": 7, "step": 5}
_EQUAL = {"title_size": 8, "size": 4.4, "first_line": 8, "step": 5.6}
_FIRST_CHARS, _OTHER_CHARS, _EQUAL_CHARS = 52, 26, 36
"""Characters in a line: in 180, 59 and 88 mm."""


def poster(locales: Mapping[str, Locale], language: str, ki: str, town: str, url: str, telegram: str | None = None) -> str:
    """Return the poster as SVG.

    Args:
        locales: the strings of all languages.
        language: the one that stands first, and in which the chat opens; or `ALL`.
        ki: the town as in the attribute `ki`, `duisburg`.
        town: its name.
        url: where Drom is reached, `https://drom.example.org`.
        telegram: the user name of the Telegram bot, if there is one.
    """
    chosen = {} if language == ALL else {"lang": language}
    links = [("web", f"{url}/chat?{urlencode(chosen | {'ki': ki})}")]
    if telegram:
        start = "" if language == ALL else f"?start={language}_{ki}"  # which can't name a town without a language
        links.append(("telegram", f"https://t.me/{telegram}{start}"))
    names = _NAMES if language == ALL else {kind: locales[language].ui[f"poster.{kind}"] for kind in _NAMES}
    wide, narrow, top = (84, 78, 186) if language == ALL else (88, 78, 112)
    place = {"y": top, "size": wide if len(links) == 1 else narrow}
    codes = [_code(names[kind], address) | place | {"x": 15 + 96 * i} for i, (kind, address) in enumerate(links)]
    parts = _equal(locales) if language == ALL else _one_first(locales, language)
    return page("poster.svg", code=parts[0]["code"], font=_FONT, parts=parts, codes=codes, town=town)


def as_pdf(svg: str, title: str) -> bytes:
    """Return a poster as PDF, with its letters in it."""
    pdf = FPDF(format="A4")
    pdf.set_title(title)
    pdf.set_auto_page_break(False)
    pdf.add_page()
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font(_FONT, style, _fonts() / file)
    drawn = re.sub("<title>.*</title>", "", svg)  # it has one of its own
    pdf.image(io.BytesIO(drawn.encode()), x=0, y=0, w=pdf.w, h=pdf.h)
    return bytes(pdf.output())


@cache
def _fonts() -> Path:
    """Return the folder of the DejaVu fonts, which come with matplotlib (free licence, LICENSE_DEJAVU beside them).

    Raises:
        FileNotFoundError: matplotlib is not installed.
    """
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("the DejaVu fonts, which come with matplotlib")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


def _one_first(locales: Mapping[str, Locale], language: str) -> list[dict[str, Any]]:
    others = [locale for code, locale in locales.items() if code != language]
    small = [_texts(locale, _OTHER_CHARS) | _OTHER | {"x": 15 + 61 * i, "y": 232} for i, locale in enumerate(others)]
    return [_texts(locales[language], _FIRST_CHARS, "how") | _FIRST | {"x": 15, "y": 56}, *small]


def _equal(locales: Mapping[str, Locale]) -> list[dict[str, Any]]:
    texts = [_texts(locale, _EQUAL_CHARS, "how") for locale in locales.values()]
    return [text | _EQUAL | {"x": 15 + 93 * (i % 2), "y": 50 + 68 * (i // 2)} for i, text in enumerate(texts)]


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
