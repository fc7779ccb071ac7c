"""The municipality at a point of the map, for people who share where they are.

There are no borders in our data, only a middle for each municipality. A city reaches farther than a village: how far is
guessed from its number of postcodes. Where two guesses are close, the person is asked.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.settings import KNOWLEDGE

_EARTH_KM = 6371.0
_KM2_A_POSTCODE = 5.0
"""Square of the reach that one postcode adds, tried on quarters near borders."""
_FARTHEST_KM = 12.0
"""Farther than that from a middle, less its reach, is not in North Rhine-Westphalia."""
_CLOSE_KM2 = 45.0
_ASKED = 3


@dataclass(frozen=True, slots=True)
class _Town:
    ags: str
    ki: str
    latitude: float
    longitude: float
    reach: float
    """Square of its radius."""


def municipalities_at(latitude: float, longitude: float) -> tuple[str, ...]:
    """Return the official keys of the municipalities in which a point may lie, the likeliest first; none outside.

    Several mean that the person must be asked: their integration centres differ.
    """
    ranked = sorted((_kilometres(latitude, longitude, town) ** 2 - town.reach, town.ags, town) for town in _towns())
    least, _, first = ranked[0]
    if least > _FARTHEST_KM**2:
        return ()
    others = [town for distance, _, town in ranked[1:] if distance - least < _CLOSE_KM2 and town.ki != first.ki]
    return (first.ags, *(town.ags for town in others[: _ASKED - 1]))


def _kilometres(latitude: float, longitude: float, town: _Town) -> float:
    """Great-circle distance (haversine)."""
    a, b = math.radians(latitude), math.radians(town.latitude)
    east = math.radians(town.longitude - longitude)
    chord = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(east / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))


@lru_cache(maxsize=1)
def _towns(places: Path = KNOWLEDGE / "places") -> tuple[_Town, ...]:
    with (places / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        postcodes = Counter(row["ags"] for row in csv.DictReader(file) if row["main"] == "true")
    with (places / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _Town(row["ags"], row["ki_id"], float(row["lat"]), float(row["lon"]), _KM2_A_POSTCODE * max(1, postcodes[row["ags"]]))
            for row in csv.DictReader(file)
        )
