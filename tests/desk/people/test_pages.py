"""The pages of accounts and team in Chromium: wide and narrow windows, light and dark, without barriers (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, expect

from desk.people.models import AccessLog, Invitation
from tests.desk.browser import PHONE, WIDE, Desk, chromium
from tests.desk.conftest import PASSWORD, People

OWN = "Gabel Wolke Ziegel neun"
WINDOWS = [(WIDE, False), (PHONE, False), (PHONE, True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@dataclass(frozen=True)
class House:
    """The desk as a server with people in it."""

    browser: Browser
    url: str
    people: People

    def enter(self, who: str, width: int = WIDE, dark: bool = False) -> Desk:
        """Log somebody in."""
        return Desk(self.browser, self.url, getattr(self.people, who), width, dark)

    def stranger(self) -> Page:
        """Open a window in which nobody is logged in."""
        return self.browser.new_context(locale="de-DE").new_page()


@pytest.fixture
def house(browser: Browser, transactional_db: None, people: People, live_server: Any) -> Iterator[House]:
    yield House(browser, live_server.url, people)
    for context in browser.contexts:
        context.close()


def barriers(desk: Desk, paths: list[str]) -> dict[str, list[str]]:
    """Return what is wrong on each of some pages, without those where all is well."""
    found = {}
    for path in paths:
        desk.open(path)
        found[path] = desk.complaints()
    return {path: complaints for path, complaints in found.items() if complaints}


@pytest.mark.parametrize(("width", "dark"), WINDOWS)
def test_pages_of_a_lead_have_no_barriers(house: House, width: int, dark: bool) -> None:
    Invitation.objects.create(email="nina@example.org", name="Nina Neu", centre="duisburg", invited_by=house.people.lead)
    AccessLog.objects.create(account=house.people.staff, case_id=1, reference="D-7KQ4M", centre="duisburg", what="opened")
    desk = house.enter("lead", width, dark)
    team = ["/team/", "/team/einladen/", f"/team/{house.people.colleague.memberships.get().pk}/", "/team/zugriffe/"]
    assert barriers(desk, [*team, "/konto/", "/konto/passwort/", "/konto/handy/"]) == {}


@pytest.mark.parametrize(("width", "dark"), WINDOWS)
def test_pages_of_an_administrator_have_no_barriers(house: House, width: int, dark: bool) -> None:
    desk = house.enter("administrator", width, dark)
    one = f"/verwaltung/{house.people.staff.pk}/"
    assert barriers(desk, ["/verwaltung/", "/verwaltung/neu/", "/verwaltung/zentren/", one]) == {}


@pytest.mark.parametrize(
    "path", ["/anmelden/", "/passwort/", "/passwort/gesendet/", "/passwort/neu/x/y-z/", "/einladung/made-up/"]
)
def test_pages_before_the_log_in_have_no_barriers(house: House, path: str) -> None:
    desk = house.enter("staff", PHONE)
    desk.context.clear_cookies()
    desk.open(path)
    assert [complaint for complaint in desk.complaints() if "410" not in complaint] == []


def test_an_invited_colleague_comes_in_by_the_link(house: House, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    lead = house.enter("lead").open("/team/")
    lead.get_by_role("link", name="Kollegin oder Kollegen einladen").click()
    lead.get_by_label("Name").fill("Nina Neu")
    lead.get_by_label("E-Mail-Adresse").fill("nina@example.org")
    lead.get_by_role("button", name="Einladen").click()
    expect(lead.get_by_text("Offene Einladungen")).to_be_visible()

    link = next(line for line in mail.outbox[0].body.splitlines() if "/einladung/" in line)
    nina = house.stranger()
    nina.goto(house.url + link.partition("5006")[2])
    nina.get_by_label("Neues Passwort", exact=True).fill(OWN)
    nina.get_by_label("Neues Passwort noch einmal").fill(OWN)
    nina.get_by_role("button", name="Konto anlegen").click()
    expect(nina.get_by_text("Willkommen bei Drom.")).to_be_visible()

    lead.reload()
    expect(lead.get_by_role("row", name="Nina Neu")).to_contain_text("Mitarbeit")
    expect(lead.get_by_text("Offene Einladungen")).to_be_hidden()


def test_the_phone_is_set_up_and_asked_for(house: House) -> None:
    page = house.enter("staff").open("/konto/")
    page.get_by_role("link", name="Einrichten").click()
    device = TOTPDevice.objects.get()
    expect(page.get_by_role("img", name="QR-Code für die App").locator("path").first).to_be_visible()
    page.get_by_role("textbox", name="Code").fill(f"{totp(device.bin_key):06d}")
    page.get_by_role("button", name="Einschalten").click()
    recovery = page.locator("li.code").first.inner_text()

    elsewhere = house.stranger()
    elsewhere.goto(f"{house.url}/konto/")
    elsewhere.get_by_label("E-Mail-Adresse").fill(house.people.staff.email)
    elsewhere.get_by_label("Passwort").fill(PASSWORD)
    elsewhere.get_by_role("button", name="Anmelden").click()
    elsewhere.get_by_role("textbox", name="Code").fill(recovery)
    elsewhere.get_by_role("button", name="Weiter").click()
    expect(elsewhere.get_by_role("heading", name="Mein Konto")).to_be_visible()
    expect(elsewhere.get_by_text("noch 9 Ersatzcodes")).to_be_visible()


def test_everything_works_with_the_keyboard(house: House) -> None:
    page = house.enter("lead").open("/team/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    page.get_by_text("Lena Lead", exact=True).first.focus()
    menu = page.locator("details.menu")
    menu.locator("summary").press("Enter")
    expect(menu.get_by_role("link", name="Mein Konto")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Mein Konto")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_the_title_counts_what_is_unread_and_the_notification_shows_nothing_of_it(house: House) -> None:
    desk = house.enter("staff")
    desk.context.grant_permissions(["notifications"], origin=house.url)
    desk.context.add_init_script(
        "window.shown = []; window.Notification = class extends EventTarget {"
        "  static permission = 'granted'; constructor(title, options) { super(); window.shown.push([title, options.body]); } };"
        "Object.defineProperty(document, 'hidden', { get: () => true });"
    )
    page = desk.open("/konto/")
    for number in (0, 2, 2, 1):
        page.evaluate(
            "number => { document.querySelector('[data-unread]')?.remove();"
            "  document.querySelector('main').insertAdjacentHTML('beforeend', `<p data-unread=\"${number}\">Otto Geheim</p>`);"
            "  document.dispatchEvent(new CustomEvent('htmx:afterSettle')); }",
            number,
        )
    assert page.title() == "(1) Mein Konto · Drom"
    assert page.evaluate("window.shown") == [["Drom: neue Nachricht", None]]
