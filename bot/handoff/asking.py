"""The person's side of the hand-off: what is said to them in each state, before or instead of an answer of the bot."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.answer.reply import Reply
from bot.answer.speaker import Speaker
from bot.handoff import changes, transfers
from bot.handoff.arranging import Arranging, Facts
from bot.handoff.centres import centre_of
from bot.handoff.heard import Heard
from bot.handoff.notices import Notices
from bot.handoff.saying import PERSON, Sayings
from bot.handoff.states import State
from bot.storage import cases
from bot.storage.cases import Case
from bot.storage.conversations import Said
from bot.storage.turn import Turn
from bot.understand.places import load_places

Answers = list[Reply | Said]
_WANT_PERSON = {"human": "text.human", "complaint": "text.complaint", "fallback_again": "text.fallback_again"}
"""Wishes that lead to a person, and what is said first."""
_FIRST_WHILE_WAITING = {"complaint": "handoff.sorry", "fallback_again": "text.fallback", "yes": "handoff.already_agreed"}
_TALK = {
    "affirm", "bot_challenge", "change_language", "delete_cancelled", "delete_confirmed", "delete_data", "goodbye", "greet",
    "help", "language_chosen", "privacy", "repeat", "thanks",
}  # fmt: skip
"""What the bot answers by itself also while something else is being asked."""
_DELETING = {"delete_data", "delete_confirmed", "delete_cancelled"}
_LONGEST_REACH = 300


class Asking:
    """Leads a person to the staff of their centre, and back to the bot.

    Args:
        sayings: the texts.
        notices: what is said about proposals of the staff.
        facts: what has been answered in a guided check.
    """

    def __init__(self, sayings: Sayings, notices: Notices, facts: Facts) -> None:
        self._sayings = sayings
        self._notices = notices
        self._arranging = Arranging(sayings, facts)

    async def answer(self, turn: Turn, heard: Heard, language: str, now: dt.datetime) -> Answers | None:
        """Return what is said, nothing included; None if the bot answers as always.

        Args:
            turn: the turn; its state and what is being arranged change with it.
            heard: the message.
            language: in which it is answered.
            now: the time.
        """
        if heard.step == "transfer":
            return await self._about_transfer(turn, heard.of, language, now)
        match turn.state:
            case State.STAFF:
                return await self._while_staff(turn, heard, language, now)
            case State.WAITING:
                return await self._while_waiting(turn, heard, language, now)
            case State.ASKED:
                return _as_answers(await self._while_asked(turn, heard, language, now))
            case State.CLOSED:
                await changes.speak_again(turn.connection, turn.conversation)
                turn.state, turn.arranging = State.BOT, None
        return _as_answers(await self._while_bot(turn, heard, language, now))

    async def give_way(self, turn: Turn) -> None:
        """Make room for a guided check: what was being arranged ends, and a closed case is over."""
        if turn.state == State.ASKED:
            await self._arranging.end(turn)
        elif turn.state == State.CLOSED:
            await changes.speak_again(turn.connection, turn.conversation)
            turn.state, turn.arranging = State.BOT, None

    def unreadable(self, turn: Turn, language: str) -> Reply | None:
        """Return what is said to a picture, a voice message or a new start while the staff holds the conversation."""
        if turn.state != State.STAFF:
            return None
        return self._sayings.with_back(language, "handoff.staff_here" if turn.kind == "start" else "handoff.staff_no_words")

    async def beside(self, turn: Turn, heard: Heard, language: str) -> Answers:
        """Complete the answer that the bot has given by itself: what is still open stays in sight.

        Returns:
            What is said after it.
        """
        if heard.is_urgent and turn.state in (State.WAITING, State.STAFF):
            case = await cases.lock_open_case(turn.connection, turn.conversation)
            if case and not case.urgent:
                await cases.update(turn.connection, case, urgent=True)
        if turn.arranging and turn.arranging["step"] == "told":
            case = await cases.open_case_of(turn.connection, turn.conversation)
            turn.arranging = None
            return [self._sayings.done(language, case, await centre_of(turn.connection, case.centre))] if case else []
        if not turn.replies:
            return []
        if heard.intent == "delete_data" and turn.state in (State.WAITING, State.STAFF):
            turn.replies[-1] = _followed(turn.replies[-1], *self._sayings.both(language, "handoff.delete_too"))
        elif turn.state == State.ASKED and turn.arranging and heard.intent not in _DELETING:
            turn.arranging["aside"] = True
            if heard.is_urgent:
                turn.arranging |= {"card": turn.replies[-1].card, "topic": "urgent"}
            else:
                button = {code: self._sayings.ui(code, "button.person") for code in (language, "de")}
                aside = (self._sayings.ui(code, "handoff.aside", button=button[code]) for code in (language, "de"))
                turn.replies[-1] = _followed(turn.replies[-1], *aside)
            turn.replies[-1] = _with_person_first(turn.replies[-1])
        return []

    # ---- with the bot --------------------------------------------------------------------------------------

    async def _while_bot(self, turn: Turn, heard: Heard, language: str, now: dt.datetime) -> Reply | None:
        if heard.step:
            return self._sayings.sentence(language, "handoff.back_bot" if heard.step == "back" else "handoff.old_question")
        if wish := heard.wish:
            place = heard.changes().get("place") or turn.slots.get("place")
            reply = await self._arranging.begin(turn, language, place, now)
            reply = reply.after(*self._sayings.both(language, _WANT_PERSON[wish]))
            return replace(reply, kind="fallback" if wish == "fallback_again" else "handoff")
        return await self._contact(turn, heard, language)

    async def _contact(self, turn: Turn, heard: Heard, language: str) -> Reply | None:
        """Say how to reach the centre, with what its lead has changed."""
        place = heard.changes().get("place") or turn.slots.get("place")
        town = load_places().municipalities.get(place or "")
        choices = [entity.get("candidates", ()) for entity in heard.parsed["entities"] if entity["entity"] == "place"]
        if heard.intent != "find_ki" or town is None or (choices and len(choices[0]) > 1):
            return None
        return self._sayings.where(language, town.ags, await centre_of(turn.connection, town.ki))

    # ---- while it is being arranged ----------------------------------------------------------------------------

    async def _while_asked(self, turn: Turn, heard: Heard, language: str, now: dt.datetime) -> Reply | None:
        if turn.arranging is None:
            turn.arranging = {"since": turn.cursor}
        if heard.step == "back" or heard.means("back"):
            return await self._arranging.leave(turn, self._sayings.sentence(language, "handoff.stopped"))
        return await self._step(turn, heard, language, now)

    async def _step(self, turn: Turn, heard: Heard, language: str, now: dt.datetime) -> Reply | None:
        """Take the answer to the step that was put, or a tap that changes an earlier one."""
        known = turn.arranging
        assert known is not None
        step = known.get("step", "place")
        if heard.is_urgent and not (step == "place" and heard.is_only_place):
            return None
        if heard.step == "topic" or (heard.step == "skip" and step == "topic"):
            known.pop("card", None)
            known.pop("topic", None)
            if heard.step == "skip":
                known["topic"] = None
            return await self._arranging.put(turn, language)
        if heard.step == "place":
            known.pop("place", None)
            return await self._arranging.put(turn, language)
        if heard.tapped and heard.intent == "find_ki" and heard.entity("place"):
            return await self._arranging.place(turn, heard, language)
        if heard.tapped and heard.intent == "topic" and step in ("topic", "consent"):
            return await self._arranging.topic(turn, heard, language)
        if step == "consent" and (heard.step in ("yes", "no") or not heard.tapped):
            if heard.kind == "answer" and heard.intent in _TALK - {"affirm", "repeat"}:
                return None
            return await self._arranging.consent(turn, heard, language, now)
        if heard.step or heard.intent in ("human", "repeat"):
            return await self._arranging.put(turn, language)
        if heard.tapped or (heard.kind == "answer" and heard.intent in _TALK):
            return None
        if step == "place":
            return await self._arranging.place(turn, heard, language)
        return await self._arranging.topic(turn, heard, language)

    # ---- while it waits ------------------------------------------------------------------------------------------

    async def _while_waiting(self, turn: Turn, heard: Heard, language: str, now: dt.datetime) -> Answers | None:
        case = await cases.lock_open_case(turn.connection, turn.conversation)
        if case is None:
            raise LookupError("a conversation waits without a case")
        if turn.arranging and turn.arranging.get("case") != case.id:
            turn.arranging = None
        step = (turn.arranging or {}).get("step")
        if heard.is_urgent and not (step == "reach" and heard.is_reach):
            return None
        if step == "reach" and not heard.step:
            return await self._reach(turn, heard, language, case, now)
        if heard.step == "back" or heard.means("back"):
            return [await self._back(turn, language, case)]
        if heard.step == "withdrawn" or (step == "withdraw" and heard.means("agree")):
            await changes.withdraw(turn.connection, turn.conversation, now)
            turn.state, turn.arranging = State.BOT, None
            return [self._sayings.sentence(language, "handoff.withdrawn")]
        if heard.step == "withdraw" or heard.means("withdraw"):
            turn.arranging = {"step": "withdraw", "case": case.id}
            return [self._sayings.withdraw_ask(language)]
        if step == "withdraw":
            turn.arranging = None
            if heard.means("refuse"):
                return [await self._status(turn, language, case, now)]
        if step in ("place", "consent") and heard.intent != "human":
            return _as_answers(await self._step(turn, heard, language, now))
        if heard.step == "place":
            return [await self._arranging.elsewhere(turn, language, case)]
        if (heard.means("agree") or heard.means("refuse")) and await transfers.is_put(turn.connection, case):
            return await self._about_transfer(turn, "yes" if heard.means("agree") else "no", language, now)
        if heard.step == "skip":
            turn.arranging = None
            return [self._sayings.done(language, case, await centre_of(turn.connection, case.centre))]
        if heard.step or heard.wish:
            turn.arranging = None
            first = (
                "handoff.already_agreed" if heard.step == "yes" else _FIRST_WHILE_WAITING.get(heard.wish or "", "handoff.already")
            )
            return [(await self._status(turn, language, case, now)).after(*self._sayings.both(language, first))]
        return _as_answers(await self._contact(turn, heard, language))

    async def _reach(self, turn: Turn, heard: Heard, language: str, case: Case, now: dt.datetime) -> Answers | None:
        """Take when and how the person may be reached. Whatever else they say, this is asked only once."""
        done = self._sayings.done(language, case, await centre_of(turn.connection, case.centre))
        turn.arranging = None
        if any(heard.means(meaning) for meaning in ("skip", "refuse", "agree", "back")) or heard.wish in ("human", "complaint"):
            return [done]
        asks = (heard.is_question or heard.may_be_question) and not any(char.isdigit() for char in heard.text)
        if heard.tapped or asks or (heard.kind == "answer" and heard.intent in _TALK):
            turn.arranging = {"step": "told", "case": case.id}
            return None
        await changes.set_reach(turn.connection, case, heard.text[:_LONGEST_REACH], now)
        return [done.after(*self._sayings.both(language, "handoff.reach_kept"))]

    async def _back(self, turn: Turn, language: str, case: Case) -> Reply:
        turn.arranging = None
        centre = await centre_of(turn.connection, case.centre)
        return self._sayings.sentence(language, "handoff.back", centre=centre.name)

    async def _status(self, turn: Turn, language: str, case: Case, now: dt.datetime) -> Reply:
        return self._sayings.status(language, case, await centre_of(turn.connection, case.centre), now)

    # ---- while the staff holds it ------------------------------------------------------------------------------

    async def _while_staff(self, turn: Turn, heard: Heard, language: str, now: dt.datetime) -> Answers | None:
        """Say nothing but urgent cards, and what belongs to the person alone: going back, deleting, their language."""
        turn.arranging = None
        if heard.is_urgent or (heard.intent in _DELETING and heard.kind == "answer"):
            return None
        if heard.step == "back" or heard.means("back"):
            case = await changes.step_back(turn.connection, turn.conversation, now)
            turn.state = State.WAITING
            return [await self._back(turn, language, case)]
        if heard.step == "withdraw":
            return [self._sayings.withdraw_ask(language)]
        if heard.step == "withdrawn":
            await changes.withdraw(turn.connection, turn.conversation, now)
            turn.state = State.BOT
            return [self._sayings.sentence(language, "handoff.withdrawn")]
        if heard.tapped:
            if heard.intent == "privacy" or await self._is_from_staff(turn):
                return None
            changed = heard.intent == "language_chosen"
            return [self._sayings.with_back(language, "text.language_changed" if changed else "handoff.staff_here")]
        if heard.means("agree") or heard.means("refuse"):
            case_now = await cases.open_case_of(turn.connection, turn.conversation)
            if case_now and await transfers.is_put(turn.connection, case_now):
                return await self._about_transfer(turn, "yes" if heard.means("agree") else "no", language, now)
        return []

    @staticmethod
    async def _is_from_staff(turn: Turn) -> bool:
        """Whether a tapped button stands under a card that the staff has sent."""
        found = await turn.connection.execute(
            "SELECT 1 FROM messages WHERE conversation = %s AND sender = 'staff' AND buttons @> %s::jsonb LIMIT 1",
            (turn.conversation, json.dumps([{"payload": turn.payload}])),
        )
        return await found.fetchone() is not None

    async def _about_transfer(self, turn: Turn, of: str, language: str, now: dt.datetime) -> Answers:
        """Take the answer to the staff's question whether the case may go to another centre."""
        return [await transfers.answer(turn.connection, self._notices, turn.conversation, of, language, now)]


def _as_answers(reply: Reply | None) -> Answers | None:
    return None if reply is None else [reply]


def _followed(said: Said, text: str, german: str) -> Said:
    return replace(said, text=f"{said.text}\n\n{text}", german=said.german and f"{said.german}\n\n{german}")


def _with_person_first(said: Said) -> Said:
    order = sorted(range(len(said.buttons)), key=lambda i: said.buttons[i]["payload"] != PERSON)
    german = said.german_buttons and [said.german_buttons[i] for i in order]
    return replace(said, buttons=[said.buttons[i] for i in order], german_buttons=german)


def make_asking(speaker: Speaker, facts: Facts) -> Asking:
    """Return the person's side with everything in `knowledge/` and `locales/`.

    Args:
        speaker: says what the bot says.
        facts: what has been answered in a guided check.
    """
    locales = load_locales()
    return Asking(Sayings(speaker, load_knowledge(), locales), Notices(locales), facts)
