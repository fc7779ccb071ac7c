"""The pages of the office side in a browser: at a desk, on a phone, in the dark."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.desk.browser import PHONE, WIDE, Desk, chromium
from tests.desk.office.test_statistics import case, count

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("DROM_SCREENSHOTS")
"""A folder: if it is named, the pages are put there to be looked at."""


def looks(desk: Desk, name: str) -> None:
    """Find nothing to complain about on the page that is open."""
    if SHOTS:
        desk.picture(Path(SHOTS) / f"{name}.png", whole=True)
    assert desk.complaints() == []


def some_work() -> None:
    for week, (ro, bg, rom) in enumerate([(14, 9, 6), (11, 12, 7), (18, 7, 9), (9, 3, 2)]):
        day = f"2026-11-{2 + 7 * week:02}"
        count("conversation", 120, day, "ro")
        count("answer", 400, day, "ro")
        count("fallback", 22, day, "ro")
        count("answer", 150, day, "rom")
        count("fallback", 30, day, "rom")
        for language, number, topic in (("ro", ro, "tenancy"), ("bg", bg, "health"), ("rom", rom, "school")):
            count("handoff", number, day, language, topic, "duisburg")
            count("closed:answered", number // 2, day, language, topic, "duisburg")
            count("closed:appointment", number // 3, day, language, topic, "duisburg")
    for n in range(8):
        case(f"D-{n}", opened="2026-11-20 08:00+00", answered=f"2026-11-20 {9 + n:02}:00+00")


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("dark", [False, True])
def test_a_lead_edits_the_centre_and_reads_the_statistics(live_server: Any, people: Any, width: int, dark: bool) -> None:
    some_work()
    name = f"{width}{'-dark' if dark else ''}"
    with chromium() as browser:
        # given a lead of Duisburg
        desk = Desk(browser, live_server.url, people.lead, width, dark, pictures=bool(SHOTS))
        # when the hours of Monday are typed
        page = desk.open("/zentrum/")
        page.get_by_label("Montag").fill("8-12, 13-16")
        page.get_by_label("Montag").blur()
        # then they stand at once in what people will read
        expect(page.get_by_text("luni: 08:00–12:00, 13:00–16:00")).to_be_visible()
        looks(desk, f"centre-{name}")
        # when a day is wrong, then it is said at its field
        page.get_by_label("Dienstag").fill("12-8")
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_text("Das Ende muss später sein")).to_be_visible()
        desk.errors.clear()  # the browser notes the status 422
        looks(desk, f"centre-wrong-{name}")
        # when it is right, then it is kept
        page.get_by_label("Dienstag").fill("")
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_text("Gespeichert.")).to_be_visible()
        expect(page.get_by_label("Montag")).to_have_value("08:00–12:00, 13:00–16:00")
        # and the statistics can be read
        desk.open("/statistik/?wochen=4")
        looks(desk, f"statistics-{name}")
        desk.close()
