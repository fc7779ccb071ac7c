"""The Kommunale Integrationszentren of North Rhine-Westphalia, as `knowledge/places/ki.yml` names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from desk.environment import ROOT


@dataclass(frozen=True, slots=True)
class Centre:
    """One centre.

    Args:
        id: as in ki.yml, and in the column `centre` of all tables.
        name: „Kommunales Integrationszentrum Duisburg“.
        record: everything that ki.yml says about it.
    """

    id: str
    name: str
    record: dict[str, Any]

    @property
    def short_name(self) -> str:
        """„KI Duisburg“; without what stands in brackets, and the same form for the two with names of their own."""
        name = re.sub(r" \(.*\)$", "", self.name)
        name = name.replace("Kreisintegrationszentrum", "KI Kreis").replace(
            "Bildungs- und Integrationszentrum", "Integrationszentrum"
        )
        return name.replace("Kommunales Integrationszentrum", "KI")


@cache
def all_centres() -> dict[str, Centre]:
    """Return all centres by id, in the order of their short names."""
    text = (ROOT / "knowledge" / "places" / "ki.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = [Centre(id=record["id"], name=record["name"], record=record) for record in yaml.load(text, Loader=loader)["centres"]]
    return {centre.id: centre for centre in sorted(found, key=lambda centre: centre.short_name)}


def centre_name(centre: str) -> str:
    """Return the short name of a centre, or its id if ki.yml no longer knows it."""
    known = all_centres().get(centre)
    return known.short_name if known else centre
