"""A conversation on the full page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.answer.cards import load_locales
from tests.browser.chat import LONG_POLL, QUESTIONS, SESSION, URGENT, Open, answer_with, ui


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


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_conversation_in_each_language(open_page: Open, language: str) -> None:
    # given somebody who has chosen their language, and read who speaks
    chat = open_page(query=f"chat?lang={language}").begin(language)
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
    chat.page.locator("#tongues summary").click()
    chat.page.locator("#tongues").get_by_role("button", name="Deutsch").click()

    # then the page speaks it at once, and the bot too
    expect(chat.page.locator("html")).to_have_attribute("lang", "de")
    expect(chat.page.get_by_role("textbox", name=ui("de", "page.write"))).to_be_visible()
    expect(chat.answer(before)).to_contain_text(ui("de", "text.language_changed"))


def test_urgent_answer_stands_out_and_its_number_can_be_tapped(open_page: Open) -> None:
    # given somebody in danger
    chat = open_page(locale="bg-BG").begin("bg")

    # when they write it
    answer = chat.ask(URGENT)

    # then it is read out at once, it has a sign, and the police are one tap away
    expect(chat.page.locator("#alarm")).to_contain_text(answer.locator("p").first.inner_text())
    expect(answer.get_by_role("img", name=ui("bg", "page.urgent"))).to_be_visible()
    expect(answer.locator("a[href='tel:110']")).to_have_text("110")

    # and after a reload it is not read out as an alarm again
    chat.page.reload()
    expect(chat.bot).to_have_count(2)
    expect(chat.page.locator("#alarm")).to_be_empty()


def test_line_breaks_numbers_and_addresses(open_page: Open) -> None:
    # given an answer with many kinds of numbers
    text = (
        "Rufen Sie 112 an, oder 116 117, 116016 und 0800 1110111.\nBüro: 0228/19240, 02161 25-53827 (8-16 Uhr).\n"
        "Nach § 112 BGB: 115 €, 110 Euro, 1.110, 3,115 und am 01.12.2026. Plz 45127.\n\n• https://www.116117.de/a?b=1.\n"
        "javascript:alert(1) http://unsafe.example"
    )
    chat = open_page()
    answer_with(chat.page, [{"text": text}])
    chat.begin("de")

    # then only what can be called or opened is a link, and every line is kept
    links = chat.bot.first.locator("a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "tel:112", "tel:116117", "tel:116016", "tel:08001110111", "tel:022819240", "tel:021612553827", "https://www.116117.de/a?b=1",
    ]  # fmt: skip
    assert [line for line in chat.bot.first.inner_text().split("\n") if line] == [line for line in text.split("\n") if line]


def test_bold_words_are_bold_and_nothing_else_is_markup(open_page: Open) -> None:
    # given an answer that quotes a message, with a sign of markup in it
    chat = open_page()
    answer_with(chat.page, [{"text": "Da steht: **Zahlen <b>heute</b> 110** * und ** mehr."}])
    chat.begin("de")

    # then the quoted words are bold as they are, without links, and everything else is as it was written
    expect(chat.bot.first.locator("strong")).to_have_text("Zahlen <b>heute</b> 110")
    expect(chat.bot.first).to_have_text("Da steht: Zahlen <b>heute</b> 110 * und ** mehr.")
    expect(chat.bot.first.locator("b, a")).to_have_count(0)

    # and a screen reader is not told the signs
    expect(chat.page.locator("#news")).to_contain_text("Da steht: Zahlen <b>heute</b> 110")


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


def test_code_of_another_town_tells_the_bot(open_page: Open) -> None:
    # given a conversation that began with the code of one town
    chat = open_page(query="chat?lang=de&ki=duisburg").begin("de")
    expect(chat.bot).to_contain_text(ui("de", "received.town").format(place="Duisburg"))

    # when the code of another is scanned, then the bot says that it knows, in the same conversation
    chat.page.goto(f"{chat.url}/chat?lang=de&ki=essen")
    expect(chat.bot).to_have_count(2)
    expect(chat.bot.last).to_contain_text(ui("de", "received.town").format(place="Essen"))

    # and once only
    chat.page.reload()
    expect(chat.bot).to_have_count(2)
    expect(chat.own).to_have_count(0)
