"""Signs, their weights, and the corpus on which the check is measured."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from actions.rules.fraud.signs import HARMLESS, find_signs, load_denied, load_kinds, load_signs
from actions.rules.fraud.verdict import Verdict, judge
from actions.rules.fraud.words import SCAM_WORDS, load_lexicon
from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.commands.evaluate_fraud import FRAUD, Result, judged, read_corpus

DAY = dt.date(2026, 11, 22)
BY_RULE = {
    "link", "known_link", "fake_link", "short_link", "odd_ending", "chat_link", "mail", "fake_mail", "free_mail", "known_mail",
    "account", "foreign_account", "bad_account", "phone", "foreign_phone", "premium_phone", "amount", "small_amount", "percent",
    "low_wage", "low_day_wage", "low_month_wage",
}  # fmt: skip
CORPUS = list(read_corpus())
LANGUAGES = sorted({sample.language for sample in CORPUS})


def test_every_concept_of_a_rule_is_said_in_every_language_and_none_is_idle() -> None:
    signs = load_signs().values()
    used = {name for sign in signs for rule in sign.when for names in rule for name in names}
    unless = {name for sign in signs for name in sign.unless}
    for path in sorted(SCAM_WORDS.glob("*.yml")):
        said = set(yaml.safe_load(path.read_text(encoding="utf-8"))["words"])
        assert used - BY_RULE - said == set(), path.name
        assert unless - BY_RULE - said - set(load_signs()) == set(), path.name
        assert said - used - unless - load_denied().keys() == set(), path.name


def test_every_kind_has_its_card_its_helpers_and_its_texts() -> None:
    for name, kind in load_kinds().items():
        assert kind.card in load_knowledge().questions
        assert kind.who
        assert all(f"fraud_check.do_{name}" in locale.checks for locale in load_locales().values())
    for sign in load_signs().values():
        if sign.kind != HARMLESS:
            assert sign.kind in load_kinds()
            assert all(f"fraud_check.sign_{sign.id}" in locale.checks for locale in load_locales().values())


def test_the_weights_are_those_of_the_file() -> None:
    # given: 1 weak, 2 strong, 3 near-certain alone; harmless signs are negative
    assert all(sign.weight in ((-1, -2) if sign.kind == HARMLESS else (1, 2, 3)) for sign in load_signs().values())


@pytest.mark.parametrize(
    ("text", "verdict", "first"),
    [
        ("Kaution bitte überweisen, Besichtigung ist leider nicht möglich.", Verdict.LIKELY, "pay_before_viewing"),
        ("Der Vermieter ist im Ausland.", Verdict.CAREFUL, "landlord_abroad"),
        ("Bis morgen um acht, ich freue mich.", Verdict.NONE, None),
    ],
)
def test_a_message_is_judged_with_its_strongest_sign_first(text: str, verdict: Verdict, first: str | None) -> None:
    judgement = judge(finding.sign for finding in find_signs(text, DAY))
    assert judgement.verdict is verdict
    assert (judgement.reasons[0].id if judgement.reasons else None) == first


def test_a_harmless_sign_lowers_but_a_near_certain_one_is_never_called_nothing() -> None:
    signs = load_signs()
    both = [signs["parcel_link"], signs["appointment_reminder"], signs["school_letter"]]
    assert judge(both).verdict is Verdict.CAREFUL


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("Erinnerung: Termin in der Praxis am Donnerstag um 10:15 Uhr, bitte die Gesundheitskarte mitbringen.", True),
        ("Erinnerung: Termin in der Praxis am Donnerstag um 10:15 Uhr, bitte 40 Euro auf die Karte laden und mitbringen.", False),
    ],
)
def test_harmless_signs_say_nothing_about_a_text_that_speaks_of_money(text: str, harmless: bool) -> None:
    judgement = judge(finding.sign for finding in find_signs(text, DAY))
    assert (judgement.verdict, judgement.harmless) == (Verdict.NONE, harmless)


def test_answers_weigh_and_not_knowing_is_no_all_clear() -> None:
    assert judge([], {"pay_before": "refuse", "secret": "refuse"}).verdict is Verdict.NONE
    assert judge([], {"pay_before": "unknown", "secret": "refuse"}).verdict is Verdict.CAREFUL
    assert judge([], {"secret": "agree"}).verdict is Verdict.LIKELY
    assert judge([load_signs()["landlord_abroad"]], {"seen": "agree"}).verdict is Verdict.NONE


def test_the_words_of_a_sign_stand_near_to_each_other() -> None:
    far = (
        "Die Kaution ist bezahlt. "
        + "Heute war ein schöner Tag im Park mit den Kindern. " * 12
        + "Vor der Besichtigung rufe ich an."
    )
    assert "pay_before_viewing" not in {finding.sign.id for finding in find_signs(far, DAY)}


@pytest.mark.parametrize(
    "text",
    [
        "Brief von der Bank wegen des neuen Ausweises. Kein Link, nichts zu bezahlen.",
        "Proprietarul ne-a dat hârtia pentru Anmeldung, n-a cerut nimic.",
        "Писмо от банката за новата карта, няма линк и нищо не плащам.",
        "Lil katar i banka, naj linko thaj na pokinav khanči.",
    ],
)
def test_what_is_denied_is_no_sign(text: str) -> None:
    assert judge(finding.sign for finding in find_signs(text, DAY)).verdict is Verdict.NONE


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Mama, das ist meine neue Nummer, mein Handy ist kaputt, kannst du 1200 Euro überweisen?", Verdict.LIKELY),
        ("Ich habe eine neue Nummer, wir sehen uns Sonntag bei Oma.", Verdict.NONE),
    ],
)
def test_a_new_number_is_a_fraud_only_with_a_demand(text: str, verdict: Verdict) -> None:
    assert judge(finding.sign for finding in find_signs(text, DAY)).verdict is verdict


def test_the_corpus_is_large_and_in_every_language() -> None:
    for language in LANGUAGES:
        for kind in (FRAUD, HARMLESS):
            assert len([sample for sample in CORPUS if (sample.language, sample.kind) == (language, kind)]) >= 50
    assert len({sample.text for sample in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("held_back", [False, True], ids=["tuned", "held back"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_frauds_are_not_called_harmless_nor_ordinary_messages_frauds(language: str, held_back: bool) -> None:
    corpus = [sample for sample in CORPUS if sample.language == language and sample.held_back is held_back]
    frauds = [judged(sample.text) for sample in corpus if sample.kind == FRAUD]
    ordinary = [judged(sample.text) for sample in corpus if sample.kind == HARMLESS]
    assert frauds.count(Result.NONE) <= 0.05 * len(frauds)
    assert ordinary.count(Result.LIKELY) <= 0.05 * len(ordinary)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_nearly_every_fraud_that_we_know_a_sign_is_found(language: str) -> None:
    known = [sample for sample in CORPUS if sample.language == language and sample.kind == FRAUD and not sample.held_back]
    assert sum(judged(sample.text) is Result.ASKS for sample in known) <= 0.05 * len(known)


def test_the_lexicon_has_every_language() -> None:
    assert {path.stem for path in SCAM_WORDS.glob("*.yml")} == set(load_locales())
    assert len(load_lexicon().concepts) > 200
