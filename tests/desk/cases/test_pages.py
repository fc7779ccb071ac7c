"""Queue and case in Chromium: two of the staff and an outsider at the same time, live, without barriers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from desk.cases import outbox
from tests.desk.browser import PHONE, WIDE, Desk, chromium
from tests.desk.cases.made import MadeCase, about_deposit
from tests.desk.cases.stand_in import Door

SOON = 8_000
"""Milliseconds within which a page shows what has happened, on a busy machine."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _windows_closed(browser: Browser) -> Iterator[None]:
    yield
    for context in browser.contexts:
        context.close()


def carry_all() -> None:
    while outbox.carry_next():
        pass


def busy(people: Any) -> MadeCase:
    """Return a case in which everything is on the page at once."""
    made = about_deposit(channel="telegram", state="staff", staff=people.staff.pk, urgent=True, reach="po 17 Uhr")
    made.staff("Lačho djes!", "Guten Tag!", "sent")
    made.staff("Aven tume!", "Bitte kommen Sie!", "failed")
    made.bot("Akharen 112!", "Rufen Sie 112 an!", kind="urgent")
    made.happened("taken", staff=people.staff.pk)
    about_deposit(reference="D-FREE1")
    return made


@pytest.mark.parametrize(("width", "dark"), [(WIDE, False), (WIDE, True), (PHONE, False), (PHONE, True)])
def test_queue_and_case_have_no_barriers(
    live_server: Any, door: Door, people: Any, browser: Browser, width: int, dark: bool
) -> None:
    made = busy(people)
    desk = Desk(browser, live_server.url, people.staff, width, dark)
    for path in ("/", "/?liste=meine", "/?thema=work"):
        desk.open(path)
        assert desk.complaints() == [], path
    page = desk.open(f"/faelle/{made.id}/")
    page.get_by_label("Textbaustein suchen").fill("Termin bei uns")
    page.locator(".found__phrase").first.click()
    expect(page.locator("#phrase-form form")).to_be_visible(timeout=SOON)
    for summary in page.locator("summary:visible").all():
        if summary.locator("xpath=..").get_attribute("open") is None and "way-of" not in (
            summary.locator("xpath=..").get_attribute("class") or ""
        ):
            summary.click()
    assert desk.complaints() == []
    page.get_by_text("Freier Text").click()
    page.get_by_label("Ihr Text").fill("Bitte rufen Sie uns an.")
    page.locator("#free").get_by_role("button", name="Vorschau").click()
    expect(page.get_by_role("button", name="Senden", exact=True)).to_be_visible(timeout=SOON)
    assert desk.complaints() == []


def test_a_message_comes_live_while_somebody_types(live_server: Any, door: Door, people: Any, browser: Browser) -> None:
    made = about_deposit()
    desk = Desk(browser, live_server.url, people.staff)
    page = desk.open(f"/faelle/{made.id}/")
    page.get_by_text("Freier Text").click()
    field = page.get_by_label("Ihr Text")
    field.press_sequentially("Guten ")
    made.person("ande?", ("repeat", 0.5, "rom"))
    expect(page.locator("#lines")).to_contain_text("ande?", timeout=SOON)
    expect(field).to_be_focused()
    field.press_sequentially("Tag")
    expect(field).to_have_value("Guten Tag")
    page.reload()
    expect(page.get_by_label("Ihr Text")).to_have_value("Guten Tag")
    assert desk.errors == []


def test_two_of_the_staff_and_an_outsider(live_server: Any, door: Door, people: Any, browser: Browser) -> None:
    made = about_deposit()
    staff, colleague, outsider = (
        Desk(browser, live_server.url, who) for who in (people.staff, people.colleague, people.outsider)
    )
    page, other = staff.open("/"), colleague.open(f"/faelle/{made.id}/")
    assert page.title() == "(1) Fälle · Drom"
    page.get_by_role("link", name="Kaution").click()
    page.get_by_label("Textbaustein suchen").fill("Termin bei uns")
    page.locator(".found__phrase").first.click()
    page.get_by_label("Datum").fill("2027-03-02")
    page.get_by_label("Uhrzeit").fill("10:30")
    page.get_by_label("Adresse").fill("Flachsmarkt 15")
    page.get_by_role("button", name="Vorschau").first.click()
    expect(page.locator("#preview")).to_contain_text("Dienstag, 2. März 2027", timeout=SOON)
    page.get_by_role("button", name="Übernehmen und senden").click()
    expect(page.locator("#pending")).to_contain_text("wird gesendet", timeout=SOON)
    carry_all()
    expect(page.locator("#lines")).to_contain_text("Simone Staff", timeout=SOON)
    expect(page.locator("#pending li")).to_have_count(0, timeout=SOON)
    expect(page.locator("#head")).to_contain_text("Bei Ihnen", timeout=SOON)

    expect(other.locator("#lines")).to_contain_text("Dienstag, 2. März 2027", timeout=SOON)
    expect(other.locator("#head")).to_contain_text("Bei Simone Staff", timeout=SOON)
    expect(other.locator("#reply-state")).to_contain_text("Simone Staff bearbeitet diesen Fall", timeout=SOON)

    assert outsider.page.goto(f"{live_server.url}/faelle/{made.id}/").status == 404  # type: ignore[union-attr]
    assert outsider.page.goto(f"{live_server.url}/faelle/{made.id}/fall.pdf").status == 404  # type: ignore[union-attr]
    assert staff.errors == [] and colleague.errors == []


def test_without_the_bot_the_page_says_so_and_keeps_the_reply(
    live_server: Any, door: Door, people: Any, browser: Browser
) -> None:
    made = about_deposit(state="staff", staff=people.staff.pk)
    page = Desk(browser, live_server.url, people.staff).open(f"/faelle/{made.id}/")
    door.close()
    expect(page.locator("#door")).to_contain_text("gerade nicht erreichbar", timeout=SOON)
    page.get_by_text("Freier Text").click()
    page.get_by_label("Ihr Text").fill("Bitte rufen Sie uns an.")
    page.locator("#free").get_by_role("button", name="Vorschau").click()
    page.get_by_role("button", name="Senden", exact=True).click()
    expect(page.locator("#pending")).to_contain_text("sobald der Assistent wieder läuft", timeout=SOON)
    expect(page.get_by_label("Ihr Text")).to_have_value("")
    door.open()
    carry_all()
    expect(page.locator("#door")).to_be_empty(timeout=SOON)
    expect(page.locator("#pending li")).to_have_count(0, timeout=SOON)


def test_the_queue_is_live_and_the_keyboard_stays_where_it_was(live_server: Any, people: Any, browser: Browser) -> None:
    first = about_deposit(reference="D-FIRST")
    desk = Desk(browser, live_server.url, people.staff)
    page = desk.open("/")
    page.locator(f"#case-{first.id}").focus()
    about_deposit(reference="D-SECOND")
    expect(page.locator("#queue")).to_contain_text("D-SECOND", timeout=SOON)
    expect(page).to_have_title("(2) Fälle · Drom")
    expect(page.locator(f"#case-{first.id}")).to_be_focused()
    page.get_by_label("Suche nach Nummer oder Ort").press_sequentially("second")
    expect(page.locator(".queue__case")).to_have_count(1, timeout=SOON)
    expect(page.get_by_label("Suche nach Nummer oder Ort")).to_be_focused()
    assert desk.errors == []


def test_older_messages_are_put_above(live_server: Any, people: Any, browser: Browser) -> None:
    made = MadeCase()
    for number in range(230):
        made.person(f"nr {number:03}")
    page = Desk(browser, live_server.url, people.staff).open(f"/faelle/{made.id}/")
    expect(page.locator("#lines .line")).to_have_count(200)
    page.get_by_role("button", name="Ältere Nachrichten laden").click()
    expect(page.locator("#lines .line")).to_have_count(230, timeout=SOON)
    expect(page.locator("#lines .line").first).to_contain_text("nr 000")
    expect(page.get_by_role("button", name="Ältere Nachrichten laden")).to_have_count(0)
