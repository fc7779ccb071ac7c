"""A guided check on the chat page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect, sync_playwright

from bot.answer.cards import load_locales
from bot.local_server import LocalServer
from tests.browser.chat import Chat

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("language", ["ro", "bg"])
def test_the_last_day_is_saved_with_one_tap_and_the_chat_stays(server: LocalServer, chromium: Browser, language: str) -> None:
    texts, ui = load_locales()[language].checks, load_locales()[language].ui
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    chat = Chat(page, server.url).open().begin(language)
    # given somebody who has worked out a last day
    chat.tap(ui["topic.authorities"])
    chat.tap(texts["until_when.button"])
    chat.tap(texts["until_when.letter.fine"])
    outcome = chat.tap(texts["checks.today"])
    expect(outcome).to_contain_text("§ 67 OWiG")
    assert chat.overflow() == 0
    said = chat.bot.count()
    # when they save it
    with page.expect_download() as download:
        chat.choices.filter(has_text=texts["until_when.calendar"]).click()
    # then there is a file, and the chat is as it was
    assert Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    assert chat.bot.count() == said and chat.choices.count() > 1
    assert chat.errors == []
    page.close()
