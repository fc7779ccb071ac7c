"""The rules for cards."""

from __future__ import annotations

from typing import Any

import pytest

from bot.checks import cards, figures
from bot.checks.content import Content
from bot.checks.findings import Finding
from tests.checks.contents import CARD_ID, TODAY, a_card, a_figure, a_value, contents, places, told


def found(content: Content) -> list[Finding]:
    """Apply all rules for cards."""
    return list(cards.check(content, figures.well_formed(content), TODAY, frozenset()))


def test_nothing_is_found_in_a_card_that_keeps_the_rules() -> None:
    # given contents that keep every rule
    content = contents()
    # when they are checked
    # then nothing is found
    assert found(content) == []


def test_a_card_that_a_language_lacks_is_found() -> None:
    # given a card that is not there in Romani
    content = contents(cards={"rom": {}})
    # when the contents are checked, then the place is named
    assert [f.where for f in found(content)] == ["locales/rom/tenancy.yml:deposit"]


@pytest.mark.parametrize(("sources", "problem"), [({}, "no entry"), ({CARD_ID: {"sources": []}}, "names no source")])
def test_a_card_without_sources_is_found(sources: dict[str, Any], problem: str) -> None:
    # given a card behind which nothing stands
    content = contents(sources=sources)
    # when it is checked, then the file of the knowledge is named
    assert problem in told(found(content))
    assert found(content)[0].file == "knowledge/tenancy.yml"


def test_sources_of_a_card_that_exists_nowhere_are_found() -> None:
    # given sources of a card that nobody wrote
    content = contents(sources={CARD_ID: {"sources": ["x"]}, "tenancy/contract": {"sources": ["x"]}})
    # when they are checked, then the card is missing in each language
    assert places(found(content)) == ["error contract"] * 4


def test_a_question_without_a_card_is_found() -> None:
    # given a question of the catalogue that nobody has answered
    content = contents(questions={CARD_ID: [], "tenancy/contract": []})
    # when the contents are checked, then it is found once
    assert places(found(content)) == ["error contract"]


def test_a_card_that_no_question_leads_to_is_found() -> None:
    # given a card whose id is not in the catalogue
    content = contents(questions={"tenancy/contract": []})
    # when it is checked, then it is found
    assert "not in the catalogue" in told(found(content))


def test_an_urgent_situation_without_card_is_found() -> None:
    # given a situation that the model knows
    situations = frozenset({"urgent/poisoning"})
    # when there is no card for it, then that is an error
    assert "there is no card for it" in told(cards.unknown_ids(contents(), situations))


@pytest.mark.parametrize(
    ("change", "place"),
    [({"title": ...}, "title"), ({"short": ""}, "short"), ({"tipp": "x"}, "tipp"), ({"review": {"state": "perhaps"}}, "review")],
)
def test_a_card_of_the_wrong_form_is_found(change: dict[str, Any], place: str) -> None:
    # given a card that lacks a part or has one too many
    card = a_card(**change)
    # when its form is checked, then the part is named
    assert places(cards.form(card, "ro", CARD_ID)) == [f"error deposit.{place}"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"steps": ...}, "steps"),
        ({"never": ["x"]}, "never"),
        ({"steps": ["eins", "zwei"]}, "steps"),
        ({"who": ["police"]}, "who"),
        ({"terms": []}, "terms"),
        ({"next": []}, "next"),
        ({"short": "Kaution"}, "short"),
        ({"short": "Kaution: {deposit.rents}, {deposit.rents}"}, "short"),
        ({"steps": ["{phone.police}"]}, "steps"),
    ],
)
def test_a_difference_to_the_german_card_is_found(change: dict[str, Any], place: str) -> None:
    # given a card that says something else than the German one
    card = a_card(**change)
    # when the two are compared, then the part is named
    assert places(cards.differences(a_card(), card, "ro", CARD_ID)) == [f"error deposit.{place}"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"next": ["tenancy/nowhere"]}, "“tenancy/nowhere” is not in the catalogue"),
        ({"who": ["nobody"]}, "“nobody” is not in knowledge/contacts.yml"),
        ({"terms": ["Miete"]}, "“Miete” is not in _terms.yml"),
        ({"short": "{deposit.unknown}"}, "no figure {deposit.unknown}"),
        ({"short": "{phone.nobody}"}, "not in knowledge/contacts.yml"),
        ({"short": "{phone.landlord}"}, "no phone number"),
        ({"title": "{deposit.rents}"}, "would not be filled in"),
    ],
)
def test_a_dead_reference_is_found(change: dict[str, Any], problem: str) -> None:
    # given a card that names something that does not exist
    card = a_card(**change)
    # when it is checked, then the name is told
    assert problem in told(cards.dead_references(contents(), card, "ro", CARD_ID))


def test_an_unsure_phone_number_is_found() -> None:
    # given a contact whose number is not sure
    content = contents(contacts={"police": {"name": "Polizei", "phone": "110", "confidence": "low"}})
    # when a card shows it, then that is an error
    assert "not sure" in told(cards.dead_references(content, a_card(short="{phone.police}", who=[]), "de", CARD_ID))


def test_a_figure_of_another_topic_is_dead() -> None:
    # given a figure that stands in another topic
    content = contents(figures={"health:deposit.rents": a_figure()})
    # when a tenancy card names it, then it is not found there
    assert "no figure {deposit.rents} in knowledge/tenancy.yml" in told(found(content))


@pytest.mark.parametrize("field", ["title", "short", "more", "steps", "bring", "never"])
def test_digits_are_found_in_every_part(field: str) -> None:
    # given a card with a number in one part
    text = "Kaution 3"
    card = a_card(**{field: [text] if field in ("steps", "bring", "never") else text})
    # when it is checked, then the part is named
    assert "a digit outside a placeholder" in told(cards.text_problems(card, "de", CARD_ID, frozenset()))
    assert f"deposit.{field}" in told(cards.text_problems(card, "de", CARD_ID, frozenset()))


def test_a_short_answer_is_measured_with_its_figures() -> None:
    # given a text of 299 characters and a figure, whose name is long and whose value is short
    text = "x" * 299 + "{deposit.rents}"
    # when the value has one digit, then it fits
    assert "short" not in told(found(contents(cards={"de": a_card(short=text)}, figures={"tenancy:deposit.rents": a_figure()})))
    # when it has two, then it is too long
    longer = contents(cards={"de": a_card(short=text)}, figures={"tenancy:deposit.rents": a_figure(a_value(value=12))})
    assert "has 301 characters" in told(found(longer))


def test_a_short_answer_is_measured_with_the_value_of_the_day() -> None:
    # given a figure that had another value last year
    values = a_value(value=100, until="2025-12-31"), a_value(value=3, **{"from": "2026-01-01"})
    content = contents(figures={"tenancy:deposit.rents": a_figure(*values)})
    # when the text is filled in today
    text = cards.fill(content, figures.well_formed(content), "{deposit.rents} {phone.police}", "de", CARD_ID, TODAY)
    # then it has today's value, and the phone number
    assert text == "3 110"


def test_a_title_that_is_too_long_for_a_button_is_found() -> None:
    # given a title of 41 characters
    content = contents(cards={"bg": a_card(title="К" * 41)})
    # when it is checked, then that is an error
    assert "error deposit.title" in places(found(content))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"tipp": "x"}, "A card has no such part"),
        ({"who": ["police"]}, "In German this is landlord, police, here it is police"),
        ({"next": ["tenancy/nowhere"]}, "not in the catalogue"),
        ({"short": "Kaution: {deposit.rents} 3"}, "a digit outside"),
        ({"title": "x" * 41}, "41 characters"),
    ],
)
def test_every_rule_is_applied_to_every_card(change: dict[str, Any], problem: str) -> None:
    # given contents in which one Romanian card breaks one rule
    content = contents(cards={"ro": a_card(**change)})
    # when all rules are applied, then it is told with its place
    assert problem in told(found(content))
    assert {finding.file for finding in found(content)} == {"locales/ro/tenancy.yml"}


def test_a_card_that_does_not_lead_to_its_neighbour_is_found() -> None:
    # given a question that is easily taken for another, whose card comes too late to be a button
    content = contents(questions={CARD_ID: ["tenancy/defects"], "tenancy/contract": [], "tenancy/defects": []})
    card = a_card(next=["tenancy/contract", "tenancy/contract", "tenancy/defects"])
    # when it is checked, then it is found
    assert places(cards.lost_neighbours(content, card, "ro", CARD_ID)) == ["error deposit.next"]


@pytest.mark.parametrize(
    ("who", "fine"), [(["landlord"], False), (["landlord", "police"], True), (["landlord", "ki"], True), ([], False)]
)
def test_a_card_must_end_with_somebody_to_call(who: list[str], fine: bool) -> None:
    # given a card with people who help
    card = a_card(who=who)
    # when nobody has a number that is sure, and the integration centre is not named either, then it is found
    assert (list(cards.nobody_to_call(contents(), card, "ro", CARD_ID)) == []) is fine
