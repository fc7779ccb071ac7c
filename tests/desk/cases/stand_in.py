"""The bot's door as docs/desk-door.md describes it, strictly: a real HTTP server that changes the real tables.

It stands in for the bot where a test is about the desk alone.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg
from psycopg.rows import dict_row

SECRET = "secret-of-the-door"
_FIELDS = {
    "take": (set(), {"from"}),
    "release": (set(), set()),
    "say": ({"text", "german", "language", "kind"}, {"phrase"}),
    "say_card": ({"card", "part"}, set()),
    "send_again": ({"cursor"}, set()),
    "hand_over": ({"centre"}, set()),
    "close": ({"reason"}, set()),
    "reopen": (set(), set()),
    "delete": (set(), set()),
    "preview": ({"card", "part", "language"}, set()),
}


class Door:
    """The door and what it was asked.

    Args:
        database_url: the database with the bot's tables.
    """

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self.asked: list[dict[str, Any]] = []
        self.broken_answers = 0
        """So many answers are lost on the way: the order is carried out, the connection ends."""
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    def open(self) -> None:
        """Begin to listen, at the same port as before."""
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(200 if self._allowed() else 401, {})

            def do_POST(self) -> None:
                content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = door.carry_out(content) if self._allowed() else (401, {"error": "unauthorized"})
                if door.broken_answers:
                    door.broken_answers -= 1
                    self.close_connection = True
                    return
                self._answer(status, answer)

            def _allowed(self) -> bool:
                return self.headers.get("Authorization") == f"Bearer {SECRET}"

            def _answer(self, status: int, content: dict[str, Any]) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Tests are quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        """Stop, as a bot that has ended."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def carry_out(self, order: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Do what an order says, once; return status and answer."""
        self.asked.append(order)
        needed, allowed = _FIELDS[order["order"]]
        fields = set(order) - {"id", "case", "staff", "order"}
        if fields - needed - allowed or needed - fields or not isinstance(order["staff"], int):
            return 422, {"error": "invalid", "detail": sorted(fields)}
        uuid.UUID(order["id"])
        if order["order"] == "preview":
            return 200, {
                "text": f"[{order['language']}] {order['card']}",
                "german": f"[de] {order['card']} {order['part']}",
                "buttons": [],
            }
        with psycopg.connect(self._database_url, row_factory=dict_row) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(5)")
            if known := connection.execute("SELECT answer FROM orders WHERE id = %s", (order["id"],)).fetchone():
                return 200, known["answer"]
            case = connection.execute("SELECT * FROM cases WHERE id = %s FOR UPDATE", (order["case"],)).fetchone()
            if case is None:
                return 404, {"error": "not_found"}
            if error := _refusal(case, order):
                return 409, {"error": error}
            answer = {"id": order["id"], **_do(connection, case, order)}
            connection.execute("INSERT INTO orders (id, answer) VALUES (%s, %s)", (order["id"], json.dumps(answer)))
            connection.execute("SELECT pg_notify('drom_desk', %s)", (case["centre"],))
        return 200, answer


def _refusal(case: dict[str, Any], order: dict[str, Any]) -> str | None:
    if case["conversation"] is None:
        return "gone"
    if case["state"] == "closed" and order["order"] != "reopen":
        return "closed"
    holder = case["staff"]
    if order["order"] == "take" and holder not in (None, order["staff"], order.get("from")):
        return "held_by_other"
    if order["order"] in ("say", "say_card") and holder != order["staff"]:
        return "held_by_other" if holder else "not_held"
    return None


def _do(connection: psycopg.Connection[Any], case: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    changes = {
        "take": "state = 'staff', staff = %(staff)s, taken = coalesce(taken, now())",
        "release": "state = 'waiting', staff = NULL",
        "say": "staff_at = now(), answered = coalesce(answered, now())",
        "say_card": "staff_at = now(), answered = coalesce(answered, now())",
        "send_again": "staff_at = now()",
        "hand_over": "asked_centre = %(centre)s",
        "close": "state = 'closed', staff = NULL, closed = now(), closed_by = 'staff', reason = %(reason)s",
        "reopen": "state = 'waiting', closed = NULL, closed_by = NULL, reason = NULL",
        "delete": "state = 'closed', staff = NULL, closed = now(), closed_by = 'deleted', conversation = NULL",
    }[order["order"]]
    connection.execute(f"UPDATE cases SET {changes} WHERE id = %(case)s", order)
    events = {
        "take": "taken",
        "release": "released",
        "say": "replied",
        "say_card": "replied",
        "send_again": "replied",
        "hand_over": "transfer_asked",
    }
    event = events.get(order["order"]) or {"close": "closed", "reopen": "reopened", "delete": "closed"}[order["order"]]
    connection.execute(
        'INSERT INTO case_events ("case", event, staff, centre, detail) VALUES (%s, %s, %s, %s, %s)',
        (case["id"], event, order["staff"], order.get("centre"), order.get("reason")),
    )
    if order["order"] == "send_again":
        connection.execute(
            "UPDATE deliveries SET state = 'waiting', changed = now() WHERE conversation = %s AND cursor = %s",
            (case["conversation"], order["cursor"]),
        )
    if order["order"] == "delete":
        connection.execute("DELETE FROM conversations WHERE id = %s", (case["conversation"],))
    if order["order"] not in ("say", "say_card"):
        return {"state": "staff", "cursor": None}
    text = order.get("text") or f"[{case['language']}] {order['card']}"
    german = order.get("german") or f"[de] {order['card']}"
    found = connection.execute(
        "UPDATE conversations SET last_cursor = last_cursor + 1 WHERE id = %s RETURNING last_cursor", (case["conversation"],)
    ).fetchone()
    assert found
    connection.execute(
        "INSERT INTO messages (conversation, cursor, id, sender, kind, language, text, german, card)"
        " VALUES (%s, %s, %s, 'staff', 'handoff', %s, %s, %s, %s)",
        (case["conversation"], found["last_cursor"], order["id"], case["language"], text, german, order.get("card")),
    )
    return {"state": "staff", "cursor": found["last_cursor"]}


@contextmanager
def open_door(database_url: str, monkeypatch: Any) -> Iterator[Door]:
    """Give an open door to which the desk of this process, and processes that it starts, will go."""
    from desk.cases import door as client

    door = Door(database_url)
    door.open()
    monkeypatch.setenv("DROM_HOST", "127.0.0.1")
    monkeypatch.setenv("DROM_PORT", str(door.port))
    monkeypatch.setenv("DROM_DESK_SECRET", SECRET)
    client.forget_health()
    try:
        yield door
    finally:
        door.close()
        client.forget_health()
