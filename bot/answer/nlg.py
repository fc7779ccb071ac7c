"""Rasa's language generator: finds out what the answer hangs on and lets the speaker say it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.answer.reply import FALLBACK_LANGUAGE, Reply
from bot.answer.speaker import Situation, make_speaker


class CardGenerator(NaturalLanguageGenerator):
    """Says cards and everything else from `locales/`; see `endpoints.yml`."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        self.speaker = make_speaker()

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Return the message for the latest message of the person."""
        return as_response(self.speaker.say(situation_of(tracker)))


def situation_of(tracker: DialogueStateTracker) -> Situation:
    """Read from the tracker what the answer hangs on."""
    latest = tracker.latest_message
    parsed = (latest.parse_data or {}) if latest else {}
    entities = {entity["entity"]: entity for entity in parsed.get("entities", ())}
    intent = (parsed.get("intent") or {}).get("name") or "fallback"
    place = entities.get("place", {})
    return Situation(
        intent=intent,
        decision=parsed.get("decision") or {},
        language=tracker.get_slot("language") or FALLBACK_LANGUAGE,
        card=tracker.get_slot("card"),
        place=tracker.get_slot("place"),
        topic=entities.get("topic", {}).get("value"),
        place_choices=tuple(place.get("candidates", ())),
        day=dt.date.today(),
        channel=tracker.get_latest_input_channel(),
    )


def as_response(reply: Reply) -> dict[str, Any]:
    """Return a reply in the form of a Rasa response."""
    return {
        "text": reply.text,
        "buttons": [{"title": button.title, "payload": button.payload} for button in reply.buttons],
        "kind": reply.kind,
        "card": reply.card,
        "language": reply.language,
        "german": reply.german,
        "german_buttons": reply.german_buttons,
    }
