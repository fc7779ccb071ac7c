"""The rules for figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.checks import figures
from tests.checks.contents import TODAY, a_card, a_figure, a_value, contents, places, told

KEY = "tenancy:deposit.rents"


def found(*values: dict[str, Any], day: dt.date = TODAY) -> str:
    """Apply all rules to one figure that cards use."""
    return told(figures.check(contents(figures={KEY: a_figure(*values)}), day))


def test_nothing_is_found_in_a_figure_that_keeps_the_rules() -> None:
    # given a figure without limits, when it is checked, then nothing is found
    assert found(a_value()) == ""


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"confidence": ...}, "confidence"),
        ({"confidence": "sure"}, "confidence"),
        ({"checked": ...}, "how it was checked"),
        ({"checked": "guessed"}, "guessed"),
        ({"value": None}, "is empty"),
        ({"value": "drei"}, "does not fit"),
        ({"value": True}, "does not fit"),
        ({"from": ...}, "lacks “from”"),
        ({"until": "soon"}, "no date in “until”"),
    ],
)
def test_a_value_that_is_not_complete_is_found(change: dict[str, Any], problem: str) -> None:
    # given a value with a mistake, when it is checked, then the place and the mistake are told
    report = found(a_value(**change))
    assert problem in report
    assert "error knowledge/tenancy.yml:deposit.rents" in report


@pytest.mark.parametrize("change", [{"unit": "parsec"}, {"fact": ""}, {"values": []}, {"values": [3]}])
def test_a_figure_that_is_not_complete_is_found(change: dict[str, Any]) -> None:
    # given a figure with a mistake, when its form is checked, then it is found
    assert places(figures.form(KEY, a_figure(**change))) == ["error deposit.rents"]


@pytest.mark.parametrize(
    ("unit", "value", "right"),
    [("date", "2026-12-31", True), ("date", "soon", False), ("time", "22:00", True), ("time", 22, False), ("eur", 29.95, True)],
)
def test_a_value_must_fit_its_unit(unit: str, value: Any, right: bool) -> None:
    # given a value of a unit, when its form is checked, then only a value of another kind is found
    assert (list(figures.form(KEY, a_figure(a_value(value=value), unit=unit))) == []) is right


def test_a_malformed_figure_is_not_used_for_other_rules() -> None:
    # given a figure that is not complete, when the figures are read for other rules, then it is left out
    assert figures.well_formed(contents(figures={KEY: a_figure(a_value(confidence=...))})) == {}


def test_a_figure_that_has_run_out_is_an_error() -> None:
    # given a figure that held until yesterday
    value = a_value(until=TODAY - dt.timedelta(days=1))
    # when it is checked, then that is an error
    assert "error" in found(value) and "ran out on 2026-11-21" in found(value)


@pytest.mark.parametrize(("days", "severity"), [(0, "warning"), (60, "warning"), (61, "")])
def test_a_figure_that_will_soon_run_out_is_a_warning(days: int, severity: str) -> None:
    # given a figure that holds for some days more
    report = found(a_value(until=TODAY + dt.timedelta(days=days)))
    # when it is checked, then sixty days are soon and more are not
    assert report.startswith(severity) and bool(report) is bool(severity)


def test_a_figure_with_a_later_value_is_in_order() -> None:
    # given a figure whose next value is entered
    values = a_value(until="2026-12-31"), a_value(value=4, **{"from": "2027-01-01"})
    # when it is checked, then nothing is found
    assert found(*values) == ""


def test_a_figure_that_does_not_hold_yet_is_an_error() -> None:
    # given a figure that begins next year, when it is checked, then no value holds today
    assert "No value of the figure holds on 2026-11-22" in found(a_value(**{"from": "2027-01-01"}))


def test_values_that_overlap_are_an_error() -> None:
    # given two values that both hold on the last day of the year
    values = a_value(until="2026-12-31"), a_value(value=4, **{"from": "2026-12-31"})
    # when they are checked, then that is an error
    assert "Two values hold at the same time: 3 and 4" in found(*values)


def test_an_unsure_figure_that_a_card_shows_is_an_error() -> None:
    # given a figure of low confidence that a card names, when it is checked, then that is an error
    assert "not sure" in found(a_value(confidence="low"))


def test_a_figure_that_no_card_uses_is_a_warning() -> None:
    # given cards that do not name the figure
    languages = ("de", "ro", "bg", "rom")
    content = contents(cards={language: a_card(short="Kaution") for language in languages})
    # when the figures are checked, then that is a warning
    assert places(figures.check(content, TODAY)) == ["warning deposit.rents"]
