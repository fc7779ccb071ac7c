"""From what was understood to what is done."""

from __future__ import annotations

import dataclasses

import pytest

from bot.understand.decision import Context, Decision, Ranked, Understood, decide
from bot.understand.language import LanguageGuess
from bot.understand.places import PlaceMention
from bot.understand.thresholds import Thresholds
from bot.understand.urgent import UrgentGuess

THRESHOLDS = Thresholds(answer=0.6, offer=0.4, near=0.1)
QUIET = UrgentGuess(None, None, 0.0)
ROMANIAN = LanguageGuess("ro", 0.99, "ro", clear=True)


def heard(*ranking: tuple[str, float], **changes: object) -> Understood:
    """A Romanian message of five words, near to known ones, without places."""
    ranked = [Ranked(intent, confidence) for intent, confidence in ranking]
    return dataclasses.replace(Understood(5, ROMANIAN, ranked, 0.9, QUIET, []), **changes)  # type: ignore[arg-type]


def decided(understood: Understood, **context: object) -> Decision:
    return decide(understood, Context.from_metadata({"language": "ro"} | context), THRESHOLDS)


def test_a_sure_card_is_the_answer_and_is_remembered() -> None:
    decision = decided(heard(("tenancy_deposit", 0.8), ("tenancy_contract", 0.1)))
    assert (decision.kind, decision.intent) == ("answer", "tenancy_deposit")
    assert decision.slots == {"card": "tenancy_deposit"}


def test_an_unsure_card_is_offered_with_two_others() -> None:
    decision = decided(
        heard(("tenancy_deposit", 0.4), ("thanks", 0.2), ("tenancy_contract", 0.1), ("human", 0.05), ("childcare_cost", 0.01))
    )
    assert (decision.kind, decision.offered) == ("offer", ("tenancy_deposit", "tenancy_contract", "human"))


def test_a_little_doubt_whether_there_is_a_card_at_all_makes_it_an_offer() -> None:
    decision = decided(heard(("tenancy_deposit", 0.8), ("out_of_scope", 0.1)))
    assert (decision.kind, decision.offered) == ("offer", ("tenancy_deposit",))
    assert decided(heard(("tenancy_deposit", 0.8), ("tenancy_contract", 0.1))).kind == "answer"


def test_what_is_far_from_every_saying_is_never_answered() -> None:
    assert decided(heard(("tenancy_deposit", 0.9), nearness=0.05)).kind == "offer"


def test_what_is_vague_gets_the_menu_and_the_second_time_a_person() -> None:
    vague = heard(("tenancy_deposit", 0.1), ("childcare_cost", 0.1), ("greet", 0.05))
    first = decided(vague)
    assert (first.kind, first.intent, first.slots) == ("fallback", "fallback", {"misses": 1})
    second = decided(vague, misses=1)
    assert (second.kind, second.intent) == ("fallback", "fallback_again")
    assert second.slots == {"misses": 2, "asked": "place"}


def test_understanding_again_forgets_the_misses() -> None:
    assert decided(heard(("tenancy_deposit", 0.9)), misses=1).slots["misses"] == 0


def test_out_of_scope_is_said_and_not_counted_as_a_miss() -> None:
    decision = decided(heard(("out_of_scope", 0.9)))
    assert (decision.kind, decision.intent, decision.slots) == ("fallback", "out_of_scope", {})


def test_an_emergency_comes_before_everything() -> None:
    urgent = UrgentGuess("urgent_violence_now", None, 0.9)
    decision = decided(heard(("tenancy_deposit", 0.99), urgent=urgent), asked="place")
    assert (decision.kind, decision.intent) == ("urgent", "urgent_violence_now")


def test_a_possible_emergency_is_a_line_above_the_answer() -> None:
    decision = decided(heard(("tenancy_deposit", 0.99), urgent=UrgentGuess(None, "urgent_violence_now", 0.3)))
    assert (decision.kind, decision.urgent_hint) == ("answer", "urgent_violence_now")


def test_a_follow_up_stays_on_the_last_card() -> None:
    decision = decided(heard(("follow_bring", 0.9)), card="childcare_find_place")
    assert (decision.intent, decision.part) == ("childcare_find_place", "bring")


def test_without_a_card_a_follow_up_means_nothing() -> None:
    decision = decided(heard(("follow_bring", 0.5), ("childcare_documents", 0.4), ("greet", 0.1)))
    assert (decision.kind, decision.intent) == ("answer", "childcare_documents")


def test_the_language_changes_when_the_person_clearly_writes_another() -> None:
    bulgarian = LanguageGuess("bg", 0.97, "bg", clear=True)
    decision = decided(heard(("tenancy_deposit", 0.9), language=bulgarian))
    assert (decision.language, decision.previous_language, decision.slots["language"]) == ("bg", "ro", "bg")


@pytest.mark.parametrize("guess", [LanguageGuess("bg", 0.6, "bg", clear=False), LanguageGuess("other", 0.6, "en", clear=False)])
def test_a_doubtful_language_changes_nothing(guess: LanguageGuess) -> None:
    decision = decided(heard(("tenancy_deposit", 0.9), language=guess))
    assert (decision.language, decision.previous_language) == ("ro", None)
    assert "language" not in decision.slots


def test_one_foreign_word_does_not_leave_the_language() -> None:
    german = LanguageGuess("de", 0.99, "de", clear=True)
    assert decided(heard(("tenancy_deposit", 0.9), language=german, words=1)).language == "ro"


def test_another_language_is_told_which_four_there_are() -> None:
    turkish = LanguageGuess("other", 0.98, "tr", clear=True)
    decision = decided(heard(("tenancy_deposit", 0.9), language=turkish))
    assert (decision.kind, decision.intent, decision.foreign) == ("fallback", "foreign", "tr")


def test_the_answer_to_where_do_you_live_is_a_place() -> None:
    place = PlaceMention(0, 5, "Essen", ("05113000",))
    decision = decided(heard(("out_of_scope", 0.9), places=[place]), asked="place")
    assert (decision.intent, decision.slots) == ("find_ki", {"asked": "", "place": "05113000"})


def test_an_ambiguous_place_is_asked_again() -> None:
    place = PlaceMention(0, 5, "52525", ("05370016", "05370028"))
    decision = decided(heard(("out_of_scope", 0.9), places=[place]), asked="place")
    assert (decision.intent, decision.slots) == ("find_ki", {})


def test_an_unknown_place_is_asked_for_once_more() -> None:
    decision = decided(heard(("tenancy_deposit", 0.1), ("greet", 0.1)), asked="place")
    assert (decision.intent, decision.slots) == ("place_unknown", {"misses": 1})


def test_wanting_a_person_asks_for_the_town_unless_it_is_known() -> None:
    assert decided(heard(("human", 0.9))).slots == {"asked": "place"}
    assert decided(heard(("human", 0.9)), place="05113000").slots == {}


@pytest.mark.parametrize(("said", "intent"), [("affirm", "delete_confirmed"), ("deny", "delete_cancelled")])
def test_yes_and_no_answer_the_question_about_deleting(said: str, intent: str) -> None:
    assert decided(heard((said, 0.5), ("greet", 0.2)), asked="delete").intent == intent


def test_metadata_of_a_wrong_kind_is_ignored() -> None:
    context = Context.from_metadata({"language": 5, "misses": "x", "card": "", "unknown": 1})
    assert context == Context()
