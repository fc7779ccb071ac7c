"""The Kommunale Integrationszentren: who serves which municipality, and how to reach them as far as it is sure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.answer.cards import Locale, load_spoken
from bot.settings import KNOWLEDGE

AUTHORITIES_PHONE = "115"
"""The number of all authorities in Germany, without area code."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of `datetime.date.weekday`."""
Hours = Mapping[str, Sequence[Sequence[str]]]
"""By weekday from when until when: `{"mon": [["08:00", "12:00"], ["13:00", "16:00"]]}`; a missing day is closed."""


@dataclass(frozen=True, slots=True)
class Centre:
    """One centre. `None` means that nobody has seen it: it is not shown."""

    id: str
    name: str
    address: str | None
    phone: str | None
    email: str | None
    hours: str | None
    url: str | None
    switchboard: str | None
    switchboard_seen: bool
    """Whether the whole number stood on a page, and not only its first digits or nothing."""
    address_sure: bool
    """Whether it was seen on a page of the office itself, of today."""
    phone_sure: bool
    opening: Hours | None = None
    """Its hours by weekday, if the lead has set them; then `hours` does not count."""
    answers_here: bool = False
    """Whether its staff answer at our desk."""
    languages: tuple[str, ...] = ()
    """Codes of the languages that somebody there speaks, as far as the lead has said (locales/_spoken.yml)."""
    closed_on: tuple[tuple[dt.date, dt.date], ...] = ()
    """First and last days on which it is closed, beside public holidays."""
    answer_days: int = 2
    """Working days within which somebody answers."""
    keep_days: int = 90
    """Days after closing for which a case is kept."""


@lru_cache(maxsize=1)
def load_centres(root: Path = KNOWLEDGE / "places") -> Mapping[str, Centre]:
    """Read `knowledge/places/ki.yml` once; the key is the id of the centre."""
    content = yaml.load((root / "ki.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {entry["id"]: _centre(entry) for entry in content["centres"]}


def with_changes(centre: Centre, row: Mapping[str, Any] | None) -> Centre:
    """Return a centre with what its lead has changed; what they have set themselves is sure.

    Args:
        centre: as in `ki.yml`.
        row: of the table `centres`; None if there is none.
    """
    if row is None:
        return centre
    contact = {key: row[key] for key in ("address", "phone", "email", "url") if row[key]}
    return replace(
        centre,
        **contact,
        address_sure=centre.address_sure or "address" in contact,
        phone_sure=centre.phone_sure or "phone" in contact,
        opening=row["hours"] or None,
        answers_here=row["open"],
        languages=tuple(code for code in load_spoken() if code in row["languages"]),
        closed_on=tuple((dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in row["closed_on"]),
        answer_days=row["answer_days"],
        keep_days=row["keep_days"],
    )


def describe(centre: Centre, place: str, locale: Locale) -> str:
    """Return how to reach a centre, in the language of `locale`; what is not sure is marked or left out.

    Args:
        centre: the centre.
        place: the municipality that the person named.
        locale: the language.
    """
    return "\n".join([locale.ui["text.ki_intro"].format(place=place), centre.name, *contact_lines(centre, locale)])


def contact_lines(centre: Centre, locale: Locale) -> list[str]:
    """Return address, phone, hours, spoken languages and web page of a centre, one a line, in the language of `locale`."""
    ui = locale.ui

    def line(key: str, sure: bool = True, **values: str | None) -> list[str]:
        (value,) = values.values()
        return [ui[f"text.{key}" if sure else f"text.{key}_unsure"].format(**values)] if value else []

    lines = line("ki_address", centre.address_sure, address=centre.address)
    lines += line("ki_phone", centre.phone_sure, phone=centre.phone)
    if not centre.phone:
        lines += line("ki_switchboard", centre.switchboard_seen, phone=centre.switchboard)
    lines += line("ki_email", email=centre.email)
    hours = hours_text(centre.opening, locale) if centre.opening else centre.hours
    lines += line("ki_hours", hours=hours) or [ui["text.ki_hours_unknown"]]
    lines += line("ki_languages", languages=", ".join(load_spoken()[code] for code in centre.languages))
    lines += line("ki_web", url=centre.url)
    return [*lines, *line("ki_authorities_phone", phone=AUTHORITIES_PHONE)]


def hours_text(opening: Hours, locale: Locale) -> str:
    """Return opening hours in the language of `locale`; neighbouring days with the same hours stand together."""
    runs: list[tuple[str, str, str]] = []
    for i, day in enumerate(WEEKDAYS):
        times = ", ".join(f"{start}–{end}" for start, end in opening.get(day) or ())
        if runs and runs[-1][2] == times and runs[-1][1] == WEEKDAYS[i - 1]:
            runs[-1] = (runs[-1][0], day, times)
        elif times:
            runs.append((day, day, times))
    names = {day: locale.ui[f"day.{day}"] for day in WEEKDAYS}
    spans = [(names[first] if first == last else f"{names[first]} – {names[last]}", times) for first, last, times in runs]
    return "; ".join(f"{span}: {times}" for span, times in spans)


def _centre(entry: dict[str, Any]) -> Centre:
    street = entry.get("street")
    town = " ".join(filter(None, [entry.get("postcode"), entry.get("town")]))
    switchboard = entry.get("switchboard") or {}
    return Centre(
        id=entry["id"],
        name=entry["name"],
        address=f"{street}, {town}" if street else None,
        phone=entry.get("phone"),
        email=entry.get("email"),
        hours=entry.get("hours"),
        url=entry.get("url"),
        switchboard=switchboard.get("phone"),
        switchboard_seen=switchboard.get("seen") == "full",
        address_sure=entry["confidence"] == "high",
        phone_sure=entry["confidence"] == "high",
    )
