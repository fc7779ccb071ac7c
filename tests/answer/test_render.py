"""Figures in texts, on any day."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from bot.answer.cards import Card, Locale, load_locales
from bot.answer.knowledge import CardFacts, Contact, Figure, FigureExpired, Knowledge, Source, Value, load_knowledge
from bot.answer.render import Renderer

TODAY = dt.date(2026, 11, 22)
NEW_YEAR = dt.date(2027, 1, 1)


def _figure(*values: tuple[object, dt.date | None, dt.date | None], unit: str = "eur", key: str = "work:wage.hour") -> Figure:
    return Figure(key, unit, "fact", tuple(Value(v, "law", None, "high", "knowledge", a, b) for v, a, b in values))


@pytest.fixture
def renderer() -> Renderer:
    changing = _figure((13.9, None, dt.date(2026, 12, 31)), (14.6, NEW_YEAR, None))
    ending = _figure((259, None, dt.date(2026, 12, 31)), key="work:wage.child")
    knowledge = Knowledge(
        topics={"work": "💼"},
        questions={},
        dialogue=(),
        cards={"work/wage": CardFacts((), (Source("§ 1 MiLoG", "Mindestlohn", None),), TODAY, "")},
        figures={"work:wage.hour": changing, "work:wage.child": ending},
        contacts={"helper": Contact("helper", "Beratung", ("0800 1",), "https://example.org", None, "free", ("de",), "high")},
    )
    ui = load_locales()["de"].ui
    return Renderer(knowledge, Locale("de", "Deutsch", {}, ui, {"Lohn": "Geld für Arbeit"}, {"helper": "hilft"}))


CARD = Card(
    "work/wage", "Lohn", "Der Lohn ist {wage.hour} in der Stunde. Kindergeld sind {wage.child}. Fragen Sie nach.", None,
    ("Rechnen Sie {wage.hour} mal Stunden.",), (), (), ("helper",), ("Lohn",), (), checked=False,
)  # fmt: skip


def test_a_figure_switches_by_itself_on_its_day(renderer: Renderer) -> None:
    assert "13,90 €" in renderer.part(CARD, "short", dt.date(2026, 12, 31)).text
    assert "14,60 €" in renderer.part(CARD, "short", NEW_YEAR).text


def test_a_figure_that_has_run_out_is_not_shown_but_said(renderer: Renderer) -> None:
    # given the first day on which nobody knows the new amount
    rendered = renderer.part(CARD, "short", NEW_YEAR)
    # then the sentence with it is gone, the others stay, and who knows it is named
    assert "259" not in rendered.text
    assert "Fragen Sie nach." in rendered.text
    assert "Eine Zahl hat sich geändert" in rendered.text
    assert "Beratung" in rendered.text
    assert rendered.expired == ("work:wage.child",)


def test_lines_stay_lines(renderer: Renderer) -> None:
    # given an urgent text in three lines
    card = dataclasses.replace(CARD, short="Rufen Sie an.\nSagen Sie: Hilfe.\nWarten Sie.")
    assert renderer.part(card, "short", TODAY).text == card.short


def test_steps_are_numbered_and_the_source_names_law_and_date(renderer: Renderer) -> None:
    assert "1. Rechnen Sie 13,90 € mal Stunden." in renderer.part(CARD, "steps", TODAY).text
    source = renderer.part(CARD, "source", TODAY).text
    assert "§ 1 MiLoG" in source
    assert "22.11.2026" in source
    assert "keine Rechtsberatung" in source


@pytest.mark.parametrize(
    ("value", "unit", "language", "shown"),
    [
        (1234.5, "eur", "de", "1.234,50 €"),
        (1234.5, "eur", "ro", "1.234,50 €"),
        (10, "percent", "bg", "10 %"),
        (3, "count", "rom", "3"),
        (2.5, "count", "de", "2,5"),
        ("2029-12-31", "date", "ro", "31.12.2029"),
        ("22:00", "time", "de", "22:00"),
        (2024, "year", "de", "2024"),
    ],
)
def test_values_are_written_as_people_read_them(value: object, unit: str, language: str, shown: str) -> None:
    assert _figure((value, None, None), unit=unit).shown(TODAY, language) == shown


def test_before_its_first_day_a_figure_does_not_hold() -> None:
    with pytest.raises(FigureExpired):
        _figure((1, NEW_YEAR, None)).on(TODAY)


@pytest.mark.parametrize("day", [TODAY, NEW_YEAR, dt.date(2035, 1, 1)])
@pytest.mark.parametrize("language", list(load_locales()))
def test_every_part_of_every_card_can_be_shown_on_any_day(language: str, day: dt.date) -> None:
    knowledge, locale = load_knowledge(), load_locales()[language]
    renderer = Renderer(knowledge, locale)
    for card in locale.cards.values():
        for part in ("short", "more", "steps", "bring", "never", "who", "source", "simple"):
            if card.has(part):  # type: ignore[arg-type]
                text = renderer.part(card, part, day).text  # type: ignore[arg-type]
                assert text.strip(), f"{card.id} {part}"
                assert "{" not in text, f"{card.id} {part}: {text}"


def test_knowledge_has_a_place_of_its_own(tmp_path: Path) -> None:
    # given a folder with a broken figure
    (tmp_path / "catalogue.yml").write_text("topics: {}\nquestions: []\ndialogue: []\n")
    (tmp_path / "contacts.yml").write_text("{}\n")
    (tmp_path / "work.yml").write_text("cards: {}\nfigures:\n  a.b: {unit: eur}\n")
    # then the error names file and figure
    with pytest.raises(ValueError, match=r"work.yml: figure a.b"):
        load_knowledge.__wrapped__(tmp_path)
