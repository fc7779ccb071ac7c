"""From what was understood to what is done: answer, offer, fallback or urgent help first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.understand.language import OTHER, OURS, LanguageGuess
from bot.understand.places import PlaceMention
from bot.understand.sayings import is_card
from bot.understand.thresholds import OFFERED, OUT_OF_SCOPE, Thresholds, certainty
from bot.understand.urgent import UrgentGuess

Kind = Literal["answer", "offer", "fallback", "urgent"]
FOLLOW = "follow_"
"""Intents of questions that only make sense after a card: `follow_bring` asks for its part `bring`."""
_FOREIGN_WORDS = 2
"""A single word in another language is no reason to leave the conversation's language."""
_MISSES_BEFORE_PERSON = 2
_ALSO_MEANT = 0.3
"""A card of this probability stands as a button under an urgent one: the alarm may be false."""
_OFFERED_DIALOGUE = {"human", "help", "find_ki", "privacy", "delete_data", "change_language"}
"""Dialogue ids that make sense as a choice on a button."""
_NEED_PLACE = {"find_ki", "human", "complaint"}
"""Answers that name the centre, and so ask for the town when it is not known."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation knows already; it travels with a message as Rasa metadata."""

    language: str | None = None
    card: str | None = None
    """Intent of the card shown last."""
    misses: int = 0
    """Messages not understood in a row."""
    asked: str | None = None
    """What the last message asked for: `place` or `delete`."""
    place: str | None = None
    """Official key of the municipality, if known."""

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, object] | None) -> Context:
        """Read the context of a message; what is missing or of another kind is left empty."""
        known = metadata or {}

        def text(key: str) -> str | None:
            value = known.get(key)
            return value if isinstance(value, str) and value else None

        misses = known.get("misses")
        return cls(text("language"), text("card"), misses if isinstance(misses, int) else 0, text("asked"), text("place"))


@dataclass(frozen=True, slots=True)
class Ranked:
    """An intent with its probability."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understood:
    """All that the parts made of one message."""

    words: int
    language: LanguageGuess
    ranking: Sequence[Ranked]
    """Intents of the catalogue, dialogue and follow-ups, best first."""
    nearness: float
    urgent: UrgentGuess
    places: Sequence[PlaceMention]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with the message."""

    kind: Kind
    intent: str
    """The intent by which Rasa's rules find the answer."""
    language: str
    slots: Mapping[str, object] = field(default_factory=dict)
    """Slots that change."""
    previous_language: str | None = None
    """Set when the language changes, for the button back."""
    part: str = "short"
    """The part of the card asked for."""
    offered: tuple[str, ...] = ()
    urgent_hint: str | None = None
    foreign: str | None = None
    """The code of a language in which we don't answer."""


def decide(understood: Understood, context: Context, thresholds: Thresholds) -> Decision:
    """Decide what is done with a message.

    Args:
        understood: what the parts made of it.
        context: what the conversation knows.
        thresholds: from the training.
    """
    language = _language(understood, context)
    changed = language != context.language
    slots: dict[str, object] = {"language": language} if changed else {}
    previous = context.language if changed else None

    def decision(kind: Kind, intent: str, *, misses: int = 0, asked: str | None = None, **more: object) -> Decision:
        changes = dict(slots)
        if misses != context.misses:
            changes["misses"] = misses
        if asked != context.asked:
            changes["asked"] = asked or ""
        if kind == "answer" and is_card(intent) and intent != context.card:
            changes["card"] = intent
        if place := _place(understood, context):
            changes["place"] = place
        return Decision(kind, intent, language, changes, previous, **more)  # type: ignore[arg-type]

    if understood.urgent.situation:
        meant = [ranked.intent for ranked in _possible(understood.ranking, context) if ranked.confidence >= _ALSO_MEANT]
        return decision("urgent", understood.urgent.situation, offered=tuple(filter(is_card, meant)))
    if foreign := _foreign(understood):
        return decision("fallback", "foreign", foreign=foreign)
    if context.asked == "place" and understood.places:
        return decision("answer", "find_ki", asked=_still_asked(understood))
    ranking = _possible(understood.ranking, context)
    best = ranking[0]
    if context.asked == "delete" and best.intent in ("affirm", "deny"):
        return decision("answer", "delete_confirmed" if best.intent == "affirm" else "delete_cancelled")
    sure = _certain(best, ranking) >= thresholds.answer and understood.nearness >= thresholds.near
    hint = understood.urgent.hint
    if sure and best.intent.startswith(FOLLOW) and context.card:
        return decision("answer", context.card, part=best.intent.removeprefix(FOLLOW))
    if sure and best.intent == OUT_OF_SCOPE:
        return decision("fallback", OUT_OF_SCOPE, misses=context.misses)
    if sure:
        asks = "delete" if best.intent == "delete_data" else None
        if best.intent in _NEED_PLACE:
            asks = _still_asked(understood, context)
        return decision("answer", best.intent, asked=asks, urgent_hint=hint)
    offered = [ranked for ranked in ranking if is_card(ranked.intent) or ranked.intent in _OFFERED_DIALOGUE][:OFFERED]
    if best.intent != OUT_OF_SCOPE and sum(ranked.confidence for ranked in offered) >= thresholds.offer:
        return decision("offer", "offer", offered=tuple(ranked.intent for ranked in offered), urgent_hint=hint)
    if context.asked == "place" and context.misses + 1 < _MISSES_BEFORE_PERSON:
        return decision("fallback", "place_unknown", misses=context.misses + 1, asked="place")
    misses = context.misses + 1
    intent = "fallback_again" if misses >= _MISSES_BEFORE_PERSON else "fallback"
    asks = "place" if intent == "fallback_again" and not context.place else None
    return decision("fallback", intent, misses=misses, asked=asks, urgent_hint=hint)


def _language(understood: Understood, context: Context) -> str:
    guess = understood.language
    if context.language is None:
        return guess.language if guess.language in OURS else "de"
    if guess.language in OURS and guess.language != context.language and guess.clear and understood.words >= _FOREIGN_WORDS:
        return guess.language
    return context.language


def _foreign(understood: Understood) -> str | None:
    guess = understood.language
    if guess.language == OTHER and guess.clear and understood.words >= _FOREIGN_WORDS:
        return guess.exactly
    return None


def _possible(ranking: Sequence[Ranked], context: Context) -> list[Ranked]:
    """Follow-ups need a card; without one their probability goes to the others."""
    if context.card:
        return list(ranking)
    kept = [ranked for ranked in ranking if not ranked.intent.startswith(FOLLOW)]
    total = max(1e-6, 1.0 - sum(ranked.confidence for ranked in ranking if ranked.intent.startswith(FOLLOW)))
    return [Ranked(ranked.intent, ranked.confidence / total) for ranked in kept]


def _certain(best: Ranked, ranking: Sequence[Ranked]) -> float:
    strange = sum(ranked.confidence for ranked in ranking if ranked.intent == OUT_OF_SCOPE != best.intent)
    return certainty(best.confidence, strange)


def _place(understood: Understood, context: Context) -> str | None:
    """The municipality that was named, if there is no doubt and it is news."""
    named = {mention.candidates[0] for mention in understood.places if len(mention.candidates) == 1}
    if len(named) == 1 and (place := named.pop()) != context.place:
        return place
    return None


def _still_asked(understood: Understood, context: Context | None = None) -> str | None:
    """Whether the place is still open after this message."""
    if any(len(mention.candidates) == 1 for mention in understood.places):
        return None
    return None if context and context.place else "place"
