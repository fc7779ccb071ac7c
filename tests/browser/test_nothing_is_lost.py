"""Nothing that was typed is lost, nothing is doubled, whatever the line does."""

from __future__ import annotations

import re
import threading

from playwright.sync_api import Route, expect

from tests.browser.chat import MESSAGES, QUESTIONS, Open, ui


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

    # then the page says so
    expect(chat.page.get_by_text(ui("ro", "page.offline"))).to_be_visible()
    expect(chat.states.first).to_contain_text(ui("ro", "page.failed"))

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


def test_next_message_tries_again_at_once(open_page: Open) -> None:
    # given a message that could not be sent
    chat = open_page().begin("de")
    chat.page.route(MESSAGES, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    chat.type(QUESTIONS["de"])
    expect(chat.states).to_contain_text(ui("de", "page.failed"))

    # when the line works again, unnoticed by the browser, and one more is typed
    chat.page.unroute(MESSAGES)
    chat.type("Danke")

    # then both go, in order
    expect(chat.states).to_have_text([ui("de", "page.sent")] * 2)
    assert [one["text"] for one in chat.on_server() if one["from"] == "person"] == [QUESTIONS["de"], "Danke"]


def test_a_person_can_have_it_tried_again_at_once(open_page: Open) -> None:
    # given two messages that could not be sent
    chat = open_page().begin("rom")
    chat.page.route(MESSAGES, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    chat.type(QUESTIONS["rom"])
    chat.type("Nais tuke")
    expect(chat.states).to_have_text([ui("rom", "page.failed")] * 2)
    again = chat.page.get_by_role("button", name=ui("rom", "page.try_again"))
    expect(again).to_have_count(2)

    # when one of them is tried again in vain, then the buttons come back
    with chat.page.expect_event("requestfailed", lambda request: request.method == "POST"):
        again.last.click()
    expect(again).to_have_count(2)

    # when the line works again, unnoticed by the browser, and it is tried again by keyboard
    chat.page.unroute(MESSAGES)
    again.last.focus()
    chat.page.keyboard.press("Enter")

    # then each is sent once, in order, the buttons are gone, and the focus is not lost
    expect(chat.states).to_have_text([ui("rom", "page.sent")] * 2)
    expect(again).to_have_count(0)
    assert chat.page.evaluate("document.activeElement.shadowRoot.activeElement?.className").startswith("message person")
    assert [one["text"] for one in chat.on_server() if one["from"] == "person"] == [QUESTIONS["rom"], "Nais tuke"]


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
    expect(chat.page.get_by_role("button", name=ui("bg", "page.try_again"))).to_have_count(0)

    # and the next message is sent
    chat.ask(QUESTIONS["bg"])
    expect(chat.page.get_by_text(ui("bg", "page.too_long"))).to_be_hidden()
