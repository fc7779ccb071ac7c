"""What a check needs to say something: its texts, figures, cards and buttons in the person's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

from actions import calendar
from actions.check import UNKNOWN, Step
from bot.answer import payloads
from bot.answer.cards import Locale, Part
from bot.answer.centres import describe, load_centres
from bot.answer.knowledge import Knowledge
from bot.answer.render import Renderer
from bot.answer.reply import Button
from bot.understand.places import load_places

if TYPE_CHECKING:
    from actions.engine import Asker

_ROMANIAN_DE = 20
"""From here on Romanian says "de" between a number and what is counted: 20 de zile."""
_BABEL = {"ro": "ro", "bg": "bg", "de": "de", "rom": "de"}


@dataclass(frozen=True)
class Shared:
    """Texts and figures for all checks."""

    knowledge: Knowledge
    locales: Mapping[str, Locale]
    public_url: str | None = None
    """Where people reach the server, without a slash at the end; None if that is not known."""

    def text(self, language: str, key: str) -> str:
        """Return a text of `_checks.yml`."""
        return self.locales[language].checks[key]

    def choices_in_all_languages(self, check: str, step: Step) -> dict[str, list[str]]:
        """Return the titles of each choice: people answer in the language of the letter, too."""
        return {
            value: [
                text
                for locale in self.locales.values()
                for key in (f"{check}.{step.name}.{value}", f"checks.{value}", f"checks.say_{value}")
                if key in locale.checks
                for text in locale.checks[key].split(" / ")
            ]
            for value in step.options
        }


class Voice:
    """Says what a check has to say to one person.

    Args:
        shared: texts and figures.
        check: the name of the check.
        asker: who is spoken to.
        words: the text that was to be checked, in the turn in which it was sent.
    """

    def __init__(self, shared: Shared, check: str, asker: Asker, words: str = "") -> None:
        self._shared = shared
        self._check = check
        self._locale = shared.locales[asker.language]
        self._renderer = Renderer(shared.knowledge, self._locale)
        self.language = asker.language
        self.day = asker.day
        self.place = asker.place
        self.words = words

    # ---- texts -----------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> str:
        """Return a text of this check, with its placeholders filled."""
        return self._locale.checks[f"{self._check}.{key}"].format(**values)

    def has(self, key: str) -> bool:
        """Tell whether this check has such a text."""
        return f"{self._check}.{key}" in self._locale.checks

    def shared(self, key: str, **values: object) -> str:
        """Return a text that all checks share."""
        return self._locale.checks[f"checks.{key}"].format(**values)

    def phrases(self, key: str) -> list[str]:
        """Return the ways to say something (`back`, `unknown`) in all languages."""
        return [phrase for locale in self._shared.locales.values() for phrase in locale.checks[f"checks.say_{key}"].split(" / ")]

    def question(self, step: Step) -> str:
        """Return the question of a step."""
        return self.say(step.name)

    def hint(self, step: Step) -> str | None:
        """Return how a day or a number can be written."""
        match step.kind:
            case "day":
                shift = dt.timedelta(days=-20 if step.tense == "past" else 20)
                return self.shared("how_to_write_day", example=self.date(self.day + shift))
            case "number":
                return self.shared("how_to_write_number")
        return None

    def choices(self, step: Step) -> dict[str, str]:
        """Return the values that have a button, with their titles."""
        if step.kind == "choice":
            return {value: self.title(step, value) for value in step.options}
        if step.kind == "day":
            other = self.day + dt.timedelta(days=-1 if step.tense == "past" else 1)
            key = "yesterday" if step.tense == "past" else "tomorrow"
            return {self.day.isoformat(): self.shared("today"), other.isoformat(): self.shared(key)}
        return {}

    def title(self, step: Step, value: str) -> str:
        """Return the title of a choice; `agree` and `refuse` are the same everywhere."""
        key = f"{step.name}.{value}"
        return self.say(key) if self.has(key) else self.shared(value)

    def unknown(self, step: Step) -> str:
        """Return how somebody says that they don't know, or that they have no text."""
        key = f"{step.name}.{UNKNOWN}"
        return self.say(key) if self.has(key) else self.shared(UNKNOWN)

    def answer(self, step: Step, value: str) -> str:
        """Return an answer as a person reads it."""
        if value == UNKNOWN:
            return self.unknown(step)
        match step.kind:
            case "choice":
                return self.title(step, value)
            case "day":
                return self.date(dt.date.fromisoformat(value))
            case "number":
                return self.number(Decimal(value))
            case "place":
                return self.town(value)
        return "…"

    # ---- values ----------------------------------------------------------------------------------

    def date(self, day: dt.date) -> str:
        """Return a date as written in Germany: 03.11.2026."""
        return self._renderer.date(day)

    def long_date(self, day: dt.date) -> str:
        """Return a date with its weekday: Dienstag, 03.11.2026."""
        if self.language == "rom":
            weekday = self.shared("weekdays").split()[day.weekday()]
            return f"{weekday} ({format_date(day, format='EEEE', locale='de')}), {self.date(day)}"
        return f"{format_date(day, format='EEEE', locale=_BABEL[self.language])}, {self.date(day)}"

    def number(self, value: Decimal) -> str:
        """Return a number in the habit of the language."""
        whole = value == value.to_integral_value()
        return str(format_decimal(value, format="#,##0" if whole else "#,##0.00", locale=_BABEL[self.language]))

    def euro(self, value: Decimal) -> str:
        """Return an amount of money."""
        return f"{self.number(value)} €"

    def figure(self, key: str) -> str:
        """Return a figure of `knowledge/` of today: `tenancy:deposit.max_cold_rents`.

        Raises:
            FigureExpired: there is none for today.
        """
        return self._shared.knowledge.figures[key].shown(self.day, self.language)

    def span(self, count: int, unit: str) -> str:
        """Return a span of time in words: `2 weeks`."""
        if unit == "day" and not 0 < count % 100 < _ROMANIAN_DE:
            return self.shared("day_many", count=count)
        return self.shared(f"{unit}_one" if count == 1 else f"{unit}_more", count=count)

    def town(self, ags: str) -> str:
        """Return the name of a municipality."""
        known = load_places().municipalities
        return known[ags].name if ags in known else "…"

    # ---- cards, people, buttons ------------------------------------------------------------------

    def card_part(self, card_id: str, part: Part = "short") -> str:
        """Return a part of a card as of today."""
        return self._renderer.part(self._locale.cards[card_id], part, self.day).text

    def list_part(self, card_id: str, part: Part) -> str | None:
        """Return a part of a card, if it has it."""
        return self.card_part(card_id, part) if self._locale.cards[card_id].has(part) else None

    def term(self, term: str) -> str:
        """Return a German word of a letter with what it means."""
        return f"{term}: {self._locale.terms[term]}."

    def centre(self, ags: str) -> str:
        """Return how to reach the Kommunales Integrationszentrum of a municipality."""
        town = load_places().municipalities[ags]
        return describe(load_centres()[town.ki], town.name, self._locale)

    def card_button(self, card_id: str, part: Part = "short") -> Button:
        """Return the button that shows a card, or a part of it."""
        if part != "short":
            return Button(self._locale.ui[f"button.{part}"], payloads.card(card_id, part))
        icon = self._shared.knowledge.topics.get(card_id.split("/")[0], "")
        return Button(f"{icon} {self._locale.cards[card_id].title}".strip(), payloads.card(card_id))

    def check_button(self, check: str, step: str, value: str) -> Button:
        """Return the button that begins another check with its first answer."""
        return Button(self._locale.checks[f"{check}.button"], f"k:{check}:{step}:{value}")

    def expired(self) -> str:
        """Return what is said when a figure has run out: that it has, and who knows the new one."""
        return "\n".join(
            [self._locale.ui["text.figure_expired"], self.contact("authorities_line"), self.contact("migration_advice")]
        )

    def calendar_button(self, subject: str, day: dt.date) -> list[Button]:
        """Return the button that saves a last day, if there is still time."""
        title = f"📅 {self._locale.checks['until_when.calendar']}"
        return [Button(title, calendar.payload(subject, day))] if day >= self.day else []

    def contact(self, key: str) -> str:
        """Return who somebody is and how to reach them."""
        return self._renderer.contact_line(self._shared.knowledge.contacts[key])

    def phone(self, key: str) -> str:
        """Return the first phone number of a contact."""
        return self._shared.knowledge.contacts[key].phone[0]

    def person(self) -> Button:
        """Return the button that leads to a person."""
        return Button(self._locale.ui["button.person"], payloads.say("human"))

    def menu(self) -> Button:
        """Return the button that shows all topics."""
        return Button(self._locale.ui["button.menu"], payloads.say("help"))

    # ---- the end of every outcome ----------------------------------------------------------------

    def footer(self, laws: Sequence[str], as_of: dt.date) -> str:
        """Return what stands under every outcome: laws, their date, no legal advice."""
        lines = [self._locale.ui["text.source_law"].format(law="; ".join(dict.fromkeys(laws)))] if laws else []
        lines.append(self._locale.ui["text.source_as_of"].format(date=self.date(as_of)))
        return "\n".join([*lines, self._locale.ui["text.not_legal_advice"]])
