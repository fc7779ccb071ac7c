"""How texts look on Telegram."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.cards import PARTS, load_locales
from bot.answer.centres import describe, load_centres
from bot.answer.knowledge import load_knowledge
from bot.answer.render import Renderer
from bot.channels.telegram.forwarded import looks_like_an_offer
from bot.channels.telegram.writing import MAX_UNITS, as_html, messages, rows, split, units
from tests.telegram_world.rules import check_text


def test_signs_of_html_are_shown_as_they_are() -> None:
    assert as_html("a < b & c > <b>d</b>") == "a &lt; b &amp; c &gt; &lt;b&gt;d&lt;/b&gt;"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Telefon 0203 283-0", "Telefon +49-203-283-0"),
        ("08000 116 016", "+49-8000-116-016"),
        ("0211/89-91", "+49-211-89-91"),
        ("+49 203 2830", "+49 203 2830"),
        ("Rufen Sie 112 an.", "Rufen Sie <code>112</code> an."),
        ("116 117.", "<code>116 117</code>."),
        ("115 €, 112,50 €, 110 %, 1120", "115 €, 112,50 €, 110 %, 1120"),
        ("am 01.02.2026 um 08:00", "am 01.02.2026 um 08:00"),
        ("https://x.org/0203-112?a=1&b=2", "https://x.org/0203-112?a=1&amp;b=2"),
        (
            "Adresse: Erkrather Straße 377, 40231 Düsseldorf",
            'Adresse: <a href="https://www.openstreetmap.org/search?query=Erkrather+Stra%C3%9Fe+377%2C+40231+D%C3%BCsseldorf">'
            "Erkrather Straße 377, 40231 Düsseldorf</a>",
        ),
    ],
)
def test_phones_and_addresses_can_be_tapped(text: str, shown: str) -> None:
    assert as_html(text) == shown


@pytest.mark.parametrize("language", list(load_locales()))
def test_every_card_and_centre_is_taken_by_telegram(language: str) -> None:
    locale = load_locales()[language]
    renderer = Renderer(load_knowledge(), locale)
    texts = [describe(centre, "Duisburg", locale) for centre in load_centres().values()]
    for card in locale.cards.values():
        for part in ("short", *PARTS):
            if card.has(part):  # type: ignore[arg-type]
                texts.append(renderer.part(card, part, dt.date(2026, 11, 22)).text)  # type: ignore[arg-type]
    for text in texts:
        for message in messages(text):
            check_text({"text": message, "parse_mode": "HTML"})


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300), st.integers(20, 60))
@settings(max_examples=200, deadline=None)
def test_split_loses_no_word_and_keeps_to_the_limit(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_valid_html(text: str) -> None:
    if text.strip():
        check_text({"text": as_html("x" + text), "parse_mode": "HTML"})


def test_a_text_is_split_between_paragraphs() -> None:
    paragraphs = ["ș" * 3000, "ț" * 3000, "end"]
    parts = messages("\n\n".join(paragraphs))
    assert parts == [paragraphs[0], f"{paragraphs[1]}\n\nend"]
    assert all(units(part) <= MAX_UNITS for part in parts)


def test_long_buttons_stand_alone_and_short_ones_side_by_side() -> None:
    buttons = [{"title": title, "payload": title} for title in ("Ja", "Nein", "Mit einem Menschen sprechen", "Zurück")]
    assert [[title for title, _ in row] for row in rows(buttons)] == [["Ja", "Nein"], ["Mit einem Menschen sprechen"], ["Zurück"]]


@pytest.mark.parametrize("text", ["ok", "Lara vine la 5", "Добре съм", "ce faci frate"])
def test_a_quick_remark_is_no_offer(text: str) -> None:
    assert not looks_like_an_offer(text)
