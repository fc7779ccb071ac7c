"""What the README shows of the chat, walked through in Chromium; its pictures are taken on the way.

`DROM_PICTURES=docs/images pytest tests/browser/test_pictures.py` takes them anew (`make pictures`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from bot.local_server import LocalServer
from bot.settings import ROOT, WIDGET
from tests.browser.chat import QUESTIONS, URGENT, Chat, Open, ui
from tests.browser.test_handoff import handed_over
from tests.browser.town import Town
from tests.desk_client import Desk

PICTURES = os.environ.get("DROM_PICTURES")
PHONE = {"width": 320, "height": 640}
TOWN_SCREEN = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def town(model: object, database_url: str) -> Iterator[tuple[Town, LocalServer]]:
    town = Town()
    server = LocalServer(database_url, {"DROM_SECRET": "only-for-tests", "DROM_ORIGINS": town.url})
    town.html = (WIDGET / "example.html").read_text(encoding="utf-8").replace("https://drom.example.org", server.url)
    yield town, server
    server.stop()
    town.close()


def picture(page: Page, name: str, clip: FloatRect | None = None) -> None:
    """Take a picture if they are wanted; the README shows it under this name."""
    assert f"docs/images/{name}.png" in (ROOT / "README.md").read_text(encoding="utf-8")
    page.evaluate("getSelection().removeAllRanges()")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", caret="hide", clip=clip)


def test_first_screen_and_an_answer(open_page: Open) -> None:
    chat = open_page(**PHONE, query="chat?lang=ro&ki=duisburg")
    expect(chat.page.locator("#languages button")).to_have_count(4)
    picture(chat.page, "chat-start-320")
    chat.begin("ro")
    chat.ask(QUESTIONS["ro"])
    assert chat.overflow() == 0
    picture(chat.page, "chat-answer-320")


def test_an_emergency_in_the_dark(open_page: Open) -> None:
    chat = open_page(**PHONE, locale="bg-BG")
    chat.page.emulate_media(color_scheme="dark")
    chat.begin("bg")
    chat.ask(URGENT)
    assert chat.overflow() == 0
    picture(chat.page, "chat-urgent-320")


def test_a_person_of_the_centre(open_page: Open, server: LocalServer) -> None:
    desk, chat = Desk(server), open_page(**PHONE)
    case = handed_over(chat, desk, "rom")
    assert desk.order("take", case).status == 200
    expect(chat.page.locator("#with-whom")).to_have_text(ui("rom", "page.with_staff"))
    assert desk.say(case, "Lačho djes! Aven tehara.", language="rom").status == 200
    expect(chat.page.locator(".message.staff")).to_be_in_viewport()
    picture(chat.page, "chat-person-320")


def test_window_on_the_page_of_a_town(browser: Browser, town: tuple[Town, LocalServer]) -> None:
    # given a conversation in the window of a town's page, its long answer folded
    site, server = town
    context = browser.new_context(viewport=TOWN_SCREEN, locale="ro-RO")
    chat = Chat(context.new_page(), server.url)
    chat.page.goto(site.url)
    chat.page.locator("#open").click()
    chat.begin("ro")
    chat.ask(QUESTIONS["ro"])
    chat.tap(ui("ro", "button.steps"))
    expect(chat.page.get_by_role("button", name=ui("ro", "page.more"))).to_be_visible()
    picture(chat.page, "chat-1280")

    # when it is closed and somebody of the staff writes, then the bubble counts it
    chat.page.get_by_role("button", name=ui("ro", "page.close")).click()
    desk = Desk(server)
    case = desk.opens_for(chat.session)
    assert desk.order("take", case).status == 200
    expect(chat.page.locator("#count")).not_to_be_empty()
    picture(chat.page, "chat-bubble-1280", {"x": 640, "y": 640, "width": 640, "height": 160})
    context.close()
