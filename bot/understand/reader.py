"""Understanding without a conversation: for the console, for measuring and for tests."""

from __future__ import annotations

import asyncio
import logging
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import MODELS
from bot.understand.decision import FOLLOW
from bot.understand.sayings import card_id


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a text, in the terms of the catalogue."""

    text: str
    language: str
    """ro, bg, rom, de or `other`."""
    language_confidence: float
    exactly: str
    decision: str
    cards: tuple[tuple[str, float], ...]
    """Ids of the catalogue with their probabilities, best first."""
    urgent: str | None
    entities: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the reading in the form of the console's contract."""
        return {
            "text": self.text,
            "language": self.language,
            "language_confidence": round(self.language_confidence, 4),
            "exactly": self.exactly,
            "decision": self.decision,
            "cards": [{"id": card, "confidence": round(confidence, 4)} for card, confidence in self.cards],
            "urgent": self.urgent,
            "entities": list(self.entities),
        }


class Reader:
    """Reads texts with the trained model.

    Raises:
        FileNotFoundError: there is no model.
    """

    def __init__(self, model: Path = MODELS) -> None:
        warnings.filterwarnings("ignore")
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)
        logging.getLogger("rasa").setLevel(logging.WARNING)
        agent = Agent.load(str(model))
        if agent.processor is None:
            raise FileNotFoundError("There is no model. Run `make train` first.")
        self._processor = agent.processor

    def read(self, text: str, **context: object) -> Reading:
        """Understand one text.

        Args:
            text: as typed.
            context: what the conversation knows; see `bot.understand.decision.Context`.
        """
        from rasa.core.channels.channel import UserMessage

        parsed = asyncio.run(self._processor.parse_message(UserMessage(text, metadata=dict(context))))
        decision = parsed["decision"]
        return Reading(
            text=text,
            language=decision["spoken"],
            language_confidence=decision["language_confidence"],
            exactly=decision["exactly"],
            decision=decision["kind"],
            cards=tuple(
                (card_id(entry["name"]), entry["confidence"])
                for entry in parsed["intent_ranking"]
                if not entry["name"].startswith(FOLLOW)
            ),
            urgent=decision["urgent"] and decision["urgent"].removeprefix("urgent_"),
            entities=tuple(e for e in parsed["entities"] if not e["entity"].startswith("set_")),
        )
