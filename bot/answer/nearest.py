"""The municipality nearest to a point of the map, for people who share where they are."""

from __future__ import annotations

import csv
import math
from functools import lru_cache
from pathlib import Path

from bot.settings import KNOWLEDGE

_EARTH_KM = 6371.0
_FARTHEST_KM = 12.0
"""Farther than that from the middle of every municipality is not in North Rhine-Westphalia."""


def nearest_municipality(latitude: float, longitude: float) -> str | None:
    """Return the official key of the municipality whose middle is nearest; None outside North Rhine-Westphalia.

    Near a border the neighbour may be nearer; whoever shows the result names the town, so that it can be put right.
    """
    distance, ags = min((_kilometres(latitude, longitude, *middle), ags) for ags, middle in _middles().items())
    return ags if distance <= _FARTHEST_KM else None


def _kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance (haversine)."""
    a, b = math.radians(latitude), math.radians(other_latitude)
    chord = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))


@lru_cache(maxsize=1)
def _middles(path: Path = KNOWLEDGE / "places" / "municipalities.csv") -> dict[str, tuple[float, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["ags"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}
