"""Places of North Rhine-Westphalia in any spelling."""

from __future__ import annotations

import csv

import pytest

from bot.settings import KNOWLEDGE
from bot.understand.places import PlaceFinder, load_places


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return load_places()


def _names(finder: PlaceFinder, text: str, *, expected: bool = False) -> list[set[str]]:
    return [{finder.municipalities[c].name for c in m.candidates} for m in finder.find(text, expected=expected)]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("stau in Duisburg Marxloh cu familia", "Duisburg"),
        ("locuiesc la 47166", "Duisburg"),
        ("живея в Есен от три години", "Essen"),
        ("в Гелзенкирхен сме", "Gelsenkirchen"),
        ("jivea v gelzenkirhen", "Gelsenkirchen"),
        ("ando Dortmundo bešav", "Dortmund"),
        ("kita in essen pt fetita 3 ani", "Essen"),
        ("Wir wohnen in Wanheimerort", "Duisburg"),
        ("ich wohne in DU", "Duisburg"),
        ("Mönchengladbach Rheydt", "Mönchengladbach"),
    ],
)
def test_a_place_in_a_sentence_is_found(finder: PlaceFinder, text: str, town: str) -> None:
    assert {town} in _names(finder, text)


@pytest.mark.parametrize("quarter", ["Neustadt", "Нойщат", "in der Nordstadt", "Osterfeld"])
def test_a_quarter_that_many_towns_have_is_asked_about(finder: PlaceFinder, quarter: str) -> None:
    [mention] = finder.find(quarter, expected=True)
    assert len(mention.candidates) > 1


def test_a_quarter_that_many_towns_have_is_certain_beside_its_town(finder: PlaceFinder) -> None:
    assert _names(finder, "Dortmund Nordstadt") == [{"Dortmund"}]
    assert _names(finder, "Nordstadt, 44145") == [{"Dortmund"}] * 2


@pytest.mark.parametrize(
    "text",
    [
        "was essen wir heute",
        "есен е студено",
        "la capătul străzii e край",
        "das Wetter ist schlecht",
        "una din fete are 3 ani",
        "ich habe einen bon verloren",
        "du bist nett",
        "in diesem Monat",
        "плащам 12000 евро",
        "mi-a cerut 47166 euro",
    ],
)
def test_everyday_words_and_amounts_are_no_places(finder: PlaceFinder, text: str) -> None:
    assert _names(finder, text) == []


@pytest.mark.parametrize(
    ("text", "town"), [("Essen", "Essen"), ("есен", "Essen"), ("una", "Unna"), ("dortmnd", "Dortmund"), ("Hamm", "Hamm")]
)
def test_as_the_answer_to_where_do_you_live_doubtful_words_count(finder: PlaceFinder, text: str, town: str) -> None:
    assert {town} in _names(finder, text, expected=True)


def test_a_postcode_of_two_towns_asks_back(finder: PlaceFinder) -> None:
    assert _names(finder, "52525", expected=True) == [{"Heinsberg", "Waldfeucht"}]


def test_a_town_beside_an_ambiguous_quarter_decides(finder: PlaceFinder) -> None:
    assert {"Essen"} in _names(finder, "Wir sind in Essen, Altendorf")


def test_a_town_outside_is_known_as_outside(finder: PlaceFinder) -> None:
    mentions = finder.find("Berlin", expected=True)
    assert [mention.candidates for mention in mentions] == [("outside",)]
    assert [mention.candidates for mention in finder.find("10115", expected=True)] == [("outside",)]


def test_every_municipality_and_postcode_is_found(finder: PlaceFinder) -> None:
    missed = [
        town.name
        for town in finder.municipalities.values()
        if not any(town.ags in mention.candidates for mention in finder.find(town.name, expected=True))
    ]
    assert missed == []
    with (KNOWLEDGE / "places" / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unknown = [row["plz"] for row in rows if not any(row["ags"] in m.candidates for m in finder.find(row["plz"], expected=True))]
    assert unknown == []
