"""The steps in which a person says where they live and what it is about, and agrees. They lead to a case, or a case elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.answer.centres import Centre
from bot.answer.reply import Reply
from bot.handoff import changes
from bot.handoff.centres import centre_of
from bot.handoff.heard import Heard
from bot.handoff.saying import Sayings
from bot.handoff.states import State
from bot.handoff.workdays import promised
from bot.storage import cases
from bot.storage.cases import Case, Request
from bot.storage.counts import Count
from bot.storage.turn import Turn
from bot.understand.places import OUTSIDE, load_places

Facts = Callable[[Mapping[str, Any], int], Sequence[str]]
"""Returns what the slots know of answers given in a guided check since a cursor, in German, a line each."""
_TRIES = 2
"""So often a place is asked for that is not known."""
_LONGEST_PLACE = 80
_RECENT = dt.timedelta(days=1)
"""A card that was shown longer ago says nothing about the matter of today."""


class Arranging:
    """Puts the steps and takes their answers. What is known so far stands in `turn.arranging`:

    `step` (place, topic, consent), `place`, `place_said`, `card`, `topic`, `number` of the question for consent, `since` which
    cursor, `tries`, `aside` when something else was said after the question, and `case` if one is open that is to go elsewhere.

    Args:
        sayings: the texts.
        facts: what has been answered in a guided check.
    """

    def __init__(self, sayings: Sayings, facts: Facts) -> None:
        self._sayings = sayings
        self._facts = facts

    async def begin(self, turn: Turn, language: str, place: str | None, now: dt.datetime) -> Reply:
        """Begin to arrange a hand-off, and put the first step whose answer is not known."""
        await changes.begin_asking(turn.connection, turn.conversation)
        turn.state = State.ASKED
        turn.arranging = {"since": turn.cursor, "place": place} | await _subject(turn, now)
        return await self.put(turn, language)

    async def elsewhere(self, turn: Turn, language: str, case: Case) -> Reply:
        """Begin to bring an open case to another centre."""
        turn.arranging = {"since": turn.cursor, "case": case.id, "card": case.card, "topic": case.topic}
        return await self.put(turn, language)

    async def put(self, turn: Turn, language: str) -> Reply:
        """Put the next step, or end here if there is no way on."""
        known = _known(turn)
        known.pop("aside", None)
        if not known.get("place"):
            known["step"] = "place"
            return self._sayings.ask_place(language)
        if known["place"] == OUTSIDE:
            return await self.leave(turn, self._sayings.outside(language))
        centre, town = await self._where(turn)
        if not centre.answers_here:
            return await self.leave(turn, self._sayings.not_here(language, centre, town, stays="case" in known))
        if "topic" not in known:
            known["step"] = "topic"
            return self._sayings.ask_topic(language)
        known |= {"step": "consent", "number": turn.cursor}
        return self._sayings.consent(language, centre, town, known.get("card"), known["topic"], turn.cursor)

    async def leave(self, turn: Turn, reply: Reply) -> Reply:
        """End the arranging without a result, and say so."""
        await self.end(turn)
        return reply

    async def end(self, turn: Turn) -> None:
        """End the arranging without a result; what was said in it is never shown at a desk."""
        turn.beside_from = _known(turn).get("since")
        turn.arranging = None
        if turn.state == State.ASKED:
            await changes.stop_asking(turn.connection, turn.conversation)
            turn.state = State.BOT

    # ---- answers: None is for something else, which the bot answers first ------------------------------------

    async def place(self, turn: Turn, heard: Heard, language: str) -> Reply | None:
        """Take the answer to "where do you live?"."""
        if (heard.is_question or heard.may_be_question) and not heard.names_place():
            return None
        places = heard.places()
        if len(places) > 1:
            return self._sayings.ask_which(language, places)
        if len(places) == 1:
            _known(turn).update(place=places[0], place_said=heard.text[:_LONGEST_PLACE] or None, tries=0)
            turn.slots["place"] = places[0]
            return await self.put(turn, language)
        if heard.means("refuse"):
            return await self.leave(turn, self._sayings.sentence(language, "handoff.stopped"))
        tries = _known(turn).get("tries", 0) + 1
        if tries > _TRIES:
            return await self.leave(turn, self._sayings.no_place(language))
        _known(turn)["tries"] = tries
        return self._sayings.ask_place(language, unknown=True)

    async def topic(self, turn: Turn, heard: Heard, language: str) -> Reply:
        """Take the answer to "what is it about?"; any words will do."""
        topic, card = heard.entity("topic"), None
        if not heard.tapped and not heard.means("refuse"):
            card = heard.subject
            topic = card.split("/")[0] if card else None
        _known(turn).update(topic=topic, card=card)
        return await self.put(turn, language)

    async def consent(self, turn: Turn, heard: Heard, language: str, now: dt.datetime) -> Reply | None:
        """Take the answer to "may I hand it over?". Only a clear yes to the question put last counts."""
        known = _known(turn)
        if heard.step in ("yes", "no") and heard.of != str(known["number"]):
            return await self.put(turn, language)
        if heard.step == "no" or heard.means("refuse"):
            return await self._refused(turn, language)
        if heard.step == "yes" or (heard.means("agree") and not known.get("aside")):
            return await self._agreed(turn, language, now)
        if heard.means("agree"):
            return await self.put(turn, language)
        if heard.is_question or heard.may_be_question:
            return None
        return (await self.put(turn, language)).after(*self._sayings.both(language, "handoff.consent_again"))

    async def _refused(self, turn: Turn, language: str) -> Reply:
        if "case" in _known(turn):
            return await self.leave(turn, self._sayings.sentence(language, "handoff.stays"))
        centre, town = await self._where(turn)
        return await self.leave(turn, self._sayings.refused(language, centre, town))

    async def _agreed(self, turn: Turn, language: str, now: dt.datetime) -> Reply:
        known = _known(turn)
        centre, _ = await self._where(turn)
        if not centre.answers_here:  # since a moment ago
            return await self.put(turn, language)
        agreed = await _words_of_consent(turn, now)
        said = {"place": known["place"], "place_said": known.get("place_said")}
        until = promised(now, centre)
        if "case" in known:
            case = await cases.lock_open_case(turn.connection, turn.conversation)
            assert case is not None
            case = await changes.transfer(turn.connection, case, centre.id, agreed, until, now, **said)
            turn.arranging = None
            turn.state = State.WAITING
            return self._sayings.done(language, case, centre)
        first = await _first_cursor(turn)
        request = Request(
            centre=centre.id, language=language, agreed=agreed, promised=until, first_cursor=first,
            topic=known["topic"], card=known.get("card"), urgent=(known.get("card") or "").startswith("urgent/"),
            facts=self._facts(turn.slots, first), **said,
        )  # fmt: skip
        case = await changes.hand_over(turn.connection, turn.conversation, request, now)
        turn.counted.append(Count("handoff", language, case.topic or "", centre.id))
        turn.arranging = {"step": "reach", "case": case.id}
        turn.state = State.WAITING
        return self._sayings.ask_reach(language, centre)

    async def _where(self, turn: Turn) -> tuple[Centre, str]:
        """Return the centre of the place that was named, and the name of its municipality."""
        town = load_places().municipalities[_known(turn)["place"]]
        return await centre_of(turn.connection, town.ki), town.name


def _known(turn: Turn) -> dict[str, Any]:
    assert turn.arranging is not None
    return turn.arranging


async def _subject(turn: Turn, now: dt.datetime) -> dict[str, Any]:
    """Return `card` and `topic` of the answer shown last, if that was not long ago."""
    found = await turn.connection.execute(
        "SELECT card FROM messages WHERE conversation = %s AND sender = 'bot' AND card IS NOT NULL AND at > %s"
        " ORDER BY cursor DESC LIMIT 1",
        (turn.conversation, now - _RECENT),
    )
    row = await found.fetchone()
    return {"card": row["card"], "topic": row["card"].split("/")[0]} if row else {}


async def _words_of_consent(turn: Turn, now: dt.datetime) -> dict[str, str]:
    """Return the very words that the person has read and agreed to."""
    found = await turn.connection.execute(
        "SELECT text, german, language FROM messages WHERE conversation = %s AND sender = 'bot' AND cursor > %s"
        " ORDER BY cursor LIMIT 1",
        (turn.conversation, _known(turn)["number"]),
    )
    row = await found.fetchone()
    assert row is not None
    german = row["german"] or row["text"]
    return {"at": now.isoformat(timespec="seconds"), "language": row["language"], "text": row["text"], "german": german}


async def _first_cursor(turn: Turn) -> int:
    """Return the first message that belongs to a new case: what belonged to an earlier one is not handed over again."""
    found = await turn.connection.execute(
        "SELECT min(cursor) AS first FROM messages WHERE conversation = %s"
        " AND at > coalesce((SELECT max(closed) FROM cases WHERE conversation = %s), '-infinity')",
        (turn.conversation, turn.conversation),
    )
    row = await found.fetchone()
    return int(row["first"] or 0) if row else 0
