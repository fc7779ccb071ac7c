"""The hand-off on the chat page in Chromium, against the real server and the desk's door."""

from __future__ import annotations

from playwright.sync_api import expect

from bot.local_server import LocalServer
from tests.browser.chat import Chat, Open, ui
from tests.desk_client import Desk


def handed_over(chat: Chat, desk: Desk, language: str) -> int:
    """Ask for a person, answer every step, and return the case."""
    desk.rows("INSERT INTO centres (id, open) VALUES ('duisburg', true) ON CONFLICT (id) DO UPDATE SET open = true")
    chat.begin(language)
    chat.tap(ui(language, "button.person"))
    chat.ask("Marxloh")
    chat.tap(ui(language, "topic.tenancy"))
    chat.tap(ui(language, "handoff.button_yes"))
    expect(chat.page.locator("#with-whom")).to_have_text(ui(language, "page.with_waiting"))
    chat.tap(ui(language, "handoff.button_skip"))
    return int(desk.rows("SELECT max(id) AS id FROM cases")[0]["id"])


def test_somebody_who_is_with_the_staff_sees_it_and_can_go_back(open_page: Open, server: LocalServer) -> None:
    # given somebody with a phone of 320 pixels whose question is handed over
    desk, chat = Desk(server), open_page(width=320)
    case = handed_over(chat, desk, "rom")
    assert chat.overflow() == 0

    # when somebody of the staff takes it
    assert desk.order("take", case).status == 200

    # then the page says so, and does not pretend that the bot writes
    expect(chat.page.locator("#with-whom")).to_have_text(ui("rom", "page.with_staff"))
    chat.type("kana te avav?")
    expect(chat.states.last).to_have_text(ui("rom", "page.sent"))
    expect(chat.page.locator("#typing")).to_be_hidden()

    # and what the staff says is marked as theirs
    assert desk.say(case, "Aven tehara.", language="rom").status == 200
    expect(chat.page.locator(".message.staff")).to_contain_text("Aven tehara.")
    assert chat.overflow() == 0

    # when the person goes back
    before = chat.bot.count()
    back = chat.page.get_by_role("button", name=ui("rom", "page.back"))
    expect(back).to_have_count(1)
    back.click()

    # then the bot answers again, and the question stays with the centre
    chat.answer(before)
    expect(chat.page.locator("#with-whom")).to_have_text(ui("rom", "page.with_waiting"))
    expect(chat.page.locator("#back")).to_be_hidden()
    chat.ask("Kozom šaj te mangel o gazda kaucija?")


def test_the_state_is_still_seen_after_a_reload(open_page: Open, server: LocalServer) -> None:
    # given somebody whom the staff answers
    desk, chat = Desk(server), open_page(width=320)
    case = handed_over(chat, desk, "bg")
    assert desk.order("take", case).status == 200
    expect(chat.page.locator("#with-whom")).to_have_text(ui("bg", "page.with_staff"))

    # when the page is loaded anew
    chat.page.reload()

    # then it says so again
    expect(chat.page.locator("#with-whom")).to_have_text(ui("bg", "page.with_staff"))
    expect(chat.page.get_by_role("button", name=ui("bg", "page.back"))).to_have_count(1)
