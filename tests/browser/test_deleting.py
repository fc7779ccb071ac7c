"""A person deletes everything."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.browser.chat import QUESTIONS, Chat, Open, ui
from tests.web_client import call


def test_everything_can_be_deleted(open_page: Open) -> None:
    # given a conversation
    chat = open_page().begin("bg")
    chat.ask(QUESTIONS["bg"])
    token = chat.token

    # when its owner opens the menu, but changes their mind
    _choose_delete(chat, "bg")
    chat.page.get_by_role("button", name=ui("bg", "page.delete_no"), exact=True).click()

    # then nothing is deleted
    expect(chat.page.get_by_role("alertdialog")).to_be_hidden()
    expect(chat.bot).to_have_count(2)

    # when they confirm
    _choose_delete(chat, "bg")
    chat.page.get_by_role("button", name=ui("bg", "page.delete_yes")).click()

    # then the first screen says that everything is deleted, and nothing is left, here or there
    expect(chat.page.get_by_text(ui("bg", "page.deleted"))).to_be_visible()
    expect(chat.page.locator("#languages button").first).to_be_focused()
    expect(chat.page.locator(".message")).to_have_count(0)
    assert json.loads(chat.page.evaluate("localStorage.getItem('drom')") or "{}") == {}
    assert call(f"{chat.url}/webhooks/web/messages", token=token).status == 404

    # and one may begin again
    chat.begin("bg")


def test_deleting_without_a_connection_fails_with_a_word(open_page: Open) -> None:
    # given a conversation without a connection
    chat = open_page().begin("ro")
    chat.ask(QUESTIONS["ro"])
    chat.page.context.set_offline(True)

    # when its owner wants to delete it
    _choose_delete(chat, "ro")
    chat.page.get_by_role("button", name=ui("ro", "page.delete_yes")).click()

    # then they learn that it did not work, and everything is still there
    expect(chat.page.get_by_text(ui("ro", "page.delete_failed"))).to_be_visible()
    chat.page.get_by_role("button", name=ui("ro", "page.delete_no"), exact=True).click()
    chat.page.context.set_offline(False)
    chat.ask(QUESTIONS["ro"])
    expect(chat.own).to_have_text([QUESTIONS["ro"]] * 2)


def test_what_is_deleted_by_a_word_goes_from_the_page_too(open_page: Open) -> None:
    # given a conversation
    chat = open_page().begin("de")
    chat.ask(QUESTIONS["de"])

    # when its owner asks the bot to delete it, and says yes
    chat.ask("Daten löschen")
    chat.choices.first.click()

    # then only the receipt is left
    expect(chat.page.locator(".message")).to_have_count(1)
    expect(chat.bot).to_have_text([re.compile(re.escape(ui("de", "text.delete_done").split("{")[0]))])


def _choose_delete(chat: Chat, language: str) -> None:
    chat.menu(ui(language, "page.delete"))
    expect(chat.page.get_by_role("alertdialog")).to_be_visible()
