"""What Drom says to what is no text: voice, pictures, a shared place, an old button, a first tap on Start."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answer import payloads
from bot.answer.cards import Locale, load_locales
from bot.answer.reply import FALLBACK_LANGUAGE, Button, Reply, bilingual
from bot.answer.speaker import Situation, Speaker
from bot.understand.places import OUTSIDE, load_places

UNREADABLE = frozenset({"voice", "photo", "video", "document", "sticker", "contact", "poll", "other"})
"""Kinds of messages that Drom can't read; each gets words of its own."""
_START = re.compile(r"(?P<language>[a-z]{2,3})(?:[_-]+(?P<town>.+))?")


@dataclass(frozen=True, slots=True)
class Start:
    """What a start link asks for: `ro_duisburg`, as on a poster."""

    language: str | None = None
    place: str | None = None


class Signals:
    """Says what needs no understanding.

    Args:
        speaker: says everything else.
        locales: the strings of all languages.
    """

    def __init__(self, speaker: Speaker, locales: Mapping[str, Locale] | None = None) -> None:
        self._speaker = speaker
        self._locales = locales or load_locales()

    def alone(self, kind: str, language: str, place: str | None = None) -> Reply:
        """Return the answer to something without words: why it was not read, and what can be done now.

        Args:
            kind: one of `UNREADABLE`, `old_button` or `outside`.
            language: in which it is said.
            place: the town that the person has named, if any.
        """
        return bilingual(lambda code: self._alone(kind, code, place), language)

    def _alone(self, kind: str, language: str, place: str | None) -> Reply:
        if kind == "outside":
            reply = self._speaker.say(_situation("find_ki", language, OUTSIDE))
            return replace(reply, text=f"{self._text(language, 'received.location_not_kept')} {reply.text}")
        menu = self._speaker.say(_situation("help", language, place))
        person = [button for button in menu.buttons if button.payload == payloads.say("human")]
        others = [button for button in menu.buttons if button not in person]
        known = kind in UNREADABLE or kind == "old_button"
        text = self._text(language, f"received.{kind}" if known else "received.other")
        return Reply(text, (*person, *others), "fallback", language)

    def near(self, municipalities: Sequence[str], language: str) -> Reply:
        """Ask which of several towns it is in which somebody shared where they are."""
        return bilingual(lambda code: self._near(municipalities, code), language)

    def _near(self, municipalities: Sequence[str], language: str) -> Reply:
        known = load_places().municipalities
        buttons = [Button(known[ags].name, payloads.place(ags)) for ags in municipalities if ags in known]
        menu = self._speaker.say(_situation("help", language, None)).buttons
        person = [button for button in menu if button.payload == payloads.say("human")]
        return Reply(self._text(language, "received.near"), (*buttons, *person), "form", language)

    def before(self, kind: str | None, language: str, payload: str | None, text: str) -> str | None:
        """Return what stands above the answer to words that came with something else: a picture, a place."""
        if kind == "location" and payload:
            town = load_places().municipalities.get(payload.removeprefix("p:"))
            return self._text(language, "received.location", place=town.name) if town else None
        return self._text(language, "received.only_words") if kind in UNREADABLE and text else None

    def too_fast(self, language: str | None) -> Reply:
        """Return the notice for somebody who writes faster than can be answered."""
        known = language if language and language in self._locales else FALLBACK_LANGUAGE
        return self._speaker.notice(known, "received.too_fast")

    def welcome(self, language: str | None, hint: str | None, place: str | None) -> Reply:
        """Return the first screen.

        Args:
            language: the person's language, if it is known for sure; else they are asked.
            hint: the language that it may be.
            place: the town that the person has named, if any.
        """
        if language:
            return bilingual(lambda code: self._greeting(code, place), language)
        buttons = tuple(Button(locale.own_name, payloads.language(code)) for code, locale in self._locales.items())
        if hint and hint in self._locales:
            return bilingual(lambda code: self._first_greeting(code, buttons), hint)
        return Reply(self.in_all_languages("received.hello"), buttons, "form", FALLBACK_LANGUAGE)

    def _first_greeting(self, language: str, buttons: tuple[Button, ...]) -> Reply:
        greeting = self._speaker.say(_situation("greet", language, None)).text.rpartition("\n\n")[0]
        return Reply(f"{greeting}\n\n{self._text(language, 'text.change_language')}", buttons, "form", language)

    def _greeting(self, language: str, place: str | None) -> Reply:
        reply = self._speaker.say(_situation("greet", language, place))
        town = load_places().municipalities.get(place or "")
        if town is None:
            return reply
        return replace(reply, text=f"{reply.text}\n\n{self._text(language, 'received.town', place=town.name)}")

    def group(self, language: str | None) -> str:
        """Return what is said in a group before leaving it, in all languages if none is known."""
        known = language and language in self._locales
        return self._text(str(language), "received.group") if known else self.in_all_languages("received.group")

    def in_all_languages(self, key: str) -> str:
        """Return a string in each language, one below the other, for somebody whose language is not known."""
        return "\n".join(f"{locale.own_name}: {locale.ui[key]}" for locale in self._locales.values())

    def read_start(self, parameter: str) -> Start:
        """Return what the parameter of a start link asks for; what is not understood is left out."""
        match = _START.fullmatch(parameter.strip().lower())
        if match is None or match["language"] not in self._locales:
            return Start()
        mentions = load_places().find((match["town"] or "").replace("_", " ").replace("-", " "), expected=True)
        places = {mention.candidates for mention in mentions if len(mention.candidates) == 1} - {(OUTSIDE,)}
        return Start(match["language"], places.pop()[0] if len(places) == 1 else None)

    def _text(self, language: str, key: str, **values: object) -> str:
        return self._locales[language].ui[key].format(**values)


def _situation(intent: str, language: str, place: str | None) -> Situation:
    return Situation(
        intent=intent, decision={}, language=language, card=None, place=place, topic=None, place_choices=(), day=dt.date.today()
    )
