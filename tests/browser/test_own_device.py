"""What the person's own device adds: its list for sharing, its sound, its colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.local_server import LocalServer
from tests.browser.chat import QUESTIONS, Open, ui
from tests.browser.test_everybody import faults
from tests.desk_client import Desk

SHARING = "window.shared = []; navigator.share = async (what) => { shared.push(what) };"
"""Chromium without a screen has no list to share with; a stand-in notes what is given to it."""
NO_SHARING = "Object.defineProperty(navigator, 'share', { value: undefined });"
NOTE_SOUND = """
window.tones = 0;
window.AudioContext = class extends AudioContext {
  createOscillator() {
    const tone = super.createOscillator();
    const start = tone.start.bind(tone);
    tone.start = (...when) => { tones++; start(...when); };
    return tone;
  }
};
"""
HIDE = "Object.defineProperty(document, 'hidden', { value: true, configurable: true })"


def test_answer_can_be_shared(open_page: Open) -> None:
    # given a device with a list of those to share with
    chat = open_page()
    chat.page.add_init_script(SHARING)
    chat.page.reload()
    chat.begin("bg")
    answer = chat.ask(QUESTIONS["bg"])

    # when an answer is shared, then its text is handed over, and no address that could hold a session
    chat.page.get_by_role("button", name=ui("bg", "page.share")).last.click()
    [given] = chat.page.evaluate("shared")
    assert given["text"].split() == answer.inner_text().split()
    assert list(given) == ["text"]


def test_without_a_list_to_share_with_an_answer_can_be_copied(open_page: Open) -> None:
    chat = open_page()
    chat.page.add_init_script(NO_SHARING)
    chat.page.reload()
    chat.begin("ro")
    expect(chat.page.get_by_role("button", name=ui("ro", "page.copy"))).to_be_visible()
    expect(chat.page.get_by_role("button", name=ui("ro", "page.share"))).to_have_count(0)


def test_a_sound_is_made_only_when_it_is_wanted_and_nobody_looks(open_page: Open, server: LocalServer) -> None:
    # given somebody whom a person of the centre answers, who looks at another tab, with the sound as it is at first
    desk, chat = Desk(server), open_page()
    chat.page.add_init_script(NOTE_SOUND)
    chat.page.reload()
    chat.begin("de")
    case = desk.opens_for(chat.session)
    assert desk.order("take", case).status == 200
    expect(chat.page.locator("#with-whom")).to_have_text(ui("de", "page.with_staff"))
    replies = chat.page.locator(".message.staff")
    _look(chat.page, away=True)

    # when a reply comes, then it is counted, and makes no sound
    assert desk.say(case, "Guten Tag.", language="de").status == 200
    expect(replies).to_have_count(1)
    assert chat.page.title().startswith("(1) ")
    assert chat.page.evaluate("tones") == 0

    # when the sound is switched on, then the next one is heard
    _look(chat.page, away=False)
    chat.menu(ui("de", "page.sound"))
    sound = chat.page.locator("#sound")
    expect(sound).to_have_attribute("aria-pressed", "true")
    expect(sound).to_be_focused()
    _look(chat.page, away=True)
    assert desk.say(case, "Kommen Sie morgen.", language="de").status == 200
    expect(replies).to_have_count(2)
    assert chat.page.evaluate("tones") == 1

    # and one that is seen at once is not
    _look(chat.page, away=False)
    assert desk.say(case, "Um zehn.", language="de").status == 200
    expect(replies).to_have_count(3)
    assert chat.page.evaluate("tones") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_focus_and_buttons_visible(open_page: Open, scheme: str) -> None:
    # given somebody whose device sets all colours
    chat = open_page()
    chat.page.emulate_media(forced_colors="active", color_scheme="dark" if scheme == "dark" else "light")
    chat.begin("ro")
    chat.ask(QUESTIONS["ro"])

    # then each button that has words is seen by its border or its place in a list, and the focus by an outline
    for button in [*chat.choices.all(), chat.page.locator("#send")]:
        button.focus()
        border, outline, ground = button.evaluate(
            "one => { const { borderTopColor, outlineColor, outlineStyle } = getComputedStyle(one);"
            " return [borderTopColor, outlineStyle + outlineColor, getComputedStyle(one.closest('#panel')).backgroundColor] }"
        )
        assert border != ground
        assert outline.startswith("solid") and outline != f"solid{ground}"
    assert faults(chat) == []


def _look(page: Page, *, away: bool) -> None:
    page.evaluate(HIDE if away else "delete document.hidden")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
