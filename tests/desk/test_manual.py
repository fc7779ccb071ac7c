"""What docs/handbuch-ki.md tells a newcomer to the desk, walked through in Chromium; its pictures are taken on the way.

`DROM_MANUAL=docs/images pytest tests/desk/test_manual.py` takes them anew.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.answer.render import Renderer
from bot.settings import ROOT
from desk.bot_tables import Message
from desk.cases import outbox
from desk.people.models import Invitation
from tests.desk.browser import PHONE, WIDE, Desk, chromium
from tests.desk.cases.made import MadeCase
from tests.desk.cases.stand_in import Door, open_door
from tests.desk.office.test_pages import some_work

PICTURES = os.environ.get("DROM_MANUAL")
MANUAL = ROOT / "docs" / "handbuch-ki.md"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(desk_database_url: str, monkeypatch: pytest.MonkeyPatch, transactional_db: Any) -> Iterator[Door]:
    """The bot's door."""
    with open_door(desk_database_url, monkeypatch) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _an_ordinary_tuesday() -> Iterator[None]:
    """The same day and time on every picture."""
    with time_machine.travel("2026-11-24 09:12:00+00:00", tick=True):
        yield


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as opened:
        yield opened


def picture(desk: Desk, name: str, target: str = "", whole: bool = False) -> None:
    """Take a picture of the page, or of a part of it, if the manual is being made; find nothing to complain about."""
    assert desk.complaints() == [], name
    if PICTURES:
        desk.picture(Path(PICTURES) / f"desk-{name}.png", target, whole)


def card(card_id: str, language: str) -> str:
    """The short answer of a card, as the bot gives it today."""
    locale = load_locales()[language]
    return Renderer(load_knowledge(), locale).part(locale.cards[card_id], "short", dt.date.today()).text


def ui(key: str, language: str) -> str:
    """A sentence of the bot."""
    return load_locales()[language].ui[key]


def a_case_in_romani() -> MadeCase:
    """Somebody from Marxloh asks about the deposit and then for a person."""
    made = MadeCase(place_said="Marxloh")
    made.bot(
        ui("text.greet_ask", "rom"), ui("text.greet_ask", "de"), [(ui("topic.tenancy", "rom"), ui("topic.tenancy", "de"), "t")]
    )
    made.person("o gazda na del mange palpale i garancija", ("tenancy_deposit", 0.86, "rom"))
    made.bot(
        card("tenancy/deposit", "rom"),
        card("tenancy/deposit", "de"),
        [(ui(f"button.{part}", "rom"), ui(f"button.{part}", "de"), part) for part in ("steps", "person")],
        card="tenancy/deposit",
    )
    made.person("kamav te dav duma manušesa", ("human", 0.97, "rom"))
    return made


def other_cases(people: Any) -> None:
    """What else waits on an ordinary day."""
    now = dt.datetime.now(dt.UTC)
    urgent = {"urgent": True, "topic": "tenancy", "card": "urgent/homeless_tonight", "language": "ro", "place_said": "Hochfeld"}
    MadeCase(**urgent, opened=now - dt.timedelta(minutes=20)).person("de mâine nu mai avem unde dormi", language="ro")
    MadeCase(language="bg", topic="health", card="health/join", place_said=None).person("нямам здравна каса", language="bg")
    held = {"language": "ro", "topic": "school", "card": "school/enrol", "place_said": "Rheinhausen"}
    MadeCase(**held, state="staff", staff=people.colleague.pk, taken=now).person("copilul nu are loc la școală", language="ro")


def test_the_first_log_in(live_server: Any, people: Any, browser: Browser) -> None:
    # given an invitation from the lead
    invitation = Invitation.objects.create(
        email="mira@example.org", name="Mira Neu", centre="duisburg", role="staff", invited_by=people.lead
    )
    context = browser.new_context(viewport={"width": WIDE, "height": 640}, locale="de-DE")
    page = context.new_page()
    # when the link of the e-mail is opened
    page.goto(f"{live_server.url}/einladung/{invitation.token}/")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "desk-invitation.png")
    for field in page.locator("input[type=password]").all():
        field.fill("drei kluge Störche im Wind")
    page.get_by_role("button", name="Konto anlegen").click()
    # then the account is there, and the queue is the first page
    expect(page.get_by_text("Mira Neu")).to_be_visible()
    context.close()
    assert Invitation.objects.get().used is not None


def test_a_reply_in_romani_without_romani(live_server: Any, people: Any, browser: Browser, door: Door) -> None:
    # given a case in Romani among others
    other_cases(people)
    made = a_case_in_romani()
    desk = Desk(browser, live_server.url, people.staff, pictures=bool(PICTURES))
    page = desk.page
    # when the queue is opened
    desk.open("/")
    expect(page.get_by_text(made.case.reference)).to_be_visible()
    picture(desk, "queue")
    # and the case is opened and taken
    desk.open(f"/faelle/{made.id}/")
    expect(page.get_by_text("o gazda na del mange")).to_be_visible()
    picture(desk, "case", whole=True)
    carry_after(page, "Übernehmen")
    expect(page.get_by_role("button", name="Freigeben")).to_be_visible()
    # and an appointment is chosen
    page.get_by_label("Textbaustein suchen").fill("Termin bei uns")
    page.get_by_role("button", name="Sie haben einen Termin bei uns").nth(1).click()
    page.get_by_label("Datum").fill("2026-12-01")
    page.get_by_label("Uhrzeit").fill("10:30")
    page.get_by_label("Adresse").fill("Neckarstraße 12, Raum 3")
    page.get_by_label("Mietvertrag").check()
    page.get_by_label("Ausweis", exact=True).check()
    picture(desk, "phrase", "#phrase-form")
    page.locator("#phrase-form").get_by_role("button", name="Vorschau").click()
    # then both versions are shown before anything is sent
    expect(page.get_by_text("Si tumen Termin ke amende.")).to_be_visible()
    expect(page.locator("#preview").get_by_text("Sie haben einen Termin bei uns.")).to_be_visible()
    picture(desk, "preview", "#preview")
    # when it is sent
    carry_after(page, "Senden")
    # then the person has it in Romani
    said = next(order for order in door.asked if order["order"] == "say")
    assert said["language"] == "rom"
    assert "Mietvertrag (kontrakto pala o kher)" in said["text"]
    expect(page.locator("#lines").get_by_text("Si tumen Termin ke amende.")).to_be_visible()
    picture(desk, "sent", "#scroll")
    # and when all is said, the case is closed with a reason
    page.get_by_text("Schließen", exact=True).click()
    page.get_by_label("Termin vereinbart").check()
    picture(desk, "close", "#actions")
    carry_after(page, "Fall schließen")
    expect(page.get_by_text("Geschlossen am")).to_be_visible()
    desk.close()


def test_a_case_on_a_phone(live_server: Any, people: Any, browser: Browser, door: Door) -> None:
    made = a_case_in_romani()
    desk = Desk(browser, live_server.url, people.staff, PHONE, pictures=bool(PICTURES))
    desk.open(f"/faelle/{made.id}/")
    picture(desk, "phone")
    desk.close()


def test_the_lead_keeps_the_centre_and_reads_the_statistics(live_server: Any, people: Any, browser: Browser) -> None:
    some_work()
    desk = Desk(browser, live_server.url, people.lead, pictures=bool(PICTURES))
    page = desk.open("/zentrum/")
    page.get_by_label("Wir antworten an diesem Arbeitsplatz").check()
    page.get_by_label("Telefon").fill("0203 283 0")
    for weekday in ("Montag", "Dienstag", "Donnerstag"):
        page.get_by_label(weekday).fill("8:30–12, 13–16")
    page.get_by_label("Donnerstag").blur()
    expect(page.get_by_text("luni – marți: 08:30–12:00, 13:00–16:00; joi")).to_be_visible()
    picture(desk, "centre", whole=True)
    desk.open("/statistik/?wochen=4")
    picture(desk, "statistics", whole=True)
    desk.open("/team/")
    picture(desk, "team")
    desk.close()


def test_every_picture_of_the_manual_is_there_and_none_is_left_over() -> None:
    # given the manual
    text = MANUAL.read_text(encoding="utf-8")
    # when its pictures are compared with the folder
    there = {path.name for path in (ROOT / "docs" / "images").glob("desk-*.png")}
    # then each is shown, with words for who cannot see it
    shown = {line.partition("](images/")[2].partition(")")[0] for line in text.splitlines() if "](images/desk-" in line}
    assert shown == there
    assert "![](" not in text


def carry_after(page: Page, button: str) -> None:
    """Click a button and carry what it puts into the outbox to the door, as the desk's worker does."""
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name=button, exact=True).click()
    while outbox.carry_next():
        Message.objects.filter(sender="staff").update(at=timezone.now())  # the database's clock has not travelled to our Tuesday
