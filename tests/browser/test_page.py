"""The chat page in Chromium, against the real server."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from bot.answer.cards import load_locales
from tests.browser.chat import Chat, Open, ui
from tests.web_client import call

PAGE = Path(__file__).resolve().parents[2] / "bot" / "channels" / "page"
MESSAGES = re.compile(r"/webhooks/web/messages")
LONG_POLL = re.compile(r"/webhooks/web/messages\?.*wait=25")
SESSION = re.compile(r"/webhooks/web/session$")
QUESTIONS = {
    "ro": "Cât de mare poate fi garanția la chirie?",
    "bg": "Колко голям може да е депозитът за наема?",
    "rom": "Kozom šaj te mangel o gazda kaucija?",
    "de": "Wie hoch darf die Kaution sein?",
}
URGENT = "Мъжът ми ме бие сега, страх ме е"
SCRIPTS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(2)">',
    '"><svg/onload=alert(3)>',
    "<a href='javascript:alert(4)'>click</a>",
    "{{constructor.constructor('alert(5)')()}}",
    "&lt;b&gt;bold&lt;/b&gt; ${alert(6)}",
    "javascript:alert(7) https://example.org/<b>",
]
NOTE_POLITENESS = """
window.politeness = [];
new MutationObserver((changes) => {
  for (const { target, addedNodes } of changes)
    if (target.id === "log") for (const _ of addedNodes) window.politeness.push(target.getAttribute("aria-live"));
}).observe(document, { childList: true, subtree: true });
"""
# ---- the first screen


def test_likely_language_stands_first_and_none_is_chosen_silently(open_page: Open) -> None:
    # given a phone set to Bulgarian
    chat = open_page(locale="bg-BG")

    # then all languages are offered in their own names, Bulgarian first, and no session has begun
    buttons = chat.page.locator("#languages button")
    expect(buttons).to_have_count(4)
    assert buttons.first.inner_text() == "Български"
    assert sorted(buttons.all_inner_texts()) == sorted(locale.own_name for locale in load_locales().values())
    assert not [url for url in chat.requests if SESSION.search(url)]


@pytest.mark.parametrize(("query", "first"), [("?lang=rom", "Romani čhib"), ("?lang=constructor", "Română"), ("", "Română")])
def test_language_in_the_address_only_orders_the_buttons(open_page: Open, query: str, first: str) -> None:
    # when the page is opened by a link of a partner
    chat = open_page(query=query)

    # then its language stands first, and what is no language does nothing
    expect(chat.page.locator("#languages button").first).to_have_text(first)
    expect(chat.page.locator("#languages button")).to_have_count(4)


# ---- a conversation


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_conversation_in_each_language(open_page: Open, language: str) -> None:
    # given somebody who has chosen their language, and read who speaks
    chat = open_page().begin(language)
    expect(chat.bot.first).to_contain_text(ui(language, "text.greet"))
    assert chat.page.locator("html").get_attribute("lang") == language
    assert chat.page.title() == ui(language, "page.title")

    # when they ask
    answer = chat.ask(QUESTIONS[language])

    # then the card is shown in their language
    card = load_locales()[language].cards["tenancy/deposit"]
    expect(answer).to_contain_text(card.short.split("{")[0].strip())
    assert answer.get_attribute("lang") == language

    # when they tap a button
    steps = chat.tap(ui(language, "button.steps"))

    # then its part of the card is shown, and the tap stands in the conversation as words
    expect(steps).to_contain_text(ui(language, "heading.steps"))
    expect(chat.own).to_have_text([QUESTIONS[language], ui(language, "button.steps")])
    expect(chat.states).to_have_text([ui(language, "page.sent")] * 2)


def test_another_language_changes_the_page_too(open_page: Open) -> None:
    # given a conversation in Romanian
    chat = open_page().begin("ro")

    # when another language is chosen in the header
    before = chat.bot.count()
    chat.page.locator("#language").click()
    chat.answer(before)
    chat.tap("Deutsch")

    # then the page speaks it as well
    expect(chat.page.locator("html")).to_have_attribute("lang", "de")
    expect(chat.page.get_by_role("textbox", name=ui("de", "page.write"))).to_be_visible()


def test_urgent_answer_stands_out_and_its_number_can_be_tapped(open_page: Open) -> None:
    # given somebody in danger
    chat = open_page(locale="bg-BG").begin("bg")

    # when they write it
    answer = chat.ask(URGENT)

    # then the answer is an alert with a sign, and the police are one tap away
    expect(answer).to_have_role("alert")
    expect(answer.get_by_role("img", name=ui("bg", "page.urgent"))).to_be_visible()
    expect(answer.locator("a[href='tel:110']")).to_have_text("110")

    # and after a reload it is not read out as an alarm again
    chat.page.reload()
    expect(chat.bot).to_have_count(2)
    expect(chat.page.locator("#log [role=alert]")).to_have_count(0)


def test_line_breaks_numbers_and_addresses(open_page: Open) -> None:
    # given an answer with many kinds of numbers
    text = (
        "Rufen Sie 112 an, oder 116 117, 116016 und 0800 1110111.\nBüro: 0228/19240, 02161 25-53827 (8-16 Uhr).\n"
        "Nach § 112 BGB: 115 €, 110 Euro, 1.110, 3,115 und am 01.12.2026. Plz 45127.\n\n• https://www.116117.de/a?b=1.\n"
        "javascript:alert(1) http://unsafe.example"
    )
    chat = open_page()
    _answer_with(chat.page, [{"text": text}])
    chat.begin("de")

    # then only what can be called or opened is a link, and every line is kept
    links = chat.bot.first.locator("a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "tel:112", "tel:116117", "tel:116016", "tel:08001110111", "tel:022819240", "tel:021612553827", "https://www.116117.de/a?b=1",
    ]  # fmt: skip
    assert [line for line in chat.bot.first.inner_text().split("\n") if line] == [line for line in text.split("\n") if line]


def test_typing_is_shown_while_an_answer_is_to_come(open_page: Open) -> None:
    # given a line on which answers take long
    chat = open_page().begin("de")
    chat.page.route(LONG_POLL, lambda route: None)  # held until `unroute`
    chat.page.reload()
    typing = chat.page.locator("#typing")
    expect(typing).to_be_hidden()

    # when something is asked
    chat.type(QUESTIONS["de"])

    # then the page says that an answer is being written, until it is there
    expect(typing).to_be_visible()
    chat.page.unroute(LONG_POLL)
    expect(chat.bot).to_have_count(2)
    expect(typing).to_be_hidden()


# ---- nothing is lost, nothing is doubled


def test_reload_keeps_the_conversation(open_page: Open) -> None:
    # given a conversation
    chat = open_page().begin("ro")
    chat.ask(QUESTIONS["ro"])
    chat.tap(ui("ro", "button.steps"))
    messages = chat.page.locator(".message .text")
    before, choices = messages.all_inner_texts(), chat.choices.all_inner_texts()

    # when the page is loaded again
    chat.page.reload()

    # then everything stands there once, in order, with the buttons of the last answer, and it goes on
    expect(messages).to_have_count(len(before))
    assert messages.all_inner_texts() == before
    assert chat.choices.all_inner_texts() == choices
    chat.ask(QUESTIONS["ro"])
    expect(messages).to_have_count(len(before) + 2)


def test_what_is_typed_without_a_connection_is_sent_later(open_page: Open) -> None:
    # given a conversation whose connection breaks
    chat = open_page().begin("ro")
    chat.page.context.set_offline(True)

    # when two messages are typed
    chat.type("Caut o locuință")
    chat.type(QUESTIONS["ro"])

    # then the page says so, and offers to try again
    expect(chat.page.get_by_text(ui("ro", "page.offline"))).to_be_visible()
    expect(chat.states.first).to_contain_text(ui("ro", "page.failed"))
    expect(chat.page.get_by_role("button", name=ui("ro", "page.retry")).first).to_be_visible()

    # when the connection is back
    chat.page.context.set_offline(False)

    # then each is sent once, in order, and answered
    expect(chat.states).to_have_text([ui("ro", "page.sent")] * 2)
    expect(chat.bot).to_have_count(3)
    expect(chat.own).to_have_text(["Caut o locuință", QUESTIONS["ro"]])
    sent = [message["text"] for message in chat.on_server() if message["from"] == "person"]
    assert sent == ["Caut o locuință", QUESTIONS["ro"]]
    expect(chat.page.get_by_text(ui("ro", "page.offline"))).to_be_hidden()


def test_what_was_not_sent_survives_a_reload(open_page: Open) -> None:
    # given a message that could not be sent
    chat = open_page().begin("bg")
    chat.page.route(MESSAGES, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    chat.type(QUESTIONS["bg"])
    expect(chat.states).to_contain_text(ui("bg", "page.failed"))

    # when the page is loaded again, with a line that works
    chat.page.unroute(MESSAGES)
    chat.page.reload()

    # then it is sent, once
    expect(chat.states).to_have_text(ui("bg", "page.sent"))
    expect(chat.bot).to_have_count(2)
    expect(chat.own).to_have_text([QUESTIONS["bg"]])
    assert [message["from"] for message in chat.on_server()].count("person") == 1


def test_message_whose_receipt_was_lost_is_not_doubled(open_page: Open) -> None:
    # given a line that loses the server's first receipt
    chat = open_page().begin("de")
    lost = threading.Event()

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost.is_set():
            route.continue_()
            return
        lost.set()
        route.fetch()
        route.abort()

    chat.page.route(MESSAGES, lose)

    # when something is asked
    answer = chat.ask(QUESTIONS["de"])

    # then it stands there once and is answered once
    expect(answer).to_be_visible()
    expect(chat.states).to_have_text([ui("de", "page.sent")])
    assert [message["from"] for message in chat.on_server()] == ["bot", "person", "bot"]


def test_button_sends_again_at_once(open_page: Open) -> None:
    # given a message that could not be sent
    chat = open_page().begin("de")
    chat.page.route(MESSAGES, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    chat.type(QUESTIONS["de"])
    retry = chat.page.get_by_role("button", name=ui("de", "page.retry"))
    expect(retry).to_be_visible()

    # when it is sent again by the button
    chat.page.unroute(MESSAGES)
    retry.click()

    # then it goes, and the field has the focus
    expect(chat.states).to_have_text(ui("de", "page.sent"))
    expect(chat.field).to_be_focused()


def test_session_that_is_no_more_begins_anew_and_says_so(open_page: Open) -> None:
    # given a conversation that is deleted elsewhere
    chat = open_page().begin("rom")
    chat.ask(QUESTIONS["rom"])
    old = chat.token
    assert chat.delete_on_server().status == 204

    # then the page says so, greets in the same language, and goes on in a new session
    expect(chat.page.get_by_text(ui("rom", "page.begun_anew"))).to_be_visible()
    expect(chat.bot).to_have_text([re.compile(re.escape(ui("rom", "text.greet")))])
    assert chat.token not in ("", old)
    chat.ask(QUESTIONS["rom"])
    expect(chat.own).to_have_text([QUESTIONS["rom"]])


def test_too_fast_waits_as_long_as_the_server_says(open_page: Open) -> None:
    # given a server that says once: too fast
    chat = open_page().begin("ro")
    refused = threading.Event()

    def refuse(route: Route) -> None:
        if route.request.method != "POST" or refused.is_set():
            route.continue_()
            return
        refused.set()
        route.fulfill(status=429, headers={"Retry-After": "2"}, json={"error": "too_fast", "detail": ""})

    chat.page.route(MESSAGES, refuse)

    # when something is asked
    chat.type(QUESTIONS["ro"])

    # then the page says to wait, and sends it by itself
    expect(chat.page.get_by_role("alert").filter(has_text=ui("ro", "page.wait"))).to_be_visible()
    expect(chat.states).to_have_text(ui("ro", "page.sent"))
    expect(chat.page.get_by_text(ui("ro", "page.wait"))).to_be_hidden()


def test_too_long_is_said_and_the_text_is_not_lost(open_page: Open) -> None:
    # when somebody pastes a whole contract
    chat = open_page().begin("bg")
    text = "договор " * 700
    chat.type(text)

    # then the page says what to do, and gives the text back
    expect(chat.page.get_by_role("alert").filter(has_text=ui("bg", "page.too_long"))).to_be_visible()
    expect(chat.states).to_have_text(ui("bg", "page.failed"))
    expect(chat.field).to_have_value(text.strip())

    # and the next message is sent
    chat.ask(QUESTIONS["bg"])
    expect(chat.page.get_by_text(ui("bg", "page.too_long"))).to_be_hidden()


# ---- safety


def test_what_is_typed_stays_text(open_page: Open) -> None:
    # given somebody who types code
    chat = open_page(width=320).begin("de")

    # when it is sent, and again when it is read from the server
    for script in SCRIPTS:
        chat.ask(script)
    expect(chat.own).to_have_text(SCRIPTS)
    chat.page.reload()
    expect(chat.own).to_have_text(SCRIPTS)

    # then it is text, and nothing of it became an element (that no script ran is checked at the end of every test)
    expect(chat.own.locator("> :not(p), p > *")).to_have_count(0)
    assert chat.overflow() == 0


def test_what_the_bot_or_a_person_of_the_centre_writes_stays_text(open_page: Open) -> None:
    # given answers that hold code
    chat = open_page()
    said: list[dict[str, object]] = [{"text": script, "from": sender} for sender in ("bot", "staff") for script in SCRIPTS]
    _answer_with(chat.page, [*said, {"text": "Ende", "buttons": [{"title": "<b>x</b>", "payload": "d:help"}]}])
    chat.page.get_by_role("button", name="Deutsch").click()

    # then all of it is text; only the https address is a link
    expect(chat.page.locator(".message:not(.person) .text")).to_have_text([*SCRIPTS, *SCRIPTS, "Ende"])
    expect(chat.page.locator("#log :is(script, img, svg, b, iframe)")).to_have_count(0)
    assert {link.get_attribute("href") for link in chat.page.locator("#log a").all()} == {"https://example.org/"}
    expect(chat.choices).to_have_text(["<b>x</b>"])


def test_no_other_host_is_asked(open_page: Open) -> None:
    # when somebody uses everything there is
    chat = open_page(width=1280).begin("ro")
    chat.ask(QUESTIONS["ro"])
    chat.tap(ui("ro", "button.who"))
    chat.ask(URGENT)
    chat.page.reload()
    expect(chat.bot).to_have_count(4)

    # then every request went to our own server
    assert {url for url in chat.requests if not url.startswith(f"{chat.url}/")} == set()


def test_the_page_is_small() -> None:
    # 32 kB, on a prepaid phone, are a third of a second
    files = [path for path in PAGE.iterdir() if path.suffix in (".html", ".js", ".css")]
    assert sum(path.stat().st_size for path in files) < 32_000


# ---- deleting


def test_everything_can_be_deleted(open_page: Open) -> None:
    # given a conversation
    chat = open_page().begin("bg")
    chat.ask(QUESTIONS["bg"])
    token = chat.token

    # when its owner opens the menu, but changes their mind
    _choose_delete(chat, "bg")
    chat.page.get_by_role("button", name=ui("bg", "page.delete_no"), exact=True).click()

    # then nothing is deleted
    expect(chat.page.get_by_role("dialog")).to_be_hidden()
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


# ---- for everybody


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
    chat.page.locator("summary").click()

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

    # then Tab goes on to the buttons of the answer
    expect(chat.bot).to_have_count(3)
    expect(chat.own.last).to_have_text(last)
    keyboard.press("Tab")
    expect(chat.choices.first).to_be_focused()

    # when they open the menu, look at the question whether to delete, and leave it with Escape
    chat.page.locator("summary").focus()
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(chat.page.get_by_role("dialog")).to_be_visible()
    expect(chat.page.get_by_role("button", name=ui("ro", "page.delete_no"), exact=True)).to_be_focused()
    keyboard.press("Escape")

    # then they are back in the menu's place
    expect(chat.page.get_by_role("dialog")).to_be_hidden()
    expect(chat.page.locator("summary")).to_be_focused()


def test_screen_readers_hear_new_messages_only(open_page: Open) -> None:
    # given a conversation, and somebody who notes how politely each message came
    chat = open_page()
    chat.page.add_init_script(NOTE_POLITENESS)
    chat.begin("de")
    chat.ask(QUESTIONS["de"])
    log = chat.page.get_by_role("log", name=ui("de", "page.new_messages"))
    assert log.locator("button").count() == 0

    # when it is loaded again, then what was said is not read out
    chat.page.reload()
    expect(chat.bot).to_have_count(2)
    expect(log).to_have_attribute("aria-live", "polite")
    assert chat.page.evaluate("window.politeness") == ["off"] * 3

    # and what comes then is, once
    chat.ask(QUESTIONS["de"])
    expect(chat.states.last).to_have_text(ui("de", "page.sent"))
    assert chat.page.evaluate("window.politeness") == ["off"] * 3 + ["polite"] * 2


def _choose_delete(chat: Chat, language: str) -> None:
    chat.page.locator("summary").click()
    chat.page.get_by_role("button", name=ui(language, "page.delete")).click()
    expect(chat.page.get_by_role("dialog")).to_be_visible()


def _answer_with(page: Page, said: list[dict[str, object]]) -> None:
    """Let the page read these messages instead of the server's."""
    whole: dict[str, object] = {"from": "bot", "kind": "answer", "language": "de", "card": None, "buttons": []}
    messages = [whole | {"cursor": i, "id": f"given-{i}"} | message for i, message in enumerate(said, start=1000)]

    def answer(route: Route) -> None:
        if "after=0&" in route.request.url:
            route.fulfill(json={"messages": messages, "state": "bot"})
        else:
            route.continue_()

    page.route(MESSAGES, answer)
