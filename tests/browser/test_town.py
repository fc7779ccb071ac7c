"""The chat as a bubble on the page of a town, from another origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from bot.local_server import LocalServer
from bot.settings import WIDGET
from tests.browser.chat import Chat, ui
from tests.browser.staff import say_as_staff
from tests.browser.town import Town
from tests.desk_client import Desk
from tests.web_client import call

EXAMPLE = (WIDGET / "example.html").read_text(encoding="utf-8")
STRICT = "default-src 'none'; script-src {host}; connect-src {host}"
"""What a careful town allows; inline scripts and styles of the example do not run under it, the chat does."""


@dataclass
class Towns:
    """One installation, a town that may show its chat, and a site that may not."""

    server: LocalServer
    allowed: Town
    other: Town


@pytest.fixture(scope="module")
def towns(model: object, database_url: str) -> Iterator[Towns]:
    allowed, other = Town(), Town()
    server = LocalServer(database_url, {"DROM_SECRET": "only-for-tests", "DROM_ORIGINS": allowed.url})
    for town in (allowed, other):
        town.html = EXAMPLE.replace("https://drom.example.org", server.url)
    yield Towns(server, allowed, other)
    server.stop()
    allowed.close()
    other.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ro-RO")
    yield context
    context.close()


def _visit(context: BrowserContext, towns: Towns, town: Town) -> Chat:
    chat = Chat(context.new_page(), towns.server.url)
    chat.page.goto(town.url)
    return chat


def _open(chat: Chat) -> Chat:
    chat.page.get_by_role("button", name=ui("ro", "page.open")).click()
    return chat


def test_first_words_of_the_bubble_need_no_line(context: BrowserContext, towns: Towns) -> None:
    # given the page of a town whose line breaks
    chat = _visit(context, towns, towns.allowed)
    expect(chat.page.get_by_role("button", name=ui("ro", "page.open"))).to_be_visible()
    context.set_offline(True)

    # when the bubble is opened, then words and languages stand there all the same: on a slow line nobody waits for them
    _open(chat)
    expect(chat.page.get_by_text("Bine ați venit la Duisburg!")).to_be_visible()
    expect(chat.page.get_by_role("button", name="Български")).to_be_visible()


def test_conversation_on_the_page_of_a_town(context: BrowserContext, towns: Towns) -> None:
    # given the page of a town, on which nothing is asked for before the bubble is opened
    chat = _visit(context, towns, towns.allowed)
    expect(chat.page.get_by_role("button", name=ui("ro", "page.open"))).to_be_visible()
    assert [url for url in chat.requests if "/webhooks/" in url] == []

    # when the chat is opened, then the town's own words greet in the person's language
    _open(chat)
    expect(chat.page.get_by_text("Bine ați venit la Duisburg!")).to_be_visible()
    expect(chat.page.locator("#events")).to_have_text("drom:open")

    # and the bot knows the town without asking
    chat.begin("ro")
    expect(chat.bot.first).to_contain_text(ui("ro", "received.town").format(place="Duisburg"))
    expect(chat.page.locator("#events")).to_have_text("drom:message")
    chat.ask("Unde este centrul de integrare?")
    expect(chat.bot.last).to_contain_text("Kommunales Integrationszentrum")

    # and the town's colour is used, its page keeps its language, and its address holds no token
    assert chat.page.locator("#bar").evaluate("bar => getComputedStyle(bar).backgroundColor") == "rgb(122, 31, 61)"
    assert chat.page.locator("html").get_attribute("lang") == "de"
    assert chat.token not in chat.page.url
    assert [url for url in chat.requests if chat.token in url] == []
    assert chat.errors == []


def test_works_under_a_strict_policy(context: BrowserContext, towns: Towns) -> None:
    # given a town whose page allows scripts and connections of the installation only, and no styles
    chat = Chat(context.new_page(), towns.server.url)
    towns.allowed.policy = STRICT.format(host=towns.server.url)
    chat.page.goto(towns.allowed.url)
    towns.allowed.policy = ""

    # then the chat works and is styled; only the example's own style and script were refused
    _open(chat).begin("ro")
    assert chat.page.locator("#open, #bar").last.evaluate("bar => getComputedStyle(bar).position") == "sticky"
    assert len(chat.errors) == 2


def test_other_sites_may_not_use_it(context: BrowserContext, towns: Towns) -> None:
    # given a site that the installation does not allow
    chat = _visit(context, towns, towns.other)

    # when somebody wants to begin
    _open(chat)
    chat.page.get_by_role("button", name="Română").click()

    # then no session begins, and the chat says that there is no connection
    expect(chat.page.get_by_text(ui("ro", "page.offline"))).to_be_visible()
    assert chat.token == ""


@pytest.mark.parametrize("path", ["session", "messages"])
def test_refused_by_the_server_not_only_by_the_browser(towns: Towns, path: str) -> None:
    # when a page of another site asks with everything that a browser lets it send unasked
    answer = call(f"{towns.server.url}/webhooks/web/{path}", "POST", {}, headers={"Origin": towns.other.url})

    # then the server refuses, and lets it read nothing
    assert (answer.status, answer.body["error"]) == (403, "other_site")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_session_is_kept_by_site(context: BrowserContext, towns: Towns) -> None:
    # given a conversation on the page of a town
    chat = _open(_visit(context, towns, towns.allowed)).begin("ro")

    # when another site is opened in the same browser
    other = _visit(context, towns, towns.other)

    # then it finds nothing
    expect(other.page.get_by_role("button", name=ui("ro", "page.open"))).to_be_visible()
    assert chat.token
    assert other.page.evaluate("localStorage.length") == 0
    assert context.cookies() == []


def test_reply_of_the_staff_is_counted_on_the_closed_bubble(context: BrowserContext, towns: Towns) -> None:
    # given a conversation that waits for a person, with the window closed
    chat = _open(_visit(context, towns, towns.allowed)).begin("ro")
    chat.page.get_by_role("button", name=ui("ro", "page.close")).click()
    bubble = chat.page.locator("#open")
    expect(bubble).to_be_focused()

    # when somebody of the staff takes it and answers
    say_as_staff(towns.server, chat, "Bună ziua, sunt aici.")

    # then the bubble counts both, and screen readers hear of it
    expect(chat.page.locator("#count")).to_have_text("2")
    expect(bubble).to_have_accessible_name(f"{ui('ro', 'page.open')}. {ui('ro', 'page.new_messages')}: 2")
    expect(chat.page.locator("#news")).to_contain_text(f"{ui('ro', 'page.new_messages')}: 2")

    # when the window is opened, then the reply is there with its speaker, the chat says who holds it, and nothing is unread
    bubble.click()
    expect(chat.page.locator(".message.staff")).to_contain_text([f"{ui('ro', 'page.staff')}: Bună ziua, sunt aici."])
    expect(chat.page.get_by_role("status").filter(has_text=ui("ro", "page.with_staff"))).to_be_visible()
    expect(chat.field).to_be_focused()
    expect(chat.page.locator("#count")).to_be_empty()

    # and Escape closes it again
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("#panel")).to_be_hidden()
    expect(bubble).to_be_focused()


def test_waiting_for_a_person_is_said_above_the_field(context: BrowserContext, towns: Towns) -> None:
    # given a conversation that has been handed over, and nobody has taken it yet
    chat = _open(_visit(context, towns, towns.allowed)).begin("ro")
    Desk(towns.server).opens_for(chat.session)

    # when the page is opened again, then the chat says where the question is, and offers no way back that is not needed
    chat.page.reload()
    _open(chat)
    expect(chat.page.get_by_role("status").filter(has_text=ui("ro", "page.with_waiting"))).to_be_visible()
    expect(chat.page.locator("#back")).to_be_hidden()


def test_opens_over_the_whole_screen_of_a_phone(browser: Browser, towns: Towns) -> None:
    # given a phone
    context = browser.new_context(viewport={"width": 320, "height": 600}, locale="ro-RO")
    chat = _open(_visit(context, towns, towns.allowed)).begin("ro")

    # then the window fills it, holds the focus, and nothing is too wide
    assert chat.page.locator("#panel").bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 600}
    assert chat.page.locator("#panel").evaluate("panel => panel.matches(':modal')")
    assert chat.page.locator("#panel").evaluate("panel => panel.scrollWidth - panel.clientWidth") == 0
    for _ in range(30):
        chat.page.keyboard.press("Tab")
        assert chat.page.evaluate("document.activeElement.localName") in ("drom-chat", "body")
    context.close()
