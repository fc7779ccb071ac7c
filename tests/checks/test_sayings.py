"""The rules for sayings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.checks import sayings
from bot.understand.sayings import Saying
from tests.checks.contents import told

FILE = "data/nlu/ro/tenancy.yml"
INTENTS = frozenset({"tenancy_deposit", "tenancy_contract", "follow_more"})


def some(*texts: str, intent: str = "tenancy_deposit", language: str = "ro") -> list[sayings.Place]:
    """Sayings of one intent and language."""
    return [(Saying(text, intent, language, "short"), FILE) for text in texts]


def written(folder: Path, text: str) -> str:
    """Write a file of Romanian sayings, read it and tell what was found."""
    path = folder / "data" / "nlu" / "ro" / "tenancy.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    places, findings = sayings.read(folder / "data" / "nlu", INTENTS)
    return told(findings) + "".join(f"\nread {saying.text}" for saying, _ in places)


def entry(**changes: Any) -> str:
    """A file with one entry."""
    fields = {
        "intent": "tenancy_deposit",
        "metadata": "{lang: ro, style: short}",
        "examples": "|\n    - garanție înapoi",
    } | changes
    return 'version: "3.1"\nnlu:\n- ' + "\n  ".join(f"{key}: {value}" for key, value in fields.items() if value) + "\n"


def test_an_entry_of_the_right_form_is_read(tmp_path: Path) -> None:
    # given a file of the right form, when it is read, then its sayings are there and nothing is found
    assert written(tmp_path, entry()) == "\nread garanție înapoi"


def test_a_second_meaning_is_read(tmp_path: Path) -> None:
    # given an entry whose sayings two cards answer, when it is read, then both are known
    path = tmp_path / "ro" / "tenancy.yml"
    path.parent.mkdir()
    path.write_text(entry(metadata="{lang: ro, style: short, second: tenancy_contract}"), encoding="utf-8")
    places, findings = sayings.read(tmp_path, INTENTS)
    assert (places[0][0].meanings, findings) == (("tenancy_deposit", "tenancy_contract"), [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (entry(intent="tenancy_depozit"), "does not know this intent"),
        (entry(metadata="{lang: ro, style: short, second: tenancy_kontract}"), "second intent “tenancy_kontract”"),
        (entry(metadata="{lang: ro, style: short, second: tenancy_deposit}"), "is the first again"),
        (entry(metadata="{lang: bg, style: short}"), "The language is “bg”"),
        (entry(metadata="{lang: ro}"), "no style"),
        (entry(metadata=""), "no style"),
        (entry(examples="|\n    garanție"), "must begin with"),
        (entry(examples="|\n    - garanție [x]"), "brackets"),
        (entry(examples="|\n    - /restart"), "brackets"),
        (entry(examples="|\n    - '\"garanție\"'".replace("'", "")), "quotation mark"),
        ('version: "3.1"\n', "a list under “nlu”"),
        ("nlu: [", "cannot be read"),
    ],
)
def test_a_wrong_form_is_found(tmp_path: Path, text: str, problem: str) -> None:
    # given a file with a mistake, when it is read, then the file and the mistake are told
    report = written(tmp_path, text)
    assert problem in report
    assert f"error {FILE}" in report


@pytest.mark.parametrize(
    ("intent", "count", "right"),
    [("tenancy_deposit", 40, True), ("tenancy_deposit", 39, False), ("follow_more", 25, True), ("follow_more", 24, False)],
)
def test_too_few_sayings_are_found(intent: str, count: int, right: bool) -> None:
    # given a number of sayings
    group = [saying for saying, _ in some(*map(str, range(count)), intent=intent)]
    # when they are counted, then fewer than are needed are an error
    assert (list(sayings.too_few(group, ["ro"])) == []) is right


def test_an_intent_that_a_language_lacks_is_found() -> None:
    # given an intent that has enough sayings in Romanian only
    group = [saying for saying, _ in some(*map(str, range(40)))]
    # when they are counted for two languages, then the other one is told
    assert told(sayings.too_few(group, ["ro", "bg"])).startswith(
        "error data/nlu/bg/tenancy.yml:tenancy_deposit The intent has 0 of the 40"
    )


def test_sayings_that_are_nearly_the_same_are_found() -> None:
    # given two sayings that differ in one letter, and a third of another kind
    group = some("Cum primesc garanția înapoi", "cum primesc garantia înapoi", "proprietarul tace")
    # when they are compared, then the pair is told once
    findings = list(sayings.near_duplicates(group))
    assert len(findings) == 1 and "garantia" in findings[0].what


def test_like_sayings_of_two_intents_or_languages_are_no_near_duplicates() -> None:
    # given like sayings that do not belong to one intent and language
    group = [*some("garanția unde"), *some("garanția unda", intent="tenancy_contract"), *some("garanția unde", language="bg")]
    # when they are compared, then nothing is found
    assert list(sayings.near_duplicates(group)) == []


def test_the_same_saying_under_two_intents_is_found() -> None:
    # given one saying, in two spellings, under two intents
    group = [*some("Unde e contractul?"), *some("unde e contractul", intent="tenancy_contract")]
    # when they are compared, then both intents are told
    assert "tenancy_deposit, tenancy_contract" in told(sayings.ambiguous(group))


def test_the_same_saying_in_two_languages_passes() -> None:
    # given a word that two languages share, when they are compared, then nothing is found
    assert list(sayings.ambiguous([*some("kaution"), *some("kaution", intent="tenancy_contract", language="de")])) == []


def test_missing_vectors_are_found_by_group() -> None:
    # given a store that lacks one of two texts, each looked up in the script of the encoder
    asked: dict[str, list[str]] = {}

    def missing(group: str, texts: Iterable[str]) -> list[str]:
        asked[group] = list(texts)
        return asked[group][:1]

    group = [saying for saying, _ in some("kude e depozitat", "друго", language="bg")]
    # when the store is asked
    report = told(sayings.without_vectors(group, missing))
    # then the number and the remedy are told
    assert asked == {"bg/tenancy": ["куде е депозитат", "друго"]}
    assert "missing for 1 of 2 sayings: run `make train`" in report


def test_vectors_that_cannot_be_read_are_found() -> None:
    # given a store with a file of another form
    def missing(group: str, texts: Iterable[str]) -> list[str]:
        raise KeyError("keys")

    # when it is asked, then the file is told and the check goes on
    assert "data/vectors/ro/tenancy.npz This file cannot be read" in told(sayings.without_vectors([some("x")[0][0]], missing))


@pytest.mark.parametrize(("kept", "right"), [(11, False), (12, True), (28, True), (29, False)])
def test_the_share_that_is_held_back_is_measured(kept: int, right: bool) -> None:
    # given a hundred sayings of which some are held back
    group = [saying for saying, _ in some(*map(str, range(100)))]
    # when the share is measured, then it must be between 12 and 28 %
    assert (list(sayings.held_back_share(group, set(group[:kept]))) == []) is right


def test_every_rule_is_applied() -> None:
    # given sayings that break each rule
    group = [*some("garanția unde", "garanția unde?"), *some("garanția unde", intent="tenancy_contract")]
    # when all rules are applied
    report = told(sayings.check(group, ["ro"], lambda _, texts: list(texts), lambda _: set()))
    # then each is told
    for problem in ("that it needs", "nearly the same", "several intents", "Vectors are missing", "held back"):
        assert problem in report
