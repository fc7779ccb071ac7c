"""A newcomer on the chat page and the staff at the desk, in two windows, against the real processes of both."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from bot.local_server import LocalServer
from bot.settings import ROOT
from desk.bot_tables import Case, Centre
from desk.cases import door
from tests.browser.chat import Chat, ui
from tests.desk.browser import Desk, chromium

SECRET = "of-the-two-programs"
SOON = 30_000
"""Milliseconds within which something must have happened on a busy machine."""


@dataclass(frozen=True)
class Both:
    """The bot, the desk and its outbox, each a process or a server of its own."""

    bot: LocalServer
    url: str
    browser: Browser
    people: Any

    def newcomer(self) -> Chat:
        """Open the chat page as somebody who speaks Romani."""
        page = self.browser.new_context(viewport={"width": 400, "height": 800}, locale="ro-RO").new_page()
        chat = Chat(page, self.bot.url).open()
        chat.begin("rom")
        return chat

    def at_desk(self, who: str) -> Desk:
        """Log somebody of the staff in."""
        return Desk(self.browser, self.url, getattr(self.people, who))


@pytest.fixture
def both(model: Any, desk_database_url: str, people: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    settings = {"DROM_SECRET": "only-for-tests", "DROM_MESSAGES_PER_MINUTE": "60", "DROM_DESK_SECRET": SECRET}
    bot = LocalServer(desk_database_url, settings)
    place = {"DROM_HOST": "127.0.0.1", "DROM_PORT": bot.environment["DROM_PORT"], "DROM_DESK_SECRET": SECRET}
    for name, value in place.items():
        monkeypatch.setenv(name, value)
    door.forget_health()
    outbox = subprocess.Popen(
        [sys.executable, "desk/manage.py", "outbox"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": desk_database_url, "DJANGO_SETTINGS_MODULE": "tests.desk.settings"},
    )
    Centre.objects.create(id="duisburg", open=True)
    try:
        with chromium() as browser:
            yield Both(bot, live_server.url, browser, people)
    finally:
        outbox.kill()
        outbox.wait(timeout=10)
        bot.kill()
        door.forget_health()


def hand_over(chat: Chat) -> None:
    """Ask for a person in Duisburg-Marxloh about a flat, and agree."""
    chat.tap(ui("rom", "button.person"))
    chat.ask("Marxloh")
    chat.tap(ui("rom", "topic.tenancy"))
    chat.tap(ui("rom", "handoff.button_yes"))
    chat.tap(ui("rom", "handoff.button_skip"))


def give_appointment(page: Page, day: str) -> None:
    """Fill the phrase of an appointment and send it."""
    page.get_by_label("Textbaustein suchen").fill("Termin bei uns")
    page.locator(".found__phrase").first.click()
    page.get_by_label("Datum").fill(day)
    page.get_by_label("Uhrzeit").fill("10:30")
    page.get_by_label("Adresse").fill("Flachsmarkt 15")
    page.get_by_role("button", name="Vorschau").first.click()
    page.locator("#send").click()


def test_a_question_in_romani_is_answered_by_somebody_who_speaks_german(both: Both) -> None:
    # given two of KI Duisburg's staff and one of KI Dortmund's at their desks
    staff, colleague, outsider = (both.at_desk(who) for who in ("staff", "colleague", "outsider"))
    staff.open("/")

    # when a newcomer from Marxloh is handed over
    chat = both.newcomer()
    hand_over(chat)

    # then the queue of Duisburg has it by itself, and nobody in Dortmund can open it
    row = staff.page.locator(".queue__case a")
    expect(row).to_have_count(1, timeout=SOON)
    path = row.get_attribute("href")
    assert path is not None
    assert outsider.page.goto(f"{both.url}{path}").status == 404  # type: ignore[union-attr]
    row.click()
    expect(staff.page.locator("#facts")).to_contain_text("Duisburg (Marxloh)")
    expect(staff.page.locator("#lines")).to_contain_text("Wohnung und Miete", timeout=SOON)

    # when an appointment is sent
    give_appointment(staff.page, "2027-03-02")

    # then the newcomer reads it in Romani, and the colleague sees who has the case
    answer = chat.page.locator(".message.staff").last
    expect(answer).to_contain_text("Flachsmarkt 15", timeout=SOON)
    expect(answer).not_to_contain_text("Sie haben einen Termin")
    expect(staff.page.locator("#lines")).to_contain_text("Dienstag, 2. März 2027", timeout=SOON)
    expect(staff.page.locator("#pending li")).to_have_count(0, timeout=SOON)
    expect(staff.page.locator(".way--ok")).to_have_count(1, timeout=SOON)
    colleague.open(path)
    expect(colleague.page.locator("#head")).to_contain_text("Bei Simone Staff")

    # when the newcomer answers
    chat.type("Va, avava.")

    # then it stands at both desks
    for desk in (staff, colleague):
        expect(desk.page.locator("#lines")).to_contain_text("Va, avava.", timeout=SOON)
    assert staff.errors == colleague.errors == chat.errors == []


def test_a_bot_that_is_killed_before_the_reply_goes_out_loses_nothing_and_doubles_nothing(both: Both) -> None:
    # given a case that is being answered
    chat = both.newcomer()
    hand_over(chat)
    case = Case.objects.get()
    staff = both.at_desk("staff")
    staff.open(f"/faelle/{case.pk}/")
    give_appointment(staff.page, "2027-03-02")
    expect(chat.page.locator(".message.staff")).to_have_count(1, timeout=SOON)

    # when the bot is killed, and something is sent all the same
    both.bot.kill()
    expect(staff.page.locator("#door")).to_contain_text("gerade nicht erreichbar", timeout=SOON)
    give_appointment(staff.page, "2027-03-09")
    expect(staff.page.locator("#pending")).to_contain_text("9. März 2027", timeout=SOON)

    # then it goes out once as soon as the bot is back
    both.bot.start()
    expect(chat.page.locator(".message.staff")).to_have_count(2, timeout=SOON)
    expect(staff.page.locator("#pending li")).to_have_count(0, timeout=SOON)
    expect(staff.page.locator("#door")).to_be_empty(timeout=SOON)
    expect(chat.page.locator(".message.staff")).to_have_count(2)


def test_a_desk_in_the_background_is_notified_of_a_request_without_its_content(both: Both) -> None:
    # given somebody who has allowed notifications and looks at another window
    staff = both.at_desk("staff")
    staff.context.grant_permissions(["notifications"], origin=both.url)
    staff.context.add_init_script(_WATCH_NOTIFICATIONS)
    staff.open("/")

    # when a request comes in
    chat = both.newcomer()
    with staff.page.expect_console_message(_is_notification, timeout=SOON) as notification:
        hand_over(chat)

    # then the browser has shown that, and nothing of what it is about
    assert notification.value.text == "shown: Drom: neue Nachricht|"
    assert staff.errors == []


@pytest.mark.load
def test_how_soon_a_reply_is_read(both: Both) -> None:
    staff, chat = both.at_desk("staff"), both.newcomer()
    hand_over(chat)
    staff.open(f"/faelle/{Case.objects.get().pk}/")
    took = []
    for number in range(1, 11):
        give_appointment(staff.page, f"2027-03-{number:02}")
        begun = time.perf_counter()
        expect(chat.page.locator(".message.staff")).to_have_count(number, timeout=SOON)
        took.append(time.perf_counter() - begun)
    print(f"from sending at the desk to reading in the chat: median {statistics.median(took):.2f} s, longest {max(took):.2f} s")


def _is_notification(message: ConsoleMessage) -> bool:
    return message.text.startswith("shown: ")


_WATCH_NOTIFICATIONS = """
window.Notification = class extends Notification {
  constructor(title, options) {
    super(title, options);
    this.addEventListener("show", () => console.info(`shown: ${this.title}|${this.body}`));
  }
};
Object.defineProperty(document, "hidden", { get: () => true });
"""
