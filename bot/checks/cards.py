"""Rules for the cards: the same in all languages, nothing dead, plain and short."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.answer.cards import NEXT_CARDS, PLACEHOLDER
from bot.answer.knowledge import Figure, FigureExpired
from bot.checks import writing
from bot.checks.content import GERMAN, TEXT_LISTS, Content, Entry, card_place, texts
from bot.checks.findings import Finding, error

MAX_SHORT = 300
MAX_TITLE = 40
REQUIRED = {"title", "short", "review"}
ALLOWED = REQUIRED | {"more", "who", "terms", "next", *TEXT_LISTS}
LOCAL_CENTRE = "ki"
_URGENT = "urgent/"


def check(content: Content, figures: Mapping[str, Figure], day: dt.date, situations: frozenset[str]) -> Iterator[Finding]:
    """Apply every rule to every card.

    Args:
        content: everything that was read.
        figures: those that are well formed.
        day: for which figures are filled in.
        situations: ids of the urgent situations that the model knows, `urgent/poisoning`.
    """
    yield from missing_cards(content)
    yield from unanswered_questions(content)
    yield from unknown_ids(content, situations)
    latin = content.term_words() | content.name_words()
    for language, cards in content.cards.items():
        for card_id, card in cards.items():
            german = content.cards.get(GERMAN, {}).get(card_id)
            yield from form(card, language, card_id)
            yield from lost_neighbours(content, card, language, card_id)
            yield from nobody_to_call(content, card, language, card_id)
            if german is not None and language != GERMAN:
                yield from differences(german, card, language, card_id)
            yield from dead_references(content, card, language, card_id)
            yield from text_problems(card, language, card_id, latin)
            yield from too_long(content, figures, card, language, card_id, day)


def missing_cards(content: Content) -> Iterator[Finding]:
    """Find cards that a language lacks, or that have no sources, and sources of no card."""
    everywhere = sorted({card_id for cards in content.cards.values() for card_id in cards} | set(content.sources))
    for card_id in everywhere:
        for language in content.languages:
            if card_id not in content.cards.get(language, {}):
                yield error(card_place(language, card_id), "The card is missing in this language.")
        topic, _, name = card_id.partition("/")
        behind = content.sources.get(card_id)
        if behind is None:
            yield error(f"knowledge/{topic}.yml:{name}", "The card has no entry with its facts and sources.")
        elif not behind.get("sources"):
            yield error(f"knowledge/{topic}.yml:{name}", "The card names no source.")


def unanswered_questions(content: Content) -> Iterator[Finding]:
    """Find questions of the catalogue for which there is no card in any language."""
    for question in sorted(set(content.questions).difference(*content.cards.values())):
        yield error(card_place(GERMAN, question), "The catalogue has this question, but there is no card for it.")


def unknown_ids(content: Content, situations: frozenset[str]) -> Iterator[Finding]:
    """Find cards that no question leads to, and urgent situations without a card."""
    for card_id in sorted({card_id for cards in content.cards.values() for card_id in cards}):
        known = situations if card_id.startswith(_URGENT) else content.questions
        if card_id not in known:
            yield error(card_place(GERMAN, card_id), "The card's id is not in the catalogue.")
    for card_id in sorted(situations - set(content.cards.get(GERMAN, {}))):
        yield error(card_place(GERMAN, card_id), "The model knows this urgent situation, but there is no card for it.")


def form(card: Entry, language: str, card_id: str) -> Iterator[Finding]:
    """Find fields that a card must or must not have."""
    for key in sorted(REQUIRED - {key for key, value in card.items() if value}):
        yield error(card_place(language, card_id, key), "This part of the card is missing.")
    for key in sorted(set(card) - ALLOWED):
        yield error(card_place(language, card_id, key), "A card has no such part.")
    review: Any = card.get("review")
    if review and (not isinstance(review, dict) or review.get("state") not in ("draft", "checked")):
        yield error(card_place(language, card_id, "review"), "The state must be draft or checked.")


def lost_neighbours(content: Content, card: Entry, language: str, card_id: str) -> Iterator[Finding]:
    """Find cards that do not lead first to the questions that are easily taken for theirs."""
    neighbours = set(content.questions.get(card_id, ()))
    if lost := neighbours - set((card.get("next") or ())[:NEXT_CARDS]):
        what = f"The first {NEXT_CARDS} must lead to what is easily taken for this question: {', '.join(sorted(lost))}"
        yield error(card_place(language, card_id, "next"), what)


def nobody_to_call(content: Content, card: Entry, language: str, card_id: str) -> Iterator[Finding]:
    """Find cards that end with nobody whose phone number is sure; the integration centre's number hangs on the place."""
    who = [content.contacts.get(name) for name in card.get("who") or ()]
    if LOCAL_CENTRE not in (card.get("who") or ()) and all(_phone_problem(contact) for contact in who):
        yield error(card_place(language, card_id, "who"), f"Nobody here has a phone number that is sure; add “{LOCAL_CENTRE}”.")


def differences(german: Entry, card: Entry, language: str, card_id: str) -> Iterator[Finding]:
    """Find where a card differs from the German one in what must be the same in all languages."""
    for key in sorted(set(german) ^ set(card)):
        there = "in German, but not here" if key in german else "here, but not in German"
        yield error(card_place(language, card_id, key), f"This part of the card is {there}.")
    for key in sorted(set(german) & set(card)):
        where = card_place(language, card_id, key)
        ours, theirs = card[key], german[key]
        if key in ("who", "terms", "next") and (ours or []) != (theirs or []):
            yield error(where, f"In German this is {_listed(theirs)}, here it is {_listed(ours)}.")
        if key in TEXT_LISTS and len(ours or ()) != len(theirs or ()):
            yield error(where, f"German has {len(theirs or ())} items, here there are {len(ours or ())}.")
        if key in ("short", "more", *TEXT_LISTS) and (lacks := _placeholder_difference(theirs, ours)):
            yield error(where, lacks)


def dead_references(content: Content, card: Entry, language: str, card_id: str) -> Iterator[Finding]:
    """Find names of things that do not exist: questions, contacts, terms, figures, phone numbers."""
    known: dict[str, tuple[str, Iterable[str]]] = {
        "next": ("is not in the catalogue", content.questions),
        "who": ("is not in knowledge/contacts.yml", content.contacts),
        "terms": ("is not in _terms.yml", content.tables.get(language, {}).get("_terms", {})),
    }
    for key, (problem, names) in known.items():
        for name in card.get(key) or ():
            if name not in names:
                yield error(card_place(language, card_id, key), f"“{name}” {problem}.")
    topic = card_id.split("/")[0]
    for place, text in texts(card):
        for name in writing.placeholders(text):
            where = card_place(language, card_id, place)
            if place == "title":
                yield error(where, f"A title is shown as it is; {{{name}}} would not be filled in.")
            elif name.startswith("phone."):
                if wrong := _phone_problem(content.contacts.get(name.removeprefix("phone."))):
                    yield error(where, f"{{{name}}}: {wrong}")
            elif f"{topic}:{name}" not in content.figures:
                yield error(where, f"There is no figure {{{name}}} in knowledge/{topic}.yml.")


def text_problems(card: Entry, language: str, card_id: str, latin: frozenset[str]) -> Iterator[Finding]:
    """Find digits, long sentences, foreign letters and wrong quotation marks."""
    for place, text in texts(card):
        for problem in (
            *writing.digit_problems(text),
            *writing.sentence_problems(text),
            *writing.letter_problems(text, language, latin),
            *writing.quote_problems(text, language),
        ):
            yield error(card_place(language, card_id, place), problem)


def too_long(
    content: Content, figures: Mapping[str, Figure], card: Entry, language: str, card_id: str, day: dt.date
) -> Iterator[Finding]:
    """Find a title or a short answer that is too long as a person sees it on `day`."""
    title, short = str(card.get("title") or ""), str(card.get("short") or "")
    if len(title) > MAX_TITLE:
        yield error(
            card_place(language, card_id, "title"), f"The title has {len(title)} characters, at most {MAX_TITLE} are allowed."
        )
    filled = fill(content, figures, short, language, card_id, day)
    if len(filled) > MAX_SHORT:
        what = f"With its figures the short answer has {len(filled)} characters, at most {MAX_SHORT} are allowed."
        yield error(card_place(language, card_id, "short"), what)


def fill(content: Content, figures: Mapping[str, Figure], text: str, language: str, card_id: str, day: dt.date) -> str:
    """Return a text with its phone numbers and the figures of `day`; what is not known is left as it stands."""
    topic = card_id.split("/")[0]

    def value(name: str) -> str | None:
        if name.startswith("phone."):
            return _phone(content.contacts.get(name.removeprefix("phone.")))
        try:
            return figures[f"{topic}:{name}"].shown(day, language)
        except (KeyError, FigureExpired):
            return None

    return PLACEHOLDER.sub(lambda match: value(match[1]) or match[0], text)


def _phone(contact: Entry | None) -> str | None:
    phone: Any = (contact or {}).get("phone")
    if isinstance(phone, list):
        phone = phone[0] if phone else None
    return None if phone is None else str(phone)


def _phone_problem(contact: Entry | None) -> str | None:
    if contact is None:
        return "this contact is not in knowledge/contacts.yml."
    if _phone(contact) is None:
        return "this contact has no phone number."
    return "the number is not sure (confidence low)." if contact.get("confidence") == "low" else None


def _placeholder_difference(german: Any, ours: Any) -> str | None:
    there, here = (Counter(writing.placeholders(_joined(value))) for value in (german, ours))
    parts = []
    if missing := sorted((there - here).elements()):
        parts.append(f"German has {_braced(missing)}, which is missing here")
    if extra := sorted((here - there).elements()):
        parts.append(f"{_braced(extra)} stands here, but not in German")
    return f"{'; '.join(parts)}." if parts else None


def _joined(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _braced(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _listed(names: Any) -> str:
    return ", ".join(map(str, names)) if names else "empty"
