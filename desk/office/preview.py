"""What the assistant tells people about a centre, as bot/answer/centres.py writes it: shown to its lead before saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desk.bot_tables import Centre
from desk.centres import all_centres
from desk.office.hours import WEEKDAYS, show_hours
from desk.phrases.book import load_book
from desk.texts import LANGUAGES, SPOKEN, interface

_AUTHORITIES_PHONE = "115"


@dataclass(frozen=True, slots=True)
class Shown:
    """How a centre is shown in one language."""

    language: str
    """Its code."""
    name: str
    """Its German name."""
    lines: tuple[str, ...]


def shown_everywhere(centre: str, changes: Mapping[str, Any]) -> list[Shown]:
    """Return what people read about a centre, in every language.

    Args:
        centre: its id.
        changes: what its lead has set: `phone`, `email`, `address`, `url`, `hours`, `languages`; what is empty is as in ki.yml.
    """
    return [Shown(code, name, tuple(_lines(centre, changes, code))) for code, name in LANGUAGES.items()]


def known(centre: str) -> dict[str, str]:
    """Return what knowledge/places/ki.yml says: `address`, `phone`, `email`, `url`, `hours`; what is unknown is empty."""
    record = all_centres()[centre].record
    town = " ".join(filter(None, [record.get("postcode"), record.get("town")]))
    address = f"{record['street']}, {town}" if record.get("street") else ""
    return {"address": address} | {key: record.get(key) or "" for key in ("phone", "email", "url", "hours")}


def blanks_here(centre: str, writer: str) -> dict[str, str]:
    """Return what blanks of phrases that end in `_here` are filled with beforehand; what is not sure stays empty.

    Args:
        centre: its id.
        writer: name of who fills the phrase.
    """
    before, row = known(centre), Centre.objects.filter(pk=centre).first()
    sure = all_centres()[centre].record["confidence"] == "high"
    found = {"place_here": "address", "phone_here": "phone"}
    ours = {blank: (row and getattr(row, key)) or (before[key] if sure else "") for blank, key in found.items()}
    return ours | {"person_here": writer}


def _lines(centre: str, changes: Mapping[str, Any], language: str) -> list[str]:
    record, before = all_centres()[centre].record, known(centre)
    sure = record["confidence"] == "high"
    switchboard = record.get("switchboard") or {}
    set_here: dict[str, Any] = {key: changes.get(key) or "" for key in before}
    phone = set_here["phone"] or before["phone"]
    spoken = ", ".join(SPOKEN[code].name for code in SPOKEN if code in changes.get("languages", ()))
    hours = _hours(set_here["hours"], language) if set_here["hours"] else before["hours"]
    return [
        all_centres()[centre].name,
        *_line(language, "ki_address", set_here["address"] or before["address"], sure or bool(set_here["address"]), "address"),
        *_line(language, "ki_phone", phone, sure or bool(set_here["phone"]), "phone"),
        *(
            []
            if phone
            else _line(language, "ki_switchboard", switchboard.get("phone"), switchboard.get("seen") == "full", "phone")
        ),
        *_line(language, "ki_email", set_here["email"] or before["email"], True, "email"),
        *(_line(language, "ki_hours", hours, True, "hours") or [interface(language, "text.ki_hours_unknown")]),
        *_line(language, "ki_languages", spoken, True, "languages"),
        *_line(language, "ki_web", set_here["url"] or before["url"], True, "url"),
        *_line(language, "ki_authorities_phone", _AUTHORITIES_PHONE, True, "phone"),
    ]


def _line(language: str, key: str, value: str | None, sure: bool, name: str) -> list[str]:
    return [interface(language, f"text.{key}" if sure else f"text.{key}_unsure").format(**{name: value})] if value else []


def _hours(hours: Mapping[str, Sequence[Sequence[str]]], language: str) -> str:
    """Neighbouring days with the same hours stand together."""
    names = load_book().names(language, "weekday")
    runs: list[list[str]] = []
    before = None
    for day in WEEKDAYS:
        times = show_hours(hours.get(day) or ())
        if times and times == before:
            runs[-1][1] = day
        elif times:
            runs.append([day, day, times])
        before = times
    spans = [(names[first] if first == last else f"{names[first]} – {names[last]}", times) for first, last, times in runs]
    return "; ".join(f"{span}: {times}" for span, times in spans)
