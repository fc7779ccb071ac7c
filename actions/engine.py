"""Leads a person through the questions of a guided check.

A check is a list of steps and a function that says the outcome. What was answered stands in one slot, `check`,
which is written with the turn: so a check survives a restart, and each question can be answered at any later time by its
button. Nothing here waits or calls out.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions import calendar
from actions.check import UNKNOWN, Check, Outcome, Step
from actions.reading import read_choice, read_number, says
from actions.reading_dates import read_date
from actions.voice import Shared, Voice
from bot.answer import payloads
from bot.answer.knowledge import FigureExpired
from bot.answer.payloads import UnknownPayload
from bot.answer.reply import Button, Reply
from bot.understand.places import OUTSIDE, load_places

logger = logging.getLogger(__name__)
_PREFIX = "k"
_BACK, _AGAIN = "back", "again"
_MISSES_BEFORE_PERSON = 2


def is_check(payload: str) -> bool:
    """Tell whether a payload is for a check, whatever it is worth."""
    return payload.startswith((f"{_PREFIX}:", f"{calendar.PREFIX}:"))


@dataclass(frozen=True, slots=True)
class State:
    """What the slot `check` holds."""

    check: str
    answers: Mapping[str, str]
    step: str = ""
    """The question that was asked last; empty when the check is over or was left."""
    misses: int = 0

    @classmethod
    def from_slot(cls, slot: object) -> State | None:
        """Read the slot; what is not of our making is no state."""
        if not isinstance(slot, dict) or not isinstance(slot.get("answers"), dict):
            return None
        return cls(str(slot.get("check")), slot["answers"], str(slot.get("step") or ""), int(slot.get("misses") or 0))

    def as_slot(self) -> dict[str, Any]:
        """Return the value of the slot."""
        return {"check": self.check, "answers": dict(self.answers), "step": self.step, "misses": self.misses}


@dataclass(frozen=True, slots=True)
class Moved:
    """What a message to a check leads to."""

    reply: Reply
    state: State
    erase: bool = False
    """Whether the words of the person are not kept."""
    card: str | None = None
    """Catalogue id of the card to which the outcome belongs."""
    fades: str | None = None
    """What is kept of the reply once it has arrived; None: all of it."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What a check needs to know of the conversation."""

    language: str
    day: dt.date
    place: str | None = None
    """Official key of the town that the person has named."""


class Engine:
    """Leads through all checks.

    Args:
        checks: all checks that there are.
        shared: texts and figures.
    """

    def __init__(self, checks: Sequence[Check], shared: Shared) -> None:
        self._checks = {check.name: check for check in checks}
        self._shared = shared

    def tap(self, payload: str, slot: object, asker: Asker) -> Moved:
        """Return what follows a tapped button.

        Args:
            payload: `k:<check>` begins, `k:<check>:<step>:<value>` answers; `back` and `again` are values, too.
                `i:<subject>:<day>` saves a day in a calendar.
            slot: the slot `check`.
            asker: what is known of the person.

        Raises:
            UnknownPayload: it is none of ours.
        """
        if saved := calendar.read(payload, self._shared.locales[asker.language]):
            return self._save(*saved, slot, asker)
        match payload.split(":"):
            case [_, name] if name in self._checks:
                return self._go_on(self._checks[name], State(name, {}), asker)
            case [_, name, step_name, value] if name in self._checks:
                check = self._checks[name]
                step = check.step(step_name)
                if step is None or not _is_value(step, value):
                    raise UnknownPayload(payload[: payloads.MAX_BYTES])
                state = State.from_slot(slot)
                known = state.answers if state and state.check == name else {}
                before = {key: known[key] for key in check.before(step) if key in known}
                if value == _BACK:
                    return self._back(check, step, State(name, before), asker)
                if value == _AGAIN:
                    return self._go_on(check, State(name, before), asker)
                return self._go_on(check, State(name, before | {step.name: value}), asker)
        raise UnknownPayload(payload[: payloads.MAX_BYTES])

    def asked(self, slot: object) -> Step | None:
        """Return the question that is open, if any."""
        state = State.from_slot(slot)
        check = self._checks.get(state.check) if state else None
        return check.step(state.step) if check and state and state.step else None

    def typed(self, text: str, slot: object, asker: Asker) -> Moved | None:
        """Return what follows a typed answer to the open question, or None when it is no answer to it."""
        state, step = State.from_slot(slot), self.asked(slot)
        if state is None or step is None:
            return None
        check = self._checks[state.check]
        voice = self._voice(check, asker)
        if step.kind != "text" and says(text, voice.phrases("back")):
            return self._back(check, step, state, asker)
        heard = step.hears(text) if step.hears else None
        if heard is None:
            value = self._read(check, step, text, asker)
            if value is None:
                return None
            heard = {step.name: value}
        answered = replace(state, answers={**state.answers, **heard}, misses=0)
        moved = self._go_on(check, answered, asker, words=text if step.kind == "text" else "")
        return replace(moved, erase=step.erase)

    def begin(self, name: str, text: str, asker: Asker) -> Moved | None:
        """Begin a check with a text as the answer to its first question, or return None when it can't be read as one."""
        check = self._checks[name]
        return self.typed(text, State(name, {}, check.steps[0].name).as_slot(), asker)

    def shown(self, slot: object, asker: Asker) -> Reply | None:
        """Return what a check says in its state, without moving it: the same in another language, for the staff.

        What was quoted from a text of the person is not there any more.
        """
        state = State.from_slot(slot)
        check = self._checks.get(state.check) if state else None
        return self._go_on(check, state, asker).reply if check and state else None

    def not_understood(self, slot: object, asker: Asker) -> Moved | None:
        """Ask the open question once more, in other words."""
        state, step = State.from_slot(slot), self.asked(slot)
        if state is None or step is None:
            return None
        misses = state.misses + 1
        key = "not_understood_again" if misses >= _MISSES_BEFORE_PERSON else "not_understood"
        moved = self._ask(self._checks[state.check], step, replace(state, misses=misses), asker, said=key)
        return replace(moved, erase=step.erase)

    def left(self, slot: object) -> tuple[State, str] | None:
        """Return the state after an open check was left for something else, and the payload that leads back to it."""
        state, step = State.from_slot(slot), self.asked(slot)
        if state is None or step is None:
            return None
        return replace(state, step=""), f"{_PREFIX}:{state.check}:{step.name}:{_AGAIN}"

    def resume_title(self, language: str) -> str:
        """Return the title of the button that leads back to a check."""
        return self._shared.text(language, "checks.resume")

    def facts(self, slot: object, language: str) -> list[str]:
        """Return what the person has answered, a line each, for a person of the staff: `Wann ...? 03.11.2026`."""
        state = State.from_slot(slot)
        check = self._checks.get(state.check) if state else None
        if check is None or state is None or check.private:
            return []
        voice = Voice(self._shared, check.name, Asker(language, dt.date.today()))
        answered = [step for step in check.steps if step.name in state.answers]
        return [f"{voice.question(step)} {voice.answer(step, state.answers[step.name])}" for step in answered]

    # ---- steps -----------------------------------------------------------------------------------

    def _go_on(self, check: Check, state: State, asker: Asker, words: str = "") -> Moved:
        step = check.next_step(state.answers)
        if step is None:
            return self._conclude(check, replace(state, step=""), asker, words)
        if step.kind == "place" and asker.place and asker.place != OUTSIDE:
            return self._go_on(check, replace(state, answers={**state.answers, step.name: asker.place}), asker, words)
        return self._ask(check, step, replace(state, step=step.name), asker, words=words)

    def _save(self, subject: str, day: dt.date, slot: object, asker: Asker) -> Moved:
        """Say how a day gets into the calendar, to somebody whose channel does not fetch the file by itself."""
        voice = Voice(self._shared, "until_when", asker)
        if self._shared.public_url:
            link = f"{self._shared.public_url}{calendar.path(subject, day, asker.language)}"
            text = voice.say("calendar_link", link=link)
        else:
            text = voice.say("calendar_by_hand", date=voice.long_date(day))
        state = State.from_slot(slot) or State("until_when", {})
        return Moved(Reply(text, (voice.person(), voice.menu()), "notice", asker.language), state)

    def _back(self, check: Check, step: Step, state: State, asker: Asker) -> Moved:
        """Ask the question before `step` again; at the first, ask that."""
        answered = [name for name in check.before(step) if name in state.answers]
        answers = {name: state.answers[name] for name in answered[:-1]}
        return self._go_on(check, State(check.name, answers), asker)

    def _ask(self, check: Check, step: Step, state: State, asker: Asker, said: str | None = None, words: str = "") -> Moved:
        voice = self._voice(check, asker, words)
        question = voice.question(step)
        text = f"{voice.shared(said)}\n\n{question}" if said else question
        above = step.above(state.answers, voice) if step.above and words else None
        fades = f"{above[1]}\n\n{text}" if above and above[0] != above[1] else None
        text = f"{above[0]}\n\n{text}" if above else text
        if hint := voice.hint(step):
            text = f"{text}\n{hint}"
        target = f"{_PREFIX}:{check.name}:{step.name}"
        buttons = [Button(title, f"{target}:{value}") for value, title in voice.choices(step).items()]
        if step.unknown:
            buttons.append(Button(voice.unknown(step), f"{target}:{UNKNOWN}"))
        if any(name in state.answers for name in check.before(step)):
            buttons.append(Button(voice.shared("back"), f"{target}:{_BACK}"))
        buttons += [voice.person(), voice.menu()]
        return Moved(Reply(text, tuple(buttons), "form", asker.language), state, fades=fades)

    def _conclude(self, check: Check, state: State, asker: Asker, words: str) -> Moved:
        voice = self._voice(check, asker, words)
        try:
            outcome = check.outcome(state.answers, voice)
        except FigureExpired:
            outcome = Outcome(voice.expired(), (voice.card_button(check.card),), check.card)
        except Exception as error:
            logger.error("the check %s failed: %s", check.name, type(error).__name__, exc_info=not words)
            outcome = self._plain_card(check, voice)
        last = [step for step in check.steps if step.name in state.answers]
        buttons = list(outcome.buttons)
        if last:
            buttons.append(Button(voice.shared("change"), f"{_PREFIX}:{check.name}:{last[-1].name}:{_AGAIN}"))
        buttons += [voice.person(), voice.menu()]
        card = outcome.card or check.card
        reply = Reply(outcome.text, tuple(buttons), "answer", asker.language, card)
        return Moved(reply, state, card=card, fades=outcome.fades)

    def _plain_card(self, check: Check, voice: Voice) -> Outcome:
        """What is said when a check breaks: that it does, and the card that is there without it."""
        return Outcome(f"{voice.shared('broken')}\n\n{voice.card_part(check.card)}", (voice.card_button(check.card),), check.card)

    def _read(self, check: Check, step: Step, text: str, asker: Asker) -> str | None:
        if step.kind == "text":
            return step.read(text) if step.read else None
        if step.unknown and says(text, self._voice(check, asker).phrases("unknown")):
            return UNKNOWN
        match step.kind:
            case "choice":
                return read_choice(text, self._shared.choices_in_all_languages(check.name, step))
            case "day":
                day = read_date(text, asker.day, step.tense)
                wrong = day is None or (step.tense == "past" and day > asker.day) or (step.tense == "future" and day < asker.day)
                return None if wrong or day is None else day.isoformat()
            case "number":
                number = read_number(text)
                inside = number is not None and step.least <= number <= step.most
                return str(number) if inside else None
            case "place":
                mentions = load_places().find(text, expected=True)
                towns = {mention.candidates[0] for mention in mentions if len(mention.candidates) == 1}
                return towns.pop() if len(towns) == 1 else None

    def _voice(self, check: Check, asker: Asker, words: str = "") -> Voice:
        return Voice(self._shared, check.name, asker, words)


def _is_value(step: Step, value: str) -> bool:
    """Whether somebody may send this value for a step."""
    if value in (_BACK, _AGAIN) or (value == UNKNOWN and step.unknown):
        return True
    match step.kind:
        case "choice":
            return value in step.options
        case "day":
            try:
                return dt.date(2000, 1, 1) <= dt.date.fromisoformat(value) <= dt.date(2100, 1, 1)
            except ValueError:
                return False
        case "place":
            return value in load_places().municipalities
        case _:
            return False
