"""What a person has said or tapped, as far as the hand-off needs to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.answer.payloads import HANDOFF
from bot.settings import LOCALES
from bot.understand.places import load_places
from bot.understand.sayings import card_id, is_card
from bot.understand.spelling import spelling_key

_SURE = 0.6
"""From this probability on, a yes or no in other words counts. What is less sure is asked again."""
_DRIFT = 0.4
"""From this probability on, something that was not understood counts as a complaint or as the wish for a person."""
_PHONE_DIGITS = 6
_FEW_WORDS = 5
_LONG = 4
"""From so many words on, what looks like a question is one, also where a place is expected."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of a person.

    Args:
        text: as typed, or the title of the tapped button.
        parsed: what was understood of it, as Rasa hands it on.
        tapped: whether it was a tap.
    """

    text: str
    parsed: Mapping[str, Any]
    tapped: bool

    @property
    def intent(self) -> str:
        """What it was taken for."""
        return str(self.parsed["intent"]["name"])

    @property
    def kind(self) -> str:
        """What the bot would do: `answer`, `offer`, `fallback` or `urgent`."""
        return str(self.parsed["decision"]["kind"])

    @property
    def is_urgent(self) -> bool:
        """Whether an urgent card comes first; a listed answer to our own questions is no emergency, however it sounds."""
        if not self.tapped and _meanings_of(spelling_key(self.text)):
            return False
        return self.kind == "urgent" or self.intent.startswith("urgent_")

    @property
    def is_reach(self) -> bool:
        """Whether it is a phone number with few words: no emergency, however it sounds to the model."""
        digits = sum(char.isdigit() for char in self.text)
        words = [word for word in self.text.split() if any(char.isalpha() for char in word)]
        return not self.tapped and digits >= _PHONE_DIGITS and len(words) <= _FEW_WORDS

    @property
    def is_only_place(self) -> bool:
        """Whether it names a place and nothing else."""
        if self.tapped:
            return False
        mentions = load_places().find(self.text, expected=True)
        return len(mentions) == 1 and mentions[0].text == self.text.strip(" .,!?")

    @property
    def step(self) -> str | None:
        """The step of the hand-off that was tapped."""
        return self.entity("step") if self.intent == HANDOFF else None

    @property
    def of(self) -> str:
        """What the tapped step is about."""
        return self.entity("of") or ""

    @property
    def is_question(self) -> bool:
        """Whether it is clearly a question that a card answers."""
        return not self.tapped and self.kind == "answer" and is_card(self.intent)

    @property
    def may_be_question(self) -> bool:
        """Whether it may be one: long enough, and there are cards to choose from."""
        return not self.tapped and self.kind == "offer" and len(self.text.split()) >= _LONG

    @property
    def wish(self) -> str | None:
        """`human`, `complaint` or `fallback_again`, if it leads to a person: also insults of which only the drift is clear."""
        if self.kind == "fallback":
            ranking = {ranked["name"]: float(ranked["confidence"]) for ranked in self.parsed.get("intent_ranking", ())}
            human, complaint = ranking.get("human", 0.0), ranking.get("complaint", 0.0)
            if human + complaint >= _DRIFT:
                return "human" if human > complaint else "complaint"
        return self.intent if self.intent in ("human", "complaint", "fallback_again") else None

    @property
    def subject(self) -> str | None:
        """The card that it is most likely about."""
        ranking = self.parsed.get("intent_ranking") or [self.parsed["intent"]]
        return next((card_id(ranked["name"]) for ranked in ranking[:1] if is_card(ranked["name"])), None)

    def entity(self, name: str) -> str | None:
        """Return the value of an entity."""
        return next((entity["value"] for entity in self.parsed["entities"] if entity["entity"] == name), None)

    def changes(self) -> dict[str, Any]:
        """Return the slots that change."""
        prefix = "set_"
        return {e["entity"].removeprefix(prefix): e["value"] for e in self.parsed["entities"] if e["entity"].startswith(prefix)}

    def places(self) -> tuple[str, ...]:
        """Return the official keys of the municipality that answers "where do you live?"; several must be asked about."""
        if self.tapped:
            tapped = self.entity("place")
            return (tapped,) if tapped else ()
        mentions = load_places().find(self.text, expected=True)
        certain = dict.fromkeys(mention.candidates[0] for mention in mentions if len(mention.candidates) == 1)
        if certain:
            return tuple(certain)
        return tuple(dict.fromkeys(candidate for mention in mentions for candidate in mention.candidates))

    def names_place(self) -> bool:
        """Whether a place stands in it beyond doubt, so that it can't be part of a question by chance."""
        return bool(load_places().find(self.text)) or len(self.text.split()) < _LONG

    def means(self, meaning: str) -> bool:
        """Tell whether it means one of the keys of `locales/<language>/_heard.yml`, and not its contrary."""
        if self.tapped:
            return False
        meanings = _meanings_of(spelling_key(self.text))
        if meaning in ("agree", "refuse"):
            if {"agree", "refuse"} <= meanings:
                return False
            if not meanings:
                return self._is_surely("affirm" if meaning == "agree" else "deny")
        return meaning in meanings

    def _is_surely(self, intent: str) -> bool:
        best = (self.parsed.get("intent_ranking") or [self.parsed["intent"]])[0]
        return best["name"] == intent and best["confidence"] >= _SURE


def _meanings_of(key: str) -> set[str]:
    phrases = _phrases()
    found = {meaning for meaning, keys in phrases.items() if key in keys}
    words = key.split()
    return found or {meaning for meaning in ("agree", "refuse") if words and all(word in phrases[meaning] for word in words)}


@lru_cache(maxsize=1)
def _phrases(root: Path = LOCALES) -> Mapping[str, frozenset[str]]:
    """Read `_heard.yml` of all languages at once: people mix them."""
    found: dict[str, set[str]] = {}
    for path in sorted(root.glob("*/_heard.yml")):
        content: dict[str, list[str]] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for meaning, texts in content.items():
            found.setdefault(meaning, set()).update(spelling_key(text) for text in texts)
    return {meaning: frozenset(keys) for meaning, keys in found.items()}
