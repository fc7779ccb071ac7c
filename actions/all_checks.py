"""All guided checks."""

from __future__ import annotations

from actions import fraud_check, how_much, insurance, letter, office, until_when
from actions.engine import Engine
from actions.voice import Shared
from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.settings import read_settings

CHECKS = (until_when.CHECK, how_much.CHECK, insurance.CHECK, office.CHECK, letter.CHECK, fraud_check.CHECK)


def make_engine() -> Engine:
    """Return an engine that knows all checks."""
    return Engine(CHECKS, Shared(load_knowledge(), load_locales(), read_settings().public_url))
