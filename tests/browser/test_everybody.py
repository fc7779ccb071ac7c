"""For everybody: small screens, keyboard, screen readers, enlarged text."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.chat import QUESTIONS, URGENT, Chat, Open, ui


@pytest.mark.parametrize("language", list(QUESTIONS))
@pytest.mark.parametrize("height", [640, 256], ids=["phone", "zoom of 400 %"])
def test_narrow_screens_need_no_horizontal_scrolling(open_page: Open, language: str, height: int) -> None:
    # given the narrowest screen, also as it is when 1280 pixels are enlarged four times
    chat = open_page(width=320, height=height)
    chat.page.locator("#languages button").first.wait_for()
    assert chat.overflow() == 0

    # when a conversation is led
    chat.begin(language)
    chat.ask(QUESTIONS[language])
    chat.tap(ui(language, "button.who"))
    chat.page.locator("#menu summary").click()

    # then nothing is wider than the screen, all buttons are high enough for a thumb, and one can type
    assert chat.overflow() == 0
    heights = chat.page.locator("button:visible, summary:visible").evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert min(heights) >= 44
    expect(chat.field).to_be_in_viewport()


def test_everything_works_by_keyboard(open_page: Open) -> None:
    # given somebody without a mouse
    chat = open_page(width=1280)
    keyboard = chat.page.keyboard
    expect(chat.page.locator("#languages button")).to_have_count(4)

    # when they choose a language, type and send
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(chat.bot).to_have_count(1)
    expect(chat.field).to_be_focused()
    keyboard.type("Prima linie")
    keyboard.press("Shift+Enter")
    keyboard.type(QUESTIONS["ro"])
    keyboard.press("Enter")

    # then the focus stays in the field
    expect(chat.bot).to_have_count(2)
    expect(chat.field).to_be_focused()
    expect(chat.field).to_have_value("")

    # when they go back to the buttons and choose one
    last = chat.choices.last.inner_text()
    keyboard.press("Shift+Tab")
    expect(chat.choices.last).to_be_focused()
    assert chat.choices.last.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    keyboard.press("Enter")

    # then Tab goes on to what one can do with the answer, and to its buttons
    expect(chat.bot).to_have_count(3)
    expect(chat.own.last).to_have_text(last)
    keyboard.press("Tab")
    expect(chat.page.get_by_role("button", name=ui("ro", "page.copy")).last).to_be_focused()
    keyboard.press("Tab")
    expect(chat.choices.first).to_be_focused()

    # when they open the menu, look at the question whether to delete, and leave it with Escape
    chat.page.locator("#menu summary").focus()
    keyboard.press("Enter")
    for _ in range(5):
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(chat.page.get_by_role("alertdialog")).to_be_visible()
    expect(chat.page.get_by_role("button", name=ui("ro", "page.delete_no"), exact=True)).to_be_focused()
    keyboard.press("Escape")

    # then they are back in the menu's place
    expect(chat.page.get_by_role("alertdialog")).to_be_hidden()
    expect(chat.page.locator("#menu summary")).to_be_focused()


NOTE_WHAT_IS_READ = """
window.heard = [];
new MutationObserver(() => {
  const root = document.querySelector("drom-chat")?.shadowRoot;
  for (const part of root?.querySelectorAll("#news, #alarm") || [])
    if (!part.watched) {
      part.watched = true;
      const note = ({ addedNodes }) => addedNodes.forEach((one) => heard.push(one.textContent.trim()));
      new MutationObserver((changes) => changes.forEach(note)).observe(part, { childList: true });
    }
}).observe(document, { childList: true, subtree: true, attributes: true });
"""


VOICES = """
window.said = [];
const voice = (lang, localService) => ({ lang, localService, name: lang });
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [voice("bg-BG", false), voice("ro_RO", true)],
  speak: (one) => said.push(one), cancel() {}, addEventListener() {},
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def test_screen_readers_hear_new_messages_once(open_page: Open) -> None:
    # given a conversation, and somebody who notes what is put into the live regions
    chat = open_page()
    chat.page.add_init_script(NOTE_WHAT_IS_READ)
    chat.page.reload()
    chat.begin("de")
    chat.ask(QUESTIONS["de"])
    log = chat.page.get_by_role("log", name=ui("de", "page.new_messages"))
    expect(log).to_have_attribute("aria-live", "off")
    before = chat.page.evaluate("heard.length")
    assert before == 2

    # when it is loaded again, then what was said is not read out
    chat.page.reload()
    expect(chat.bot).to_have_count(2)
    assert chat.page.evaluate("heard") == []

    # and what comes then is, once, with its speaker
    answer = chat.ask(QUESTIONS["de"])
    expect(chat.states.last).to_have_text(ui("de", "page.sent"))
    heard = chat.page.evaluate("heard")
    assert len(heard) == 1
    assert " ".join(heard[0].split()) == "Drom: " + " ".join(answer.inner_text().split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", list(QUESTIONS))
def test_axe_finds_nothing(open_page: Open, language: str, scheme: str) -> None:
    # given each screen there is, in both sets of colours
    chat = open_page()
    chat.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    expect(chat.page.locator("#languages button")).to_have_count(4)
    assert faults(chat) == []
    chat.begin(language)
    chat.ask(QUESTIONS[language])
    chat.ask(URGENT)
    assert faults(chat) == []

    # when the lists and the question whether to delete are open, then axe finds no fault of WCAG 2.2 AA either
    chat.page.locator("#tongues summary").click()
    assert faults(chat) == []
    chat.page.locator("#menu summary").click()
    chat.page.locator("#delete").click()  # its words are Bulgarian now, as the urgent message was
    assert faults(chat) == []


def test_enlarged_text_is_kept(open_page: Open) -> None:
    # given a conversation on a narrow screen
    chat = open_page(width=320).begin("bg")
    size = "text => parseFloat(getComputedStyle(text).fontSize)"
    before = chat.bot.first.evaluate(size)

    # when the text is enlarged twice, then it is half as large again, also after a reload, and fits
    chat.menu(ui("bg", "page.text_size"))
    chat.page.get_by_role("button", name=ui("bg", "page.text_size")).click()
    chat.page.reload()
    assert chat.bot.first.evaluate(size) == pytest.approx(before * 1.5)
    assert chat.overflow() == 0


def test_reads_aloud_only_where_the_browser_has_a_voice_of_its_own(open_page: Open) -> None:
    # given a browser that speaks Romanian by itself, and Bulgarian with the help of somebody else's server
    chat = open_page()
    chat.page.add_init_script(VOICES)
    chat.page.reload()
    chat.begin("ro")
    reading = chat.page.get_by_role("button", name=ui("ro", "page.read"))

    # when the greeting is read aloud, then its words are said with that voice, and the button shows it
    reading.click()
    expect(reading).to_have_attribute("aria-pressed", "true")
    assert chat.page.evaluate("said[0].lang") == "ro"
    assert ui("ro", "text.greet") in chat.page.evaluate("said[0].text")

    # and answers in other languages have no such button
    chat.page.locator("#tongues summary").click()
    chat.page.locator("#tongues").get_by_role("button", name="Български").click()
    expect(chat.bot).to_have_count(2)
    expect(chat.page.locator(".read:visible")).to_have_count(1)


def test_answer_can_be_copied(open_page: Open) -> None:
    # given an answer
    chat = open_page()
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.begin("de")
    answer = chat.ask(QUESTIONS["de"])

    # when it is copied, then exactly its text is in the clipboard, and screen readers hear that it worked
    chat.page.get_by_role("button", name=ui("de", "page.copy")).last.click()
    expect(chat.page.locator("#news")).to_contain_text("✓")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.split() == answer.inner_text().split()


def test_prints_the_conversation_without_its_tools(open_page: Open) -> None:
    # given an answer
    chat = open_page().begin("de")
    answer = chat.ask(QUESTIONS["de"])

    # when it is printed, then its text is there, and nothing to tap
    chat.page.emulate_media(media="print")
    expect(answer).to_be_visible()
    expect(chat.page.locator("button:visible, textarea:visible")).to_have_count(0)


def faults(chat: Chat) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA."""
    chat.page.evaluate("scrollTo(0, document.body.scrollHeight)")  # a button half under the field counts as too small
    found = Axe().run(chat.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    return [f"{fault['id']}: {node['html']}" for fault in found.response["violations"] for node in fault["nodes"]]
