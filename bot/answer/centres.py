"""The Kommunale Integrationszentren: who serves which municipality, and how to reach them as far as it is sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.answer.cards import Locale
from bot.settings import KNOWLEDGE

AUTHORITIES_PHONE = "115"
"""The number of all authorities in Germany, without area code."""


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
    sure: bool
    """Whether address and phone were seen on a page of the office itself, of today."""


@lru_cache(maxsize=1)
def load_centres(root: Path = KNOWLEDGE / "places") -> Mapping[str, Centre]:
    """Read `knowledge/places/ki.yml` once; the key is the id of the centre."""
    content = yaml.load((root / "ki.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {entry["id"]: _centre(entry) for entry in content["centres"]}


def describe(centre: Centre, place: str, locale: Locale) -> str:
    """Return how to reach a centre, in the language of `locale`; what is not sure is marked or left out.

    Args:
        centre: the centre.
        place: the municipality that the person named.
        locale: the language.
    """
    ui = locale.ui

    def line(key: str, sure: bool = True, **values: str | None) -> list[str]:
        (value,) = values.values()
        return [ui[f"text.{key}" if sure else f"text.{key}_unsure"].format(**values)] if value else []

    lines = [ui["text.ki_intro"].format(place=place), centre.name]
    lines += line("ki_address", centre.sure, address=centre.address)
    lines += line("ki_phone", centre.sure, phone=centre.phone)
    if not centre.phone:
        lines += line("ki_switchboard", centre.switchboard_seen, phone=centre.switchboard)
    lines += line("ki_email", email=centre.email)
    lines += line("ki_hours", hours=centre.hours) or [ui["text.ki_hours_unknown"]]
    lines += line("ki_web", url=centre.url)
    lines += line("ki_authorities_phone", phone=AUTHORITIES_PHONE)
    return "\n".join(lines)


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
        sure=entry["confidence"] == "high",
    )
