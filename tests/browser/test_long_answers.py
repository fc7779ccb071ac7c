"""Long answers begin folded: never a wall of text, and nothing of them is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chat import Open, answer_with, ui

SENTENCE = "Der Vermieter muss die Kaution getrennt von seinem Geld anlegen, und er darf sie in der Mietzeit nicht ausgeben. "
FULL_OF_DOTS = (
    "Rufen Sie bitte die Tel. 0203 123456 oder die Tel. 0203 654321 an, Frau Dr. Meier oder Herr Prof. Schulz in der Str. Nr. 5 "
    "hilft Ihnen dort gern weiter, auch ohne Termin, und bringen Sie den Vertrag mit und alle Briefe, z. B. Die Rechnung oder "
    "was Sie sonst noch haben, bis zum 3. Mai. "
)
LONG = (
    SENTENCE
    + FULL_OF_DOTS
    + "Danach schreiben wir zusammen einen Brief, den schicken Sie mit der Post, am besten als Einschreiben."
)
LIST = "Das können Sie tun:\n" + "\n".join(
    f"{i}. Schreiben Sie dem Vermieter, was kaputt ist, und geben Sie ihm Zeit." for i in range(1, 9)
)
CARD: dict[str, object] = {"card": "tenancy/deposit"}


@pytest.mark.parametrize(
    ("said", "last_words"),
    [({"text": LONG, "from": "staff"}, "nicht ausgeben."), ({"text": LIST} | CARD, "geben Sie ihm Zeit.")],
    ids=["staff", "card"],
)
def test_long_text_begins_folded_at_the_end_of_a_sentence(open_page: Open, said: dict[str, object], last_words: str) -> None:
    # given a long message
    chat = open_page(width=320)
    answer_with(chat.page, [said], state="bot")
    chat.page.get_by_role("button", name="Deutsch").click()
    text = chat.page.locator(".message .text")
    more = chat.page.get_by_role("button", name=ui("de", "page.more"))

    # then a first part of it is shown, in whole sentences and lines
    expect(more).to_have_attribute("aria-expanded", "false")
    assert 99 < len(text.inner_text()) <= 360
    assert text.inner_text().endswith(last_words)

    # when it is unfolded by keyboard, then all is there, and the focus stays
    more.press("Enter")
    less = chat.page.get_by_role("button", name=ui("de", "page.less"))
    expect(less).to_be_focused()
    expect(less).to_have_attribute("aria-expanded", "true")
    assert _words(text) == str(said["text"]).split()
    assert chat.overflow() == 0

    # and folded again
    less.press("Enter")
    expect(more).to_be_focused()
    assert text.inner_text().endswith(last_words)


def test_what_one_does_with_a_folded_answer_is_done_with_all_of_it(open_page: Open) -> None:
    # given a folded answer
    chat = open_page()
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer_with(chat.page, [{"text": LIST} | CARD])
    chat.begin("de")
    expect(chat.page.get_by_role("button", name=ui("de", "page.more"))).to_be_visible()

    # when it is copied, then all of it is in the clipboard
    chat.page.get_by_role("button", name=ui("de", "page.copy")).click()
    expect(chat.page.locator("#news")).to_contain_text("✓")
    assert chat.page.evaluate("navigator.clipboard.readText()") == LIST

    # when it is printed, then all of it is on the paper
    chat.page.emulate_media(media="print")
    assert _words(chat.bot) == LIST.split()


@pytest.mark.parametrize(
    "said",
    [
        {"text": LONG},
        {"text": LONG, "kind": "urgent"} | CARD,
        {"text": LONG, "kind": "form"},
        {"text": (SENTENCE * 3)[:340], "from": "staff"},
    ],
    ids=["greeting", "emergency", "what is agreed to", "not long"],
)
def test_what_must_be_read_whole_is_not_folded(open_page: Open, said: dict[str, object]) -> None:
    chat = open_page()
    answer_with(chat.page, [said])
    chat.page.get_by_role("button", name="Deutsch").click()
    expect(chat.page.locator(".message .text")).to_have_count(1)
    assert _words(chat.page.locator(".message .text :is(p)")) == str(said["text"]).split()
    expect(chat.page.locator(".fold")).to_have_count(0)


def _words(text: Locator) -> list[str]:
    return " ".join(text.all_inner_texts()).split()
