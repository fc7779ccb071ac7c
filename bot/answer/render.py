"""Puts figures and contacts into the texts of a card on a given day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date

from bot.answer.cards import PLACEHOLDER, Card, Locale, Part
from bot.answer.knowledge import Contact, FigureExpired, Knowledge

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready to be shown."""

    text: str
    expired: tuple[str, ...] = ()
    """Keys of figures that had run out; the sentences that need them were left out."""


class Renderer:
    """Renders the cards of one language."""

    def __init__(self, knowledge: Knowledge, locale: Locale) -> None:
        self._knowledge = knowledge
        self._locale = locale

    def ui(self, key: str, **values: object) -> str:
        """Return a string of the interface, `text.greet`, with its placeholders filled."""
        return self._locale.ui[key].format(**values)

    def part(self, card: Card, part: Part, day: dt.date) -> Rendered:
        """Return one part of a card as on `day`.

        A sentence whose figure has run out is left out; the text then says that a number has changed
        and names who knows it. So a stale number is never shown, and what still holds is.
        """
        match part:
            case "short":
                return self._with_notice(card, self._sentences(card, card.short, day))
            case "more":
                return self._with_notice(card, self._more(card, day))
            case "who":
                return Rendered("\n\n".join([self.ui("heading.who"), *self._contact_lines(card.who)]))
            case "source":
                return Rendered(self._source(card))
            case "simple":
                return self._with_notice(card, self._simple(card, day))
            case _:
                rendered = [self._sentences(card, item, day) for item in card.items(part)]
                items = [r.text for r in rendered if r.text]
                marks = [f"{i}." for i in range(1, len(items) + 1)] if part == "steps" else ["•"] * len(items)
                lines = [f"{mark} {item}" for mark, item in zip(marks, items, strict=True)]
                expired = tuple(key for r in rendered for key in r.expired)
                return self._with_notice(card, Rendered("\n".join([self.ui(f"heading.{part}"), *lines]), expired))

    def filled(self, card: Card, text: str, day: dt.date) -> str:
        """Return one text of a card with its figures; sentences whose figure has run out are left out."""
        return self._sentences(card, text, day).text

    def contact_line(self, contact: Contact) -> str:
        """Return who somebody is, with phone and web address as far as they are known for sure."""
        about = self._locale.contacts.get(contact.key)
        lines = [f"{contact.name}: {about}" if about else contact.name]
        details = []
        if contact.confidence != "low":
            details += [self.ui("text.contact_phone", phone=phone) for phone in contact.phone]
            details += [contact.url] if contact.url else []
        return "\n".join([*lines, *details])

    def date(self, day: dt.date) -> str:
        """Return a date as written in Germany, which all our languages use: 31.12.2026."""
        return format_date(day, format="dd.MM.yyyy", locale="de")

    def _more(self, card: Card, day: dt.date) -> Rendered:
        body = self._sentences(card, card.more or "", day)
        glosses = [f"• {term}: {self._locale.terms[term]}" for term in card.terms if term in self._locale.terms]
        blocks = [body.text] if body.text else []
        if (glosses and self._locale.language != "de") or not blocks:
            blocks.append("\n".join([self.ui("heading.terms"), *glosses]))
        return Rendered("\n\n".join(blocks), body.expired)

    def _simple(self, card: Card, day: dt.date) -> Rendered:
        """The short answer sentence by sentence, then the steps: for who did not understand."""
        short = self._sentences(card, card.short, day)
        steps = [self._sentences(card, item, day) for item in card.steps]
        sentences = [f"• {sentence}" for sentence in _SENTENCE_END.split(short.text)]
        numbered = [f"{i}. {step.text}" for i, step in enumerate((s for s in steps if s.text), start=1)]
        expired = (*short.expired, *(key for step in steps for key in step.expired))
        return Rendered("\n".join([*sentences, "", self.ui("heading.simple"), *numbered]), expired)

    def _source(self, card: Card) -> str:
        behind = self._knowledge.cards[card.id]
        lines = [self.ui("heading.source")]
        for source in behind.sources:
            law = f"{self.ui('text.source_law', law=source.law)} – " if source.law and source.law not in source.title else ""
            lines.append(f"• {law}{source.title}" + (f"\n  {source.url}" if source.url else ""))
        lines.append(self.ui("text.source_as_of", date=self.date(behind.as_of)))
        if not card.checked:
            lines.append(self.ui("text.source_draft"))
        lines.append(self.ui("text.not_legal_advice"))
        return "\n".join(lines)

    def _contact_lines(self, keys: Sequence[str]) -> list[str]:
        return [self.contact_line(self._knowledge.contacts[key]) for key in keys]

    def _with_notice(self, card: Card, rendered: Rendered) -> Rendered:
        if not rendered.expired:
            return rendered
        notice = "\n".join([self.ui("text.figure_expired"), *self._contact_lines(card.who[:2])])
        return Rendered("\n\n".join(filter(None, [rendered.text, notice])), rendered.expired)

    def _sentences(self, card: Card, text: str, day: dt.date) -> Rendered:
        lines, expired = [], []
        for line in text.split("\n"):
            kept = []
            for sentence in _SENTENCE_END.split(line):
                try:
                    kept.append(PLACEHOLDER.sub(lambda match: self._value(card, match[1], day), sentence))
                except FigureExpired as error:
                    expired.append(str(error.args[0]))
            lines.append(" ".join(kept))
        return Rendered("\n".join(filter(None, lines)), tuple(expired))

    def _value(self, card: Card, key: str, day: dt.date) -> str:
        if key.startswith("phone."):
            return self._knowledge.contacts[key.removeprefix("phone.")].phone[0]
        topic = card.id.split("/")[0]
        return self._knowledge.figures[f"{topic}:{key}"].shown(day, self._locale.language)
