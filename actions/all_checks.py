"""All guided checks."""

from __future__ import annotations

from actions import until_when
from actions.engine import Engine
from actions.voice import Shared
from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge

CHECKS = (until_when.CHECK,)


def make_engine() -> Engine:
    """Return an engine that knows all checks."""
    return Engine(CHECKS, Shared(load_knowledge(), load_locales()))
