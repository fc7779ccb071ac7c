"""Plays the conversations of tests/conversations against the real server.

A turn is what a person types (`person`) or taps (`tap`, the beginning of a payload will do), or what the staff orders at the
desk (`staff`). What is expected stands beside it: `card`, `kind`, `language`, `says`, `german` (as the desk reads it), `buttons`,
`state` of the conversation, `silent` when the bot says nothing, `case` with columns of the newest case.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.local_server import LocalServer
from tests.desk_client import Desk
from tests.web_client import Person

FILES = sorted((Path(__file__).parent / "conversations").glob("*/*.yml"))
CONVERSATIONS = [
    pytest.param(conversation, id=f"{path.parent.name}/{path.stem}: {conversation['name']}")
    for path in FILES
    for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
]
COLUMNS = "reference, centre, place, place_said, language, topic, card, urgent, state, reach, closed_by, asked_centre"
_TURNS = 40
"""So often it is asked whether a silent turn is over, a quarter of a second each time."""


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_conversation(server: LocalServer, conversation: dict[str, Any]) -> None:
    desk, person = Desk(server), Person(server.url, conversation["language"])
    for centre in conversation.get("answers_here", ()):
        desk.rows("INSERT INTO centres (id, open) VALUES (%s, true) ON CONFLICT (id) DO UPDATE SET open = true", centre)
    for turn in conversation["turns"]:
        answer = _played(desk, person, turn)
        told = f"{turn} -> {answer}"
        for key in ("card", "kind", "language"):
            if key in turn:
                assert answer[key] == turn[key], told
        if "says" in turn:
            assert turn["says"] in answer["text"], told
        if "buttons" in turn:
            assert any(button["payload"].startswith(turn["buttons"]) for button in answer["buttons"]), told
        if "german" in turn:
            rows = desk.rows("SELECT coalesce(german, text) AS german FROM messages WHERE id = %s", answer["id"])
            assert turn["german"] in rows[0]["german"], f"{turn} -> {rows}"
        if "state" in turn:
            assert _state(desk, person) == turn["state"], told
        if "case" in turn:
            newest = _newest_case(desk, person)
            assert {key: newest[key] for key in turn["case"]} == turn["case"], told
        if turn.get("only"):
            person.cursor = 0
            assert [message["id"] for message in person.poll()] == [answer["id"]], told


def _played(desk: Desk, person: Person, turn: dict[str, Any]) -> dict[str, Any]:
    """Let a turn happen and return what the person reads then; nothing for a silent one."""
    if "staff" in turn:
        order = turn["staff"]
        done = desk.order(order.pop("order"), _newest_case(desk, person)["id"], **order)
        assert done.status == 200, f"{turn} -> {done}"
        said = [message for message in person.poll(wait=0) if message["from"] != "person"]
        return said[-1] if said else {}
    tap = turn.get("tap")
    if tap and person.seen:
        offered = [b["payload"] for message in person.seen[-2:] for b in message["buttons"] if b["payload"].startswith(tap)]
        tap = offered[-1] if offered else tap
    if not turn.get("silent"):
        return person.ask(turn.get("person"), tap)
    assert person.send(turn.get("person"), tap).status == 202
    waiting = "SELECT 1 FROM messages WHERE conversation = %s AND pending"
    said = person.poll(wait=1)
    for _ in range(_TURNS):
        if not desk.rows(waiting, person.session):
            break
        said += person.poll(wait=0.25)
    said += person.poll(wait=0)
    assert [message for message in said if message["from"] == "bot"] == [], turn
    return {}


def _state(desk: Desk, person: Person) -> str:
    return str(desk.rows("SELECT state FROM conversations WHERE id = %s", person.session)[0]["state"])


def _newest_case(desk: Desk, person: Person) -> dict[str, Any]:
    return desk.rows(f"SELECT id, {COLUMNS} FROM cases WHERE conversation = %s ORDER BY id DESC LIMIT 1", person.session)[0]
