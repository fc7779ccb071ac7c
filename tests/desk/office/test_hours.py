"""Opening hours and closed days as leads type them."""

from __future__ import annotations

import pytest

from desk.office.hours import read_closed_days, read_hours, show_closed_days, show_hours


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("8-12", [["08:00", "12:00"]]),
        ("8:30 – 12.15 Uhr", [["08:30", "12:15"]]),
        ("13–16, 8–12", [["08:00", "12:00"], ["13:00", "16:00"]]),
        ("8 bis 12 und 13 bis 16 Uhr", [["08:00", "12:00"], ["13:00", "16:00"]]),
        ("", []),
        ("geschlossen", []),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, spans: list[list[str]]) -> None:
    assert read_hours(typed) == spans
    assert read_hours(show_hours(spans)) == spans


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("vormittags", "Bitte schreiben Sie die Zeiten so"),
        ("8-12 nur mit Termin", "Bitte schreiben Sie die Zeiten so"),
        ("12-8", "12:00–08:00: Das Ende muss später sein"),
        ("8-12, 11-14", "überschneiden sich: bis 12:00 und ab 11:00"),
        ("8-25", "Diese Uhrzeit gibt es nicht: 25:00"),
        ("8:75-12", "Diese Uhrzeit gibt es nicht: 8:75"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_german(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_hours(typed)


def test_closed_days_are_read_line_by_line() -> None:
    # given two lines in the wrong order
    typed = "24.12.2026 – 01.01.2027\n\n 2.11.2026 "
    # when they are read, then the earliest stands first, and they can be written again
    spans = read_closed_days(typed)
    assert spans == [["2026-11-02", "2026-11-02"], ["2026-12-24", "2027-01-01"]]
    assert show_closed_days(spans) == "02.11.2026\n24.12.2026 – 01.01.2027"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Weihnachten", "Bitte schreiben Sie so"),
        ("24.12.", "Bitte schreiben Sie so"),
        ("31.02.2027", "Diesen Tag gibt es nicht: 31.02.2027"),
        ("01.01.2027 - 24.12.2026", "Der letzte Tag muss nach dem ersten kommen"),
    ],
)
def test_closed_days_that_cannot_be_are_refused_in_german(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_closed_days(typed)
