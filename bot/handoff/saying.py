"""What is said to a person on the way to the staff of their centre, in their language and in German for the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from babel.dates import format_date

from bot.answer import payloads
from bot.answer.cards import Locale
from bot.answer.centres import WEEKDAYS, Centre, contact_lines, describe
from bot.answer.knowledge import Knowledge
from bot.answer.reply import Button, Kind, Reply, bilingual
from bot.answer.speaker import Situation, Speaker
from bot.handoff.workdays import HERE
from bot.storage.cases import Case
from bot.understand.places import OUTSIDE, load_places

PERSON = payloads.say("human")


class Sayings:
    """The texts of the hand-off.

    Args:
        speaker: says what is also said elsewhere.
        knowledge: the topics and the catalogue.
        locales: the strings of all languages.
    """

    def __init__(self, speaker: Speaker, knowledge: Knowledge, locales: Mapping[str, Locale]) -> None:
        self._speaker = speaker
        self._knowledge = knowledge
        self._locales = locales

    # ---- the steps -------------------------------------------------------------------------------

    def ask_place(self, language: str, *, unknown: bool = False) -> Reply:
        """Ask where the person lives."""
        key = "text.place_unknown" if unknown else "text.ask_place"
        return self._plain(language, key, [("handoff.button_back", payloads.handoff("back"))], kind="form")

    def ask_which(self, language: str, places: Sequence[str]) -> Reply:
        """Ask which of several places is meant."""
        known = load_places().municipalities

        def said(code: str) -> Reply:
            towns = [Button(known[place].name, payloads.place(place)) for place in places if place in known]
            back = Button(self.ui(code, "handoff.button_back"), payloads.handoff("back"))
            return Reply(self.ui(code, "text.place_ambiguous"), (*towns, back), "form", code)

        return bilingual(said, language)

    def no_place(self, language: str) -> Reply:
        """Say that the place was not found, and who advises everywhere."""
        outside = self._speaker.say(situation("find_ki", language, OUTSIDE))

        def said(code: str) -> Reply:
            advice = self._speaker.say(situation("find_ki", code, OUTSIDE)).text.partition("\n\n")[2]
            return Reply(f"{self.ui(code, 'handoff.place_not_found')}\n\n{advice}", outside.buttons, "answer", code)

        return bilingual(said, language)

    def outside(self, language: str) -> Reply:
        """Say that the place is not in North Rhine-Westphalia, and who advises everywhere."""
        return self._speaker.say(situation("find_ki", language, OUTSIDE))

    def ask_topic(self, language: str) -> Reply:
        """Ask what it is about."""

        def said(code: str) -> Reply:
            topics = [
                Button(f"{icon} {self.ui(code, f'topic.{topic}')}", payloads.topic(topic))
                for topic, icon in self._knowledge.topics.items()
            ]
            other = Button(self.ui(code, "button.something_else"), payloads.handoff("skip"))
            back = Button(self.ui(code, "handoff.button_back"), payloads.handoff("back"))
            return Reply(self.ui(code, "handoff.ask_topic"), (*topics, other, back), "form", code)

        return bilingual(said, language)

    def consent(self, language: str, centre: Centre, place: str, card: str | None, topic: str | None, number: int) -> Reply:
        """Ask whether it may be handed over: what, to whom, for how long.

        Args:
            language: of the person.
            centre: to whom.
            place: name of the municipality.
            card: what it is about, if known.
            topic: the same, less exactly.
            number: of the question; an answer to an older one does not count.
        """

        def said(code: str) -> Reply:
            about = self._subject(code, card, topic)
            text = self.ui(code, "handoff.consent", centre=centre.name, topic=about, place=place, days=centre.keep_days)
            buttons = (
                Button(self.ui(code, "handoff.button_yes"), payloads.handoff("yes", number)),
                Button(self.ui(code, "handoff.button_no"), payloads.handoff("no", number)),
                Button(self.ui(code, "handoff.button_topic"), payloads.handoff("topic")),
                Button(self.ui(code, "handoff.button_place"), payloads.handoff("place")),
            )
            return Reply(text, buttons, "handoff", code)

        return bilingual(said, language)

    def ask_reach(self, language: str, centre: Centre) -> Reply:
        """Say that it is handed over, and ask how the person may be reached besides."""

        def said(code: str) -> Reply:
            skip = self.ui(code, "handoff.button_skip")
            text = self.ui(code, "handoff.ask_reach", centre=centre.name, skip=skip)
            return Reply(text, (Button(skip, payloads.handoff("skip")),), "handoff", code)

        return bilingual(said, language)

    # ---- where it stands ---------------------------------------------------------------------------

    def done(self, language: str, case: Case, centre: Centre) -> Reply:
        """Say that it is handed over: to whom, under which number, until when somebody answers."""
        return self._standing(language, "handoff.done", case, centre)

    def status(self, language: str, case: Case, centre: Centre, now: dt.datetime) -> Reply:
        """Say where an open case stands; a promise that was not kept is not repeated."""
        late = case.overdue is not None or case.promised < now
        key = "status_answered" if case.answered else "status_late" if late else "status"
        return self._standing(language, f"handoff.{key}", case, centre)

    def where(self, language: str, place: str, centre: Centre) -> Reply:
        """Say how to reach the centre of a municipality."""
        return self._speaker.say(situation("find_ki", language, place, centre))

    def refused(self, language: str, centre: Centre, place: str) -> Reply:
        """Say that nothing is handed over, and how to reach the centre oneself."""
        return self._contact(language, lambda code: (self.ui(code, "handoff.refused"), self._described(code, centre, place)))

    def not_here(self, language: str, centre: Centre, place: str, *, stays: bool) -> Reply:
        """Say how to reach a centre whose staff does not answer at this desk, and what to say there.

        Args:
            language: of the person.
            centre: the centre.
            place: name of the municipality.
            stays: whether a case is open elsewhere, which stays there.
        """
        keys = ["handoff.not_here", *(["handoff.stays"] if stays else [])]
        return self._contact(language, lambda code: (self._described(code, centre, place), *(self.ui(code, key) for key in keys)))

    def _contact(self, language: str, blocks: Callable[[str], Sequence[str]]) -> Reply:
        def said(code: str) -> Reply:
            return Reply(
                "\n\n".join(blocks(code)), (Button(self.ui(code, "button.menu"), payloads.say("help")),), "handoff", code
            )

        return bilingual(said, language)

    def _described(self, language: str, centre: Centre, place: str) -> str:
        return describe(centre, place, self._locales[language])

    # ---- single sentences --------------------------------------------------------------------------

    def sentence(self, language: str, key: str, **values: str) -> Reply:
        """Return a sentence with the buttons that every such message has: a person, and all topics."""
        return self._plain(language, key, [("button.menu", payloads.say("help")), ("button.person", PERSON)], "notice", **values)

    def with_back(self, language: str, key: str) -> Reply:
        """Return a sentence with the button back to the assistant."""
        return self._plain(language, key, [("handoff.button_back", payloads.handoff("back"))], kind="handoff")

    def withdraw_ask(self, language: str) -> Reply:
        """Ask whether the case is really to be taken back."""
        buttons = [("handoff.button_withdrawn", payloads.handoff("withdrawn")), ("handoff.button_keep", PERSON)]
        return self._plain(language, "handoff.withdraw_ask", buttons, kind="form")

    def ui(self, language: str, key: str, **values: object) -> str:
        """Return a string of the interface."""
        return self._locales[language].ui[key].format(**values)

    def both(self, language: str, key: str, **values: object) -> tuple[str, str]:
        """Return a string of the interface in a language and in German."""
        return self.ui(language, key, **values), self.ui("de", key, **values)

    def _plain(self, language: str, key: str, buttons: Sequence[tuple[str, str]], kind: Kind = "notice", **values: str) -> Reply:
        def said(code: str) -> Reply:
            titled = tuple(Button(self.ui(code, title), payload) for title, payload in buttons)
            return Reply(self.ui(code, key, **values), titled, kind, code)

        return bilingual(said, language)

    def _standing(self, language: str, key: str, case: Case, centre: Centre) -> Reply:
        def said(code: str) -> Reply:
            locale = self._locales[code]
            day = day_text(case.promised, locale)
            text = locale.ui[key].format(centre=centre.name, reference=case.reference, day=day)
            blocks = [text, "\n".join(contact_lines(centre, locale)), self.ui(code, "handoff.write_on")]
            buttons = (
                Button(self.ui(code, "button.menu"), payloads.say("help")),
                Button(self.ui(code, "handoff.button_place"), payloads.handoff("place")),
                Button(self.ui(code, "handoff.button_withdraw"), payloads.handoff("withdraw")),
            )
            return Reply("\n\n".join(blocks), buttons, "handoff", code)

        return bilingual(said, language)

    def _subject(self, language: str, card: str | None, topic: str | None) -> str:
        known = self._locales[language].cards.get(card or "")
        if known:
            return known.title
        return self.ui(language, f"topic.{topic}" if topic else "handoff.topic_open")


def day_text(moment: dt.datetime, locale: Locale) -> str:
    """Return a day with its weekday: `marți, 24.11.2026`. All our languages write the date as in Germany."""
    day = moment.astimezone(HERE).date()
    return f"{locale.ui[f'day.{WEEKDAYS[day.weekday()]}']}, {format_date(day, format='dd.MM.yyyy', locale='de')}"


def situation(intent: str, language: str, place: str | None, centre: Centre | None = None) -> Situation:
    """Return the situation of somebody who says `intent`, for what the speaker says elsewhere too."""
    return Situation(
        intent=intent, decision={}, language=language, card=None, place=place, topic=None, place_choices=(),
        day=dt.date.today(), centre=centre,
    )  # fmt: skip
