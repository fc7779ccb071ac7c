"""The whole way of a conversation: asked, cut off, restarted, handed to a person; each message once and in order."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.local_server import LocalServer
from tests.browser.chat import QUESTIONS, Open, ui
from tests.browser.staff import say_as_staff

TYPED_OFFLINE = {
    "ro": ["Caut o locuință", "Proprietarul nu răspunde", "Ce pot face?"],
    "bg": ["Търся жилище", "Хазяинът не отговаря", "Какво да направя?"],
    "rom": ["Rodav kher", "O gazda na del anglal", "So šaj te kerav?"],
    "de": ["Ich suche eine Wohnung", "Der Vermieter antwortet nicht", "Was kann ich tun?"],
}


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_nothing_is_lost_or_doubled(open_page: Open, server: LocalServer, language: str) -> None:
    # given a conversation
    chat = open_page().begin(language)
    chat.ask(QUESTIONS[language])

    # when the connection is lost for a minute, three messages are typed, and the server is killed meanwhile
    chat.page.clock.install()
    chat.page.context.set_offline(True)
    for text in TYPED_OFFLINE[language]:
        chat.type(text)
        chat.page.clock.fast_forward("00:20")
    expect(chat.states).to_have_text([ui(language, "page.sent"), *[ui(language, "page.failed")] * 3])
    server.kill()
    chat.page.context.set_offline(False)

    # and the server starts again, and the page is loaded again
    server.start()
    chat.page.reload()

    # then each message is sent once, in order, and each is answered
    typed = [QUESTIONS[language], *TYPED_OFFLINE[language]]
    expect(chat.states).to_have_text([ui(language, "page.sent")] * 4)
    expect(chat.bot).to_have_count(5)
    expect(chat.own).to_have_text(typed)
    assert [one["text"] for one in chat.on_server() if one["from"] == "person"] == typed

    # when one more is accepted and the server is killed before or while it answers
    chat.type(QUESTIONS[language])
    expect(chat.states.last).to_have_text(ui(language, "page.sent"))
    server.kill()
    server.start()
    chat.page.evaluate("dispatchEvent(new Event('online'))")  # as a phone does that finds its network again

    # then the answer comes without a reload, once
    expect(chat.bot).to_have_count(6)

    # when a person of the centre takes the conversation and writes
    say_as_staff(server, chat, "https://www.integrationszentrum.example")

    # then it arrives by itself, with its speaker, and the chat says who holds it
    expect(chat.page.locator(".message.staff")).to_contain_text([ui(language, "page.staff")])
    expect(chat.page.get_by_role("status").filter(has_text=ui(language, "page.with_staff"))).to_be_visible()
    for folded in chat.page.locator(".fold").all():
        folded.click()
    shown = [" ".join(text.split()) for text in chat.page.locator(".message .text").all_inner_texts()]
    assert shown == [" ".join(str(message["text"]).removeprefix("❗").split()) for message in chat.on_server()]
