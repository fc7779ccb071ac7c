"""Which municipality a point of the map lies in."""

from __future__ import annotations

import pytest

from bot.answer.nearest import municipalities_at
from bot.understand.places import load_places


@pytest.mark.parametrize(
    ("latitude", "longitude", "town"),
    [
        (51.505, 6.771, "Duisburg"),  # Marxloh: the middle of Dinslaken is nearer
        (51.419, 6.756, "Duisburg"),  # Hochfeld
        (51.526, 7.465, "Dortmund"),  # Nordstadt
        (51.020, 6.900, "Köln"),  # Chorweiler
        (51.460, 6.970, "Essen"),  # Altendorf
        (51.567, 6.735, "Dinslaken"),
        (51.150, 8.370, "Schmallenberg"),
    ],
)
def test_a_city_reaches_farther_than_a_small_town(latitude: float, longitude: float, town: str) -> None:
    assert [load_places().municipalities[ags].name for ags in municipalities_at(latitude, longitude)] == [town]


@pytest.mark.parametrize(("latitude", "longitude"), [(51.451, 6.640), (51.495, 7.110)])  # Moers; Gelsenkirchen-Ückendorf
def test_near_a_border_several_come_into_question(latitude: float, longitude: float) -> None:
    towns = municipalities_at(latitude, longitude)
    centres = {load_places().municipalities[ags].ki for ags in towns}
    assert 1 < len(towns) == len(centres) <= 3


@pytest.mark.parametrize(("latitude", "longitude"), [(52.5, 13.4), (50.85, 5.69), (44.43, 26.1), (0.0, 0.0), (-90.0, 180.0)])
def test_elsewhere_there_is_none(latitude: float, longitude: float) -> None:
    assert municipalities_at(latitude, longitude) == ()
