"""The guided checks from question to outcome, in every language and along every way."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from actions.all_checks import CHECKS, make_engine
from actions.check import UNKNOWN, Check, Outcome, Step
from actions.engine import Asker, Engine, Moved
from actions.voice import Shared, Voice
from bot.answer import payloads
from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.answer.payloads import UnknownPayload

DAY = dt.date(2026, 11, 23)
ENGINE = make_engine()
LANGUAGES = list(load_locales())
WALKED = [check for check in CHECKS if not any(step.kind == "text" for step in check.steps)]
ALWAYS = {payloads.say("human"), payloads.say("help")}


def asker(language: str = "de", day: dt.date = DAY) -> Asker:
    return Asker(language, day)


def stored(moved: Moved) -> Any:
    """The slot as it comes back from the database after a restart."""
    return json.loads(json.dumps(moved.state.as_slot()))


def answers_to(step: Step) -> list[str]:
    known = {"choice": step.options, "day": ("2026-11-03",), "place": ("05112000",)}.get(step.kind, ())
    return [*known, *([UNKNOWN] if step.unknown else [])]


def walk(check: Check, language: str, moved: Moved) -> Iterator[Moved]:
    """Take every way through a check."""
    yield moved
    step = ENGINE.asked(stored(moved))
    if step is None:
        return
    for value in answers_to(step):
        tapped = ENGINE.tap(f"k:{check.name}:{step.name}:{value}", stored(moved), asker(language))
        yield from walk(check, language, tapped)
    if step.kind == "number":
        typed = ENGINE.typed("12", stored(moved), asker(language))
        assert typed is not None, step.name
        yield from walk(check, language, typed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", WALKED, ids=lambda check: check.name)
def test_every_way_ends_with_an_answer_and_can_be_left_at_any_step(check: Check, language: str) -> None:
    broken = load_locales()[language].checks["checks.broken"]
    no_advice = load_locales()[language].ui["text.not_legal_advice"]
    outcomes = 0
    for moved in walk(check, language, ENGINE.tap(f"k:{check.name}", None, asker(language))):
        taps = {button.payload for button in moved.reply.buttons}
        assert taps >= ALWAYS, "a person and the menu at every step"
        assert all(len(payload.encode()) <= payloads.MAX_BYTES for payload in taps)
        assert broken not in moved.reply.text and "{" not in moved.reply.text
        assert moved.reply.language == language
        step = ENGINE.asked(stored(moved))
        if step is None:
            outcomes += 1
            assert moved.card in load_knowledge().questions
            assert no_advice in moved.reply.text or check.name == "office"
        elif step.unknown:
            assert f"k:{check.name}:{step.name}:{UNKNOWN}" in taps
    assert outcomes > 1


def test_one_step_back_asks_the_question_before() -> None:
    first = ENGINE.tap("k:until_when", None, asker())
    second = ENGINE.tap("k:until_when:area:letter", stored(first), asker())
    third = ENGINE.typed("Bußgeldbescheid", stored(second), asker())
    assert third is not None and third.state.step == "came"
    back = ENGINE.tap("k:until_when:came:back", stored(third), asker())
    assert back.state.step == "letter" and "came" not in back.state.answers
    typed = ENGINE.typed("zurück", stored(back), asker())
    assert typed is not None and typed.state.step == "area"


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "weiß nicht"), ("ro", "nu stiu"), ("bg", "не знам"), ("bg", "ne znam"), ("rom", "na dzanav")],
)
def test_not_knowing_can_be_typed(language: str, text: str) -> None:
    asked = ENGINE.tap("k:until_when:letter:fine", None, asker(language))
    moved = ENGINE.typed(text, stored(asked), asker(language))
    assert moved is not None and moved.state.answers["came"] == UNKNOWN
    assert "§ 67 OWiG" in moved.reply.text


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "arbeit", "job"), ("ro", "munca", "job"), ("bg", "rabota", "job"), ("rom", "buti", "job"),
        ("ro", "locuinta", "flat"), ("bg", "за жилище", "flat"), ("ro", "Wohnung", "flat"), ("de", "3", "job"),
    ],
)  # fmt: skip
def test_a_choice_can_be_typed_in_any_of_our_languages(language: str, text: str, value: str) -> None:
    asked = ENGINE.tap("k:until_when", None, asker(language))
    moved = ENGINE.typed(text, stored(asked), asker(language))
    assert moved is not None and moved.state.answers["area"] == value


def test_a_word_from_the_letter_skips_questions() -> None:
    asked = ENGINE.tap("k:letter", None, asker("ro"))
    moved = ENGINE.typed("scrie Mahnbescheid pe ea", stored(asked), asker("ro"))
    assert moved is not None and "§ 692 ZPO" in moved.reply.text
    assert "k:until_when:letter:payment_order" in [button.payload for button in moved.reply.buttons]


def test_a_day_in_the_wrong_direction_is_asked_again() -> None:
    asked = ENGINE.tap("k:until_when:letter:fine", None, asker())
    assert ENGINE.typed("24.11.2026", stored(asked), asker()) is None
    again = ENGINE.not_understood(stored(asked), asker())
    assert again is not None and again.state.step == "came" and again.state.misses == 1
    twice = ENGINE.not_understood(stored(again), asker())
    assert twice is not None and "Mensch" in twice.reply.text


def test_a_button_still_answers_after_the_check_was_left_or_its_slot_is_gone() -> None:
    asked = ENGINE.tap("k:until_when:letter:fine", None, asker())
    left = ENGINE.left(stored(asked))
    assert left is not None and left[0].step == ""
    answered = ENGINE.tap("k:until_when:came:2026-11-20", left[0].as_slot(), asker())
    assert "04.12.2026" in answered.reply.text
    alone = ENGINE.tap("k:until_when:came:2026-11-20", None, asker())
    assert alone.state.step == "area", "without the answers before it begins at the beginning"


@pytest.mark.parametrize("slot", [None, "", 5, {"check": "until_when"}, {"answers": {}, "check": "gone", "step": "x"}])
def test_a_slot_of_another_kind_is_no_open_question(slot: object) -> None:
    assert ENGINE.asked(slot) is None and ENGINE.typed("3.11.", slot, asker()) is None


@pytest.mark.parametrize(
    "payload",
    ["k:", "k:gone", "k:until_when:gone:x", "k:until_when:came:today", "k:until_when:came:9999-01-01",
     "k:until_when:area:unknown", "k:how_much:cold_rent:5", "k:office:town:1", "k:until_when:a:b:c"],
)  # fmt: skip
def test_what_is_no_button_of_ours_is_refused(payload: str) -> None:
    with pytest.raises(UnknownPayload):
        ENGINE.tap(payload, None, asker())


def test_a_check_that_breaks_says_so_and_shows_the_plain_card() -> None:
    def breaks(answers: object, voice: Voice) -> Outcome:
        raise RuntimeError

    check = replace(next(check for check in CHECKS if check.name == "how_much"), outcome=breaks)
    engine = Engine([check], Shared(load_knowledge(), load_locales()))
    asked = engine.tap("k:how_much:what:late_fee", None, asker("ro"))
    moved = engine.tap("k:how_much:fee_of:collector", stored(asked), asker("ro"))
    assert load_locales()["ro"].checks["checks.broken"] in moved.reply.text
    assert payloads.card(check.card) in [button.payload for button in moved.reply.buttons]


def test_a_figure_that_has_run_out_is_said_and_nothing_is_worked_out() -> None:
    later = asker("de", dt.date(2027, 1, 5))
    moved = ENGINE.tap("k:how_much:what:copay", None, later)
    for value in ("basic_support:agree", "chronic:refuse"):
        moved = ENGINE.tap(f"k:how_much:{value}", stored(moved), later)
    assert "Zahl hat sich geändert" in moved.reply.text and "135" not in moved.reply.text


def test_a_known_town_is_not_asked_for_again() -> None:
    moved = ENGINE.tap("k:office:need:jobcenter", None, Asker("de", DAY, "05112000"))
    assert "Duisburg" in moved.reply.text


def test_what_was_answered_is_told_to_the_staff_in_their_language() -> None:
    moved = ENGINE.tap("k:until_when:letter:fine", None, asker("bg"))
    moved = ENGINE.tap("k:until_when:came:2026-11-20", stored(moved), asker("bg"))
    assert ENGINE.facts(stored(moved), "de") == [
        "Welches Wort steht auf dem Brief? Bußgeldbescheid",
        "An welchem Tag kam der Brief? Beim gelben Umschlag zählt das Datum, das außen steht. 20.11.2026",
    ]


def test_an_unknown_arrival_is_counted_from_the_date_on_the_letter() -> None:
    moved = ENGINE.tap("k:until_when:letter:decision", None, asker())
    moved = ENGINE.tap("k:until_when:came:unknown", stored(moved), asker())
    assert moved.state.step == "dated"
    typed = ENGINE.typed("2.11.", stored(moved), asker())
    assert typed is not None
    assert "06.12.2026" in typed.reply.text and "07.12.2026" in typed.reply.text, "received on the 6th; 6 December is a Sunday"


def test_too_late_says_what_is_still_possible() -> None:
    moved = ENGINE.tap("k:until_when:letter:fine", None, asker())
    typed = ENGINE.typed("1.10.2026", stored(moved), asker())
    assert typed is not None and "vorbei" in typed.reply.text and "Wiedereinsetzung" in typed.reply.text


def test_the_same_question_and_outcome_can_be_shown_in_german() -> None:
    asked = ENGINE.tap("k:until_when:letter:fine", None, asker("bg"))
    german = ENGINE.shown(stored(asked), asker("de"))
    assert german is not None and german.text.startswith("An welchem Tag kam der Brief?")
    assert [button.payload for button in german.buttons] == [button.payload for button in asked.reply.buttons]
    done = ENGINE.tap("k:until_when:came:2026-11-20", stored(asked), asker("bg"))
    german = ENGINE.shown(stored(done), asker("de"))
    assert german is not None and "Freitag, 04.12.2026" in german.text


def test_every_entry_under_a_card_or_in_a_menu_begins_a_check() -> None:
    knowledge = load_knowledge()
    assert knowledge.checks
    for place, entries in knowledge.checks.items():
        assert place in knowledge.topics or place in knowledge.questions
        for entry in entries:
            assert ENGINE.tap(payloads.check(entry), None, asker()).reply.text


@pytest.mark.parametrize(("day", "said"), [("2026-11-20", "18 zile"), ("2026-11-23", "21 de zile")])
def test_romanian_says_de_after_nineteen(day: str, said: str) -> None:
    moved = ENGINE.tap("k:until_when:job:dismissal", None, asker("ro"))
    moved = ENGINE.tap("k:until_when:form:paper", stored(moved), asker("ro"))
    assert f"Mai aveți {said}." in ENGINE.tap(f"k:until_when:came:{day}", stored(moved), asker("ro")).reply.text
