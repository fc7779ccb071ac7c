"""A case to be kept in a file: German beside the original, as text or as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from desk.cases import conversation
from desk.cases.conversation import Line
from desk.cases.situation import Situation

_FONT: Final = "DejaVu"
_MARGIN_MM: Final = 18
_SIZE: Final = 9.5
_GREY: Final = (110, 105, 98)


def lines_of(situation: Situation) -> list[Line]:
    """Return the whole conversation of a case, the oldest first."""
    page = conversation.read(situation.case)
    lines = list(page.lines)
    while page.older is not None:
        page = conversation.read(situation.case, before=page.older)
        lines = [*page.lines, *lines]
    return lines


def as_text(situation: Situation) -> str:
    """Return a case as plain text."""
    parts = [f"Fall {situation.case.reference}", "", *(f"{name}: {value}" for name, value in _facts(situation)), ""]
    for line in lines_of(situation):
        parts += [f"--- {_who(line)}, {_moment(line)}", *_german(line)]
        parts += [f"[{line.language_name}]", line.original] if line.original else []
        parts.append("")
    for note in situation.notes:
        parts += [f"--- Notiz von {note.author.name if note.author else 'früherem Konto'}, {_date(note.at)}", note.text, ""]
    return "\n".join(parts)


def as_pdf(situation: Situation) -> bytes:
    """Return a case as PDF: A4, two columns, with page numbers."""
    pdf = _Pdf(situation.case.reference)
    pdf.add_page()
    pdf.set_font(_FONT, "B", 15)
    pdf.cell(text=f"Fall {situation.case.reference}: {situation.about}", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    pdf.set_font(_FONT, size=_SIZE)
    with pdf.table(
        borders_layout=TableBordersLayout.NONE, col_widths=(22, 78), first_row_as_headings=False, line_height=5, text_align="LEFT"
    ) as facts:
        for name, value in _facts(situation):
            row = facts.row()
            row.cell(name, style=FontFace(color=_GREY))
            row.cell(value)
    pdf.ln(5)
    with pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        col_widths=(18, 41, 41),
        line_height=4.6,
        text_align="LEFT",
        padding=1.2,
    ) as table:
        table.row(("", "Auf Deutsch", "Im Original"))
        for line in lines_of(situation):
            table.row((f"{_who(line)}\n{_moment(line)}", "\n".join(_german(line)), line.original))
    for note in situation.notes:
        pdf.ln(4)
        pdf.set_text_color(*_GREY)
        pdf.multi_cell(
            0,
            5,
            f"Notiz von {note.author.name if note.author else 'früherem Konto'}, {_date(note.at)}",
            new_x="LMARGIN",
            new_y="NEXT",
        )
        pdf.set_text_color(0)
        pdf.multi_cell(0, 5, note.text, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


class _Pdf(FPDF):
    """A page with our font, which has Latin with all marks and Cyrillic, and a footer."""

    def __init__(self, reference: str) -> None:
        super().__init__(format="A4")
        self._reference = reference
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(True, margin=_MARGIN_MM)
        self.set_title(f"Fall {reference}")
        self.set_lang("de")
        folder = _fonts()
        self.add_font(_FONT, "", folder / "DejaVuSans.ttf")
        self.add_font(_FONT, "B", folder / "DejaVuSans-Bold.ttf")

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font(_FONT, size=8)
        self.set_text_color(*_GREY)
        self.cell(0, 5, f"Fall {self._reference} · vertraulich · Seite {self.page_no()} von {{nb}}", align="C")
        self.set_text_color(0)


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


def _facts(situation: Situation) -> Iterator[tuple[str, str]]:
    case = situation.case
    yield "Worum es geht", situation.about
    yield "Ort", situation.place
    yield "Sprache", situation.language
    yield "Schreibt über", situation.channel
    yield "Zentrum", situation.centre
    yield "Gefragt am", _date(case.opened)
    if situation.holder:
        yield "Bearbeitet von", situation.holder
    if case.reach:
        yield "Erreichbar", case.reach
    if case.facts:
        yield "In einer Prüfung angegeben", "; ".join(case.facts)
    if case.closed:
        yield "Geschlossen", f"{_date(case.closed)} {situation.closing}".strip()
    yield "Erlaubt hat die Person", str(case.agreed.get("german") or case.agreed.get("text") or "")
    yield "Exportiert", f"{_date(now())} von {situation.account.name}"


def _german(line: Line) -> list[str]:
    text = [f"[{line.german}]" if line.tapped else line.german] if line.german else []
    if line.guess:
        text.append(f"(Vermutung: {line.guess.title}, {line.guess.percent} %)")
    if line.buttons:
        text.append("Knöpfe: " + " | ".join(button.german for button in line.buttons))
    return text


def _who(line: Line) -> str:
    return {"person": "Person", "bot": "Assistent"}.get(line.sender) or line.author or "Zentrum"


def _moment(line: Line) -> str:
    return f"{localtime(line.at):%d.%m.%Y %H:%M}"


def _date(moment: object) -> str:
    return date_format(localtime(moment), "j. F Y, H:i")  # type: ignore[arg-type]
