"""A chat in the terminal, with the same understanding, rules and answers as everywhere, and nothing stored."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from actions.all_checks import make_engine
from actions.engine import Asker, Engine, Moved, is_check
from bot.answer import payloads
from bot.answer.cards import load_locales
from bot.answer.nlg import as_response
from bot.answer.payloads import Tap
from bot.answer.reply import FALLBACK_LANGUAGE
from bot.channels.door import NothingToRead, TooLong, enter
from bot.settings import MODELS, ROOT
from bot.understand.decision import Context

_PERSON = "you"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--lang", choices=list(load_locales()), help="the language to begin in")


def run(options: argparse.Namespace) -> int:
    """Chat until the end of the input."""
    asyncio.run(_chat(options.lang))
    return 0


async def _chat(language: str | None) -> None:
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.core.nlg import NaturalLanguageGenerator
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.log_utils import configure_structlog

    from bot.channels.messages import parsed_tap

    configure_structlog(logging.WARNING)
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    agent = Agent.load(str(MODELS), generator=NaturalLanguageGenerator.create(endpoints.nlg, None))
    assert agent.processor is not None
    checks, check = make_engine(), None
    buttons: list[dict[str, str]] = []
    said: str | Tap | Begun = Tap("language_chosen", {"language": language}) if language else Tap("greet", {})
    slots: dict[str, Any] = {}
    while True:
        output = _Output()
        asker = Asker(slots.get("language") or FALLBACK_LANGUAGE, dt.date.today(), slots.get("place"))
        if moved := _checked(checks, said, check, asker):
            check = moved.state.as_slot()
            output.answers.append(as_response(moved.reply))
        else:
            assert not isinstance(said, Begun)
            message = _message(UserMessage, said, slots, output, parsed_tap)
            await agent.handle_message(message)
            tracker = await agent.processor.get_tracker(_PERSON)
            slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value not in (None, "")}
            check = None
        for answer in output.answers:
            buttons = answer.get("buttons") or []
            print(f"\n{answer['text']}\n")
            for number, button in enumerate(buttons, start=1):
                print(f"  {number:2}  {button['title']}")
        try:
            said = _next(buttons)
        except (EOFError, KeyboardInterrupt):
            print()
            return


@dataclass(frozen=True, slots=True)
class Begun:
    """A tapped button of a guided check."""

    payload: str


def _checked(checks: Engine, said: str | Tap | Begun, check: object, asker: Asker) -> Moved | None:
    """Return what a guided check answers, if it is for one."""
    if isinstance(said, Begun):
        return checks.tap(said.payload, check, asker)
    return checks.typed(said, check, asker) if isinstance(said, str) else None


def _message(user_message: Any, said: str | Tap, slots: dict[str, Any], output: Any, parsed_tap: Any) -> Any:
    common = {"output_channel": output, "sender_id": _PERSON, "input_channel": "talk"}
    if isinstance(said, Tap):
        return user_message("", parse_data=parsed_tap(said, slots), **common)
    return user_message(said, metadata={key: slots.get(key) for key in Context.__slots__}, **common)


def _next(buttons: list[dict[str, str]]) -> str | Tap | Begun:
    """Read a line until it says something: a button's number, a command or a text."""
    while True:
        typed = input("\n> ")
        if typed.strip().isdigit() and 0 < int(typed) <= len(buttons):
            payload = buttons[int(typed) - 1]["payload"]
            return Begun(payload) if is_check(payload) else payloads.read(payload)
        try:
            entered = enter(typed)
        except (NothingToRead, TooLong) as problem:
            print(problem)
            continue
        return entered if isinstance(entered, Tap) else entered.text


class _Output:
    """What Rasa calls to say something; only the one method of an output channel that it uses."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []

    @staticmethod
    def name() -> str:
        """Return the channel's name."""
        return "talk"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a message for printing."""
        self.answers.append(message)
