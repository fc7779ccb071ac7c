"""What anybody writes stays text, and nobody else is asked."""

from __future__ import annotations

from playwright.sync_api import expect

from bot.settings import WIDGET
from tests.browser.chat import QUESTIONS, URGENT, Open, answer_with, ui

MAP = "https://www.openstreetmap.org/search?query=Straße 1, 45127 Essen"
SCRIPTS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(2)">',
    '"><svg/onload=alert(3)>',
    "<a href='javascript:alert(4)'>click</a>",
    "{{constructor.constructor('alert(5)')()}}",
    "&lt;b&gt;bold&lt;/b&gt; ${alert(6)}",
    "javascript:alert(7) https://example.org/<b>",
    "</script><script>alert(8)</script>",
    'https://example.org/"onmouseover=alert(9)',
    "Straße 1, 45127 Essen<img/src/onerror=alert(10)>",
]


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
    answer_with(chat.page, [*said, {"text": "Ende", "buttons": [{"title": "<b>x</b>", "payload": "d:help"}]}])
    chat.page.get_by_role("button", name="Deutsch").click()

    # then all of it is text; only the https address and the postal address, which opens a map, are links
    expect(chat.page.locator(".message:not(.person) .text")).to_have_text([*SCRIPTS, *SCRIPTS, "Ende"])
    expect(chat.page.locator(".text :is(script, img, svg, b, iframe)")).to_have_count(0)
    assert {link.get_attribute("href") for link in chat.page.locator("#log a").all()} == {"https://example.org/", MAP}
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


def test_no_text_is_ever_parsed_as_html() -> None:
    # given the sources and what is built of them
    files = [*(WIDGET / "src").glob("*.js"), *(WIDGET / "dist").glob("*.js")]
    assert len(files) > 5

    # then none of them has a word that makes elements or code of a text
    words = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(", "new Function", "srcdoc")
    assert [(path.name, word) for path in files for word in words if word in path.read_text(encoding="utf-8")] == []
