"""What Drom says to a decision: text and buttons, in the language of the conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from bot.answer import payloads
from bot.answer.cards import NEXT_CARDS, PARTS, Card, Locale, Part, load_foreign, load_locales
from bot.answer.centres import Centre, describe, load_centres
from bot.answer.knowledge import Knowledge, intent_of, load_knowledge
from bot.answer.render import Renderer
from bot.answer.reply import Button, Kind, Reply, bilingual, without_doubles
from bot.settings import read_settings
from bot.understand.places import OUTSIDE, load_places

_DIALOGUE_BUTTONS = {
    "human": "button.person",
    "help": "button.menu",
    "find_ki": "button.find_ki",
    "privacy": "button.privacy",
    "delete_data": "button.delete",
    "change_language": "button.language",
}
"""Dialogue ids that can be offered as a choice."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the answer hangs on."""

    intent: str
    decision: Mapping[str, Any]
    language: str
    card: str | None
    """Intent of the card shown last."""
    place: str | None
    topic: str | None
    place_choices: tuple[str, ...]
    day: dt.date
    channel: str | None = None
    centre: Centre | None = None
    """The centre of the place as it is today; None: as in knowledge/places."""


class Speaker:
    """Says everything that Drom says."""

    def __init__(self, knowledge: Knowledge, locales: Mapping[str, Locale]) -> None:
        self._knowledge = knowledge
        self._locales = locales
        self._renderers = {language: Renderer(knowledge, locale) for language, locale in locales.items()}
        self._card_ids = {intent_of(card_id): card_id for card_id in knowledge.questions}
        self._days = read_settings().session_days
        self._sayings: dict[str, Callable[[Situation], Reply]] = {
            "greet": self._greet,
            "help": lambda s: self._topics(s, "text.menu"),
            "repeat": self._repeat,
            "out_of_scope": lambda s: self._topics(s, "text.out_of_scope", "fallback"),
            "fallback": lambda s: self._topics(s, "text.fallback", "fallback"),
            "fallback_again": lambda s: self._person(s, "text.fallback_again", "fallback"),
            "human": lambda s: self._person(s, "text.human", "handoff"),
            "complaint": lambda s: self._person(s, "text.complaint", "handoff"),
            "find_ki": self._find_ki,
            "place_unknown": lambda s: self._notice(s, "text.place_unknown"),
            "offer": self._offer,
            "topic": self._topic,
            "foreign": self._foreign,
            "change_language": self._change_language,
            "language_chosen": self._language_chosen,
            "privacy": self._privacy,
            "delete_data": self._delete_ask,
            "delete_cancelled": lambda s: self._topics(s, "text.delete_cancelled"),
            "bot_challenge": lambda s: self._plain(s, "text.bot_challenge", ["person", "menu"]),
            "goodbye": lambda s: self._plain(s, "text.goodbye", []),
            "thanks": lambda s: self._plain(s, "text.thanks", ["menu", "person"]),
            "affirm": lambda s: self._topics(s, "text.affirm"),
            "deny": lambda s: self._topics(s, "text.deny"),
            "no_words": lambda s: self._topics(s, "text.no_words", "fallback"),
        }

    def say(self, situation: Situation) -> Reply:
        """Return the message for a situation, also in German; what is unknown gets the menu of topics, never silence."""
        return bilingual(lambda language: self._say(replace(situation, language=language)), situation.language)

    def _say(self, situation: Situation) -> Reply:
        if situation.intent.startswith("urgent_"):
            return self._urgent(situation)
        if situation.intent in self._card_ids:
            return self._card(situation)
        return self._sayings.get(situation.intent, self._sayings["fallback"])(situation)

    def notice(self, language: str, key: str, **values: object) -> Reply:
        """Return a string of the interface as a message without buttons."""
        return bilingual(lambda code: Reply(self._ui(code, key, **values), (), "notice", code), language)

    def text(self, language: str, key: str) -> str | None:
        """Return a string of the interface that only some channels have."""
        return self._locales[language].ui.get(key)

    # ---- cards -----------------------------------------------------------------------------------

    def _card(self, situation: Situation) -> Reply:
        card_id = self._card_ids[situation.intent]
        card = self._locales[situation.language].cards.get(card_id)
        if card is None:
            title = self._knowledge.questions[card_id].title_de
            reply = self._person(situation, "text.no_card_yet", "answer", title=title)
            return Reply(reply.text, reply.buttons, reply.kind, reply.language, card_id)
        part = cast(Part, situation.decision.get("part") or "short")
        return self._card_part(situation, card, part)

    def _card_part(self, situation: Situation, card: Card, part: Part) -> Reply:
        if not card.has(part):
            text = self._ui(situation.language, "text.part_empty")
        else:
            text = self._renderers[situation.language].part(card, part, situation.day).text
        if hint := self._urgent_hint(situation):
            text = f"{hint}\n\n{text}"
        person = self._button(situation.language, "person")
        person_first = part == "short" and self._knowledge.cards[card.id].needs_person
        if person_first:
            text = f"{text}\n\n{self._ui(situation.language, 'handoff.best_a_person', button=person.title)}"
        buttons = [
            *([person] if person_first else []),
            *self._switch_back(situation),
            *self._check_buttons(situation.language, card.id),
            *(self._part_button(situation, card, other) for other in PARTS if other != part and card.has(other)),
            *self._back(situation, card, part),
            *self._next_buttons(situation, card),
            person,
            self._button(situation.language, "menu"),
        ]
        return Reply(text, without_doubles(buttons), "answer", situation.language, card.id)

    def _part_button(self, situation: Situation, card: Card, part: Part) -> Button:
        return Button(self._ui(situation.language, f"button.{part}"), payloads.card(card.id, part))

    def _back(self, situation: Situation, card: Card, part: Part) -> list[Button]:
        """From a part back to the short answer."""
        if part == "short":
            return []
        return [Button(self._ui(situation.language, "button.back"), payloads.card(card.id))]

    def _next_buttons(self, situation: Situation, card: Card) -> list[Button]:
        cards = self._locales[situation.language].cards
        known = [cards[card_id] for card_id in card.next if card_id in cards]
        return [self._card_button(other) for other in known[:NEXT_CARDS]]

    def _check_buttons(self, language: str, place: str) -> list[Button]:
        """The guided checks that work on the person's own case, for a card or a topic."""
        titles = self._locales[language].checks
        offered = self._knowledge.checks.get(place, ())
        return [Button(f"🧮 {titles[check.split(':')[0] + '.button']}", payloads.check(check)) for check in offered]

    def _meant_buttons(self, situation: Situation) -> list[Button]:
        cards = self._locales[situation.language].cards
        meant = (cards.get(self._card_ids.get(intent, "")) for intent in situation.decision.get("offered", ()))
        return [self._card_button(card) for card in meant if card]

    def _card_button(self, card: Card) -> Button:
        icon = self._knowledge.topics.get(card.id.split("/")[0], "")
        return Button(f"{icon} {card.title}".strip(), payloads.card(card.id))

    def _repeat(self, situation: Situation) -> Reply:
        card = self._last_card(situation)
        return self._card_part(situation, card, "simple") if card else self._topics(situation, "text.repeat_nothing")

    def _last_card(self, situation: Situation) -> Card | None:
        card_id = self._card_ids.get(situation.card or "")
        return self._locales[situation.language].cards.get(card_id or "")

    def _urgent(self, situation: Situation) -> Reply:
        card = self._locales[situation.language].cards[f"urgent/{situation.intent.removeprefix('urgent_')}"]
        part = cast(Part, situation.decision.get("part") or "short")
        rendered = self._renderers[situation.language].part(card, part, situation.day).text
        person = self._button(situation.language, "person")
        text = rendered
        if part == "short":
            then = self._ui(situation.language, "handoff.urgent_person", button=person.title)
            text = f"❗ {card.title}\n\n{rendered}\n\n{then}"
        buttons = [
            *(self._part_button(situation, card, other) for other in PARTS if other not in (part, "source") and card.has(other)),
            *self._meant_buttons(situation),
            *self._next_buttons(situation, card),
            person,
            *self._switch_back(situation),
        ]
        return Reply(text, without_doubles(buttons), "urgent", situation.language, card.id)

    def _urgent_hint(self, situation: Situation) -> str | None:
        hint = situation.decision.get("urgent_hint")
        if not hint:
            return None
        card = self._locales[situation.language].cards[f"urgent/{hint.removeprefix('urgent_')}"]
        phones = [phone for key in card.who for phone in self._knowledge.contacts[key].phone]
        return self._ui(situation.language, "text.urgent_hint", phone=phones[0]) if phones else None

    # ---- choices ---------------------------------------------------------------------------------

    def _offer(self, situation: Situation) -> Reply:
        cards = self._locales[situation.language].cards
        buttons = list(self._switch_back(situation))
        for intent in situation.decision.get("offered", ()):
            card = cards.get(self._card_ids.get(intent, ""))
            if card:
                buttons.append(self._card_button(card))
            elif intent in self._card_ids:
                question = self._knowledge.questions[self._card_ids[intent]]
                buttons.append(
                    Button(f"{self._knowledge.topics[question.topic]} {question.title_de}", payloads.card(question.id))
                )
            elif key := _DIALOGUE_BUTTONS.get(intent):
                buttons.append(Button(self._ui(situation.language, key), payloads.say(intent)))
        buttons += [self._button(situation.language, "something_else", "help"), self._button(situation.language, "person")]
        text = self._ui(situation.language, "text.offer")
        if hint := self._urgent_hint(situation):
            text = f"{hint}\n\n{text}"
        return Reply(text, without_doubles(buttons), "offer", situation.language)

    def _topics(self, situation: Situation, key: str, kind: Kind = "answer") -> Reply:
        buttons = [*self._switch_back(situation), *self._topic_buttons(situation.language)]
        buttons += [self._button(situation.language, "person"), self._button(situation.language, "language")]
        text = self._ui(situation.language, key)
        if hint := self._urgent_hint(situation):
            text = f"{hint}\n\n{text}"
        return Reply(text, tuple(buttons), kind, situation.language)

    def _topic_buttons(self, language: str) -> list[Button]:
        answered = {card_id.split("/")[0] for card_id in self._locales[language].cards}
        return [
            Button(f"{icon} {self._ui(language, f'topic.{topic}')}", payloads.topic(topic))
            for topic, icon in self._knowledge.topics.items()
            if topic in answered
        ]

    def _topic(self, situation: Situation) -> Reply:
        cards = [
            card for card_id, card in self._locales[situation.language].cards.items() if card_id.split("/")[0] == situation.topic
        ]
        if situation.topic not in self._knowledge.topics:
            return self._topics(situation, "text.menu")
        if not cards:
            return self._person(situation, "text.topic_not_ready", "answer")
        topic = self._ui(situation.language, f"topic.{situation.topic}")
        buttons = [*self._check_buttons(situation.language, str(situation.topic)), *(self._card_button(card) for card in cards)]
        buttons += [self._button(situation.language, "person"), self._button(situation.language, "menu")]
        text = self._ui(situation.language, "text.topic_menu", topic=topic)
        return Reply(text, tuple(buttons), "offer", situation.language)

    # ---- the conversation itself -----------------------------------------------------------------

    def _greet(self, situation: Situation) -> Reply:
        if situation.card:
            return self._topics(situation, "text.greet_again")
        parts = [
            self._ui(situation.language, "text.greet"),
            self._ui(situation.language, "text.greet_stored", days=self._days),
            self._ui(situation.language, "text.greet_ask"),
        ]
        return Reply("\n\n".join(parts), self._topics(situation, "text.menu").buttons, "answer", situation.language)

    def _change_language(self, situation: Situation) -> Reply:
        return Reply(self._ui(situation.language, "text.change_language"), self._language_buttons(), "answer", situation.language)

    def _language_chosen(self, situation: Situation) -> Reply:
        changed = self._ui(situation.language, "text.language_changed")
        card = self._last_card(situation)
        following = self._card_part(situation, card, "short") if card else self._greet(situation)
        return Reply(f"{changed}\n\n{following.text}", following.buttons, following.kind, following.language, following.card)

    def _language_buttons(self) -> tuple[Button, ...]:
        return tuple(Button(locale.own_name, payloads.language(code)) for code, locale in self._locales.items())

    def _switch_back(self, situation: Situation) -> list[Button]:
        previous = situation.decision.get("previous_language")
        if not previous or previous == situation.language or situation.intent == "language_chosen":
            return []
        name = self._locales[previous].own_name
        return [Button(self._renderers[previous].ui("button.switch_back", language=name), payloads.language(previous))]

    def _foreign(self, situation: Situation) -> Reply:
        texts = load_foreign()
        said = texts.get(situation.decision.get("foreign") or "", texts["default"])
        buttons = (*self._language_buttons(), Button(said["person"], payloads.say("human")))
        return Reply(said["text"], buttons, "fallback", situation.language)

    def _privacy(self, situation: Situation) -> Reply:
        buttons = (self._button(situation.language, "delete", "delete_data"), self._button(situation.language, "menu"))
        text = self._ui(situation.language, "text.privacy", days=self._days)
        if more := self._locales[situation.language].ui.get(f"{situation.channel}.privacy"):
            text = f"{text}\n\n{more}"
        text = f"{text}\n\n{self._ui(situation.language, 'handoff.privacy')}"
        return Reply(text, buttons, "answer", situation.language)

    def _delete_ask(self, situation: Situation) -> Reply:
        buttons = (
            self._button(situation.language, "agree", "delete_confirmed"),
            self._button(situation.language, "refuse", "delete_cancelled"),
        )
        return Reply(self._ui(situation.language, "text.delete_ask"), buttons, "form", situation.language)

    def _plain(self, situation: Situation, key: str, names: Sequence[str]) -> Reply:
        buttons = tuple(self._button(situation.language, name) for name in names)
        return Reply(self._ui(situation.language, key), (*self._switch_back(situation), *buttons), "answer", situation.language)

    def _notice(self, situation: Situation, key: str) -> Reply:
        return Reply(self._ui(situation.language, key), (self._button(situation.language, "menu"),), "form", situation.language)

    # ---- a person of the centre ------------------------------------------------------------------

    def _person(self, situation: Situation, key: str, kind: Kind, **values: object) -> Reply:
        """Say something, then how to reach the centre, or ask for the town."""
        said = self._ui(situation.language, key, **values)
        where = self._find_ki(situation)
        return Reply(f"{said}\n\n{where.text}", where.buttons, kind, situation.language)

    def _find_ki(self, situation: Situation) -> Reply:
        finder = load_places()
        if len(situation.place_choices) > 1:
            buttons = tuple(
                Button(finder.municipalities[ags].name, payloads.place(ags)) for ags in situation.place_choices if ags != OUTSIDE
            )
            return Reply(self._ui(situation.language, "text.place_ambiguous"), buttons, "form", situation.language)
        if situation.place == OUTSIDE:
            advice = self._renderers[situation.language].contact_line(self._knowledge.contacts["migration_advice"])
            text = f"{self._ui(situation.language, 'text.place_outside')}\n\n{advice}"
            return Reply(text, (self._button(situation.language, "menu"),), "answer", situation.language)
        town = finder.municipalities.get(situation.place or "")
        if town is None:
            text = self._ui(situation.language, "text.ask_place")
            return Reply(text, (self._button(situation.language, "menu"),), "form", situation.language)
        text = describe(situation.centre or load_centres()[town.ki], town.name, self._locales[situation.language])
        return Reply(text, (self._button(situation.language, "menu"),), "handoff", situation.language)

    # ---- strings ---------------------------------------------------------------------------------

    def _ui(self, language: str, key: str, **values: object) -> str:
        return self._renderers[language].ui(key, **values)

    def _button(self, language: str, name: str, says: str | None = None) -> Button:
        targets = {"person": "human", "menu": "help", "language": "change_language"}
        return Button(self._ui(language, f"button.{name}"), payloads.say(says or targets[name]))


def make_speaker() -> Speaker:
    """Return a speaker with everything in `knowledge/` and `locales/`."""
    return Speaker(load_knowledge(), load_locales())
