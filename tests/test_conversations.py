"""Plays the conversations of tests/conversations against the real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.local_server import LocalServer
from tests.web_client import Person

FILES = sorted((Path(__file__).parent / "conversations").glob("*/*.yml"))
CONVERSATIONS = [
    pytest.param(conversation, id=f"{path.parent.name}/{path.stem}: {conversation['name']}")
    for path in FILES
    for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_conversation(server: LocalServer, conversation: dict[str, Any]) -> None:
    person = Person(server.url, conversation["language"])
    for turn in conversation["turns"]:
        answer = person.ask(turn.get("person"), turn.get("tap"))
        told = f"{turn} -> {answer}"
        for key in ("card", "kind", "language"):
            if key in turn:
                assert answer[key] == turn[key], told
        if "says" in turn:
            assert turn["says"] in answer["text"], told
        if "buttons" in turn:
            assert turn["buttons"] in [button["payload"] for button in answer["buttons"]], told
        if turn.get("only"):
            person.cursor = 0
            assert [message["id"] for message in person.poll()] == [answer["id"]], told
