"""The pages for people who look after the contents."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.__main__ import main
from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.reports.coverage import rows
from bot.reports.page import page
from bot.reports.review import cards_to_read
from bot.understand.sayings import Saying

TODAY = dt.date(2026, 11, 22)


def test_every_question_and_every_urgent_situation_is_in_the_coverage() -> None:
    # given the project's contents and two sayings
    knowledge = load_knowledge()
    sayings = [
        Saying("garanția", "tenancy_deposit", "ro", "short"),
        Saying("nu respiră", "urgent_medical_emergency", "ro", "short"),
    ]
    # when the table is made
    table = rows(knowledge, load_locales(), sayings)
    # then it has a row for each card, with the number of sayings
    by_id = {row.card_id: row for group in table.values() for row in group}
    assert set(by_id) == {*knowledge.questions, *(card for card in knowledge.cards if card.startswith("urgent/"))}
    assert by_id["tenancy/deposit"].cells["ro"].sayings == 1
    assert by_id["tenancy/deposit"].cells["bg"].sayings == 0
    assert by_id["urgent/medical_emergency"].cells["ro"].sayings == 1


def test_every_value_of_a_figure_is_shown_with_its_dates() -> None:
    # given all cards
    table = rows(load_knowledge(), load_locales(), [])
    shown = [figure for group in table.values() for row in group for figure in row.figures]
    # then each value of each figure of a card stands there once
    cards = load_knowledge().cards
    figures = [f for key, f in load_knowledge().figures.items() if key.replace(":", "/").partition(".")[0] in cards]
    assert len(shown) == sum(len(figure.values) for figure in figures) > 0
    html = page("coverage.html", table=table, names={"ro": "Română"}, total=1, sayings=0, day=TODAY)
    assert all(figure.name in html for figure in shown)


@pytest.mark.parametrize("language", ["ro", "bg", "rom"])
def test_a_reader_sees_each_text_with_the_german_beside_it(language: str) -> None:
    # given the cards of a topic
    cards = list(cards_to_read(load_knowledge(), load_locales(), language, "childcare", TODAY))
    # then each text has its German partner, and figures are filled in
    assert len(cards) == sum(card.startswith("childcare/") for card in load_locales()[language].cards)
    assert all(pair.text and pair.german for card in cards for pair in card.pairs)
    assert not any("{" in pair.text for card in cards for pair in card.pairs)


def test_what_stands_in_a_card_cannot_break_the_page() -> None:
    # given a card whose text looks like HTML
    card = next(iter(cards_to_read(load_knowledge(), load_locales(), "ro", "childcare", TODAY)))
    html = page("cards.html", cards=[card], topic="<b>", language="ro", own_name="Română", day=TODAY)
    # then it is shown as text
    assert "&lt;b&gt;" in html and "<b>" not in html


def test_the_command_prints_cards_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    # when the cards of a topic are asked for
    status = main(["cards", "--lang", "bg", "--topic", "tenancy"])
    # then they are printed with the German beside them
    printed = capsys.readouterr().out
    assert status == 0 and "== tenancy/deposit" in printed and "[de] Kaution" in printed
