"""What counts as yes, no, back: only what is clear, in any language and spelling."""

from __future__ import annotations

import pytest

from bot.handoff.heard import Heard


def heard(text: str, intent: str = "fallback", confidence: float = 0.1, kind: str = "fallback", **others: float) -> Heard:
    ranking = [{"name": intent, "confidence": confidence}, *({"name": n, "confidence": c} for n, c in others.items())]
    parsed = {"intent": {"name": intent}, "intent_ranking": ranking, "entities": [], "decision": {"kind": kind}}
    return Heard(text, parsed, tapped=False)


@pytest.mark.parametrize(
    "text", ["ja", "JA!!", "ja gerne", "Da", "da, sigur", "да", "da moje", "Добре", "va", "ova, mišto", "sunt de acord"]
)
def test_a_clear_yes_counts(text: str) -> None:
    assert heard(text).means("agree")
    assert not heard(text).means("refuse")


@pytest.mark.parametrize("text", ["nein", "nein danke", "nu", "nu vreau", "не", "ne iskam", "na", "na kamav", "lieber nicht"])
def test_a_clear_no_counts(text: str) -> None:
    assert heard(text).means("refuse")
    assert not heard(text).means("agree")


@pytest.mark.parametrize(
    "text", ["ja aber nicht die polizei", "da nu", "не знам", "nu stiu", "vielleicht", "wer liest das?", "da sau nu?"]
)
def test_what_is_not_clear_is_neither(text: str) -> None:
    assert not heard(text).means("agree")
    assert not heard(text).means("refuse")


def test_a_yes_in_other_words_needs_to_be_sure() -> None:
    assert heard("das darfst du machen", "affirm", 0.9).means("agree")
    assert not heard("das darfst du machen", "affirm", 0.5).means("agree")
    assert not heard("eher nicht oder", "deny", 0.5).means("refuse")


@pytest.mark.parametrize(
    ("text", "urgent"), [("sari peste", False), ("nein", False), ("nu pot respira", True), ("nein er schlägt mich", True)]
)
def test_an_answer_to_our_own_question_is_no_emergency(text: str, urgent: bool) -> None:
    # given a message that the model takes for an emergency; when it is just what we list as skip, yes or no, then it is none
    assert heard(text, "urgent_medical_emergency", 0.4, kind="urgent").is_urgent is urgent


def test_a_tapped_title_is_no_word() -> None:
    tap = Heard("Ja", heard("Ja").parsed, tapped=True)
    assert not tap.means("agree")


def test_an_insult_of_which_only_the_drift_is_clear_leads_to_a_person() -> None:
    assert heard("du bist so dumm", "bot_challenge", 0.54, complaint=0.45).wish == "complaint"
    assert heard("blubb", "greet", 0.5, complaint=0.2).wish is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Marxloh", ("05112000",)),
        ("47166", ("05112000",)),
        ("stau in duisburg hamborn", ("05112000",)),
        ("дуисбург", ("05112000",)),
        ("München", ("outside",)),
        ("10115", ("outside",)),
        ("qwrtzpl", ()),
    ],
)
def test_where_somebody_lives_is_understood(text: str, places: tuple[str, ...]) -> None:
    assert heard(text).places() == places


def test_a_phone_number_with_few_words_is_how_to_reach_somebody() -> None:
    assert heard("0176 1234567 dupa ora 17", "urgent_money_just_lost", 0.9, "urgent").is_reach
    assert not heard("ajutor vine politia la mine acum suna la 0176 1234567", "urgent_arrested_police", 0.9, "urgent").is_reach
