"""The desk's door when the process or the database goes at the worst moment."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.local_server import LocalServer
from tests.desk_client import Desk
from tests.own_database import new_database
from tests.web_client import Person


@pytest.fixture(scope="module")
def own_server(model: Path, database_url: str) -> Iterator[LocalServer]:
    """A server of its own with a database of its own: others must not feel what happens here."""
    running = LocalServer(new_database(database_url), {"DROM_SECRET": "only-for-tests"})
    yield running
    running.stop()


@pytest.fixture
def desk(own_server: LocalServer) -> Desk:
    return Desk(own_server)


def said(person: Person) -> list[str]:
    """What the staff has said since the last time."""
    return [message["text"] for message in person.poll(wait=0) if message["from"] == "staff"]


def test_an_order_is_carried_out_once_when_the_process_is_killed_in_the_middle_of_it(desk: Desk) -> None:
    person, order_id = Person(desk.server.url, "de"), str(uuid.uuid4())
    case = desk.opens(person)
    desk.order("take", case)
    # given an order that has arrived, and waits because somebody changes the conversation right now
    with psycopg.connect(desk.server.environment["DATABASE_URL"]) as turn, ThreadPoolExecutor(1) as pool:
        turn.execute("SELECT 1 FROM conversations WHERE id = %s FOR UPDATE", (person.session,))
        order = pool.submit(desk.say, case, "Guten Tag", order_id)
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('tuple', 'transactionid')"
        while turn.execute(waits).fetchone() == (0,):
            assert not order.done()
        # when the process is killed, and only then the conversation is free
        desk.server.kill()
        assert order.exception(timeout=30) is not None
    desk.server.start()
    assert said(person) == []
    # then the same order, brought again and again, is carried out once
    answers = [desk.say(case, "Guten Tag", order_id) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert answers[0].body == answers[1].body == answers[2].body
    assert said(person) == ["Guten Tag"]


def test_the_staff_takes_over_only_when_the_bot_has_finished_its_answer(desk: Desk) -> None:
    person = Person(desk.server.url, "de")
    case = desk.opens(person)
    # given a turn that is under way
    with psycopg.connect(desk.server.environment["DATABASE_URL"]) as turn, ThreadPoolExecutor(1) as pool:
        turn.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (person.session,))
        order = pool.submit(desk.order, "take", case)
        waits = (
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid IN"
            " (SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid())"
        )
        while turn.execute(waits).fetchone() == (0,):
            assert not order.done()
        # when it ends
        turn.commit()
        assert order.result(timeout=30).body["state"] == "staff"


def test_without_a_database_the_desk_is_told_to_come_back(desk: Desk, database_url: str) -> None:
    person, order_id = Person(desk.server.url, "de"), str(uuid.uuid4())
    case = desk.opens(person)
    desk.order("take", case)
    name = conninfo_to_dict(desk.server.environment["DATABASE_URL"])["dbname"]
    # given a database that nobody can reach
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")  # type: ignore[call-overload]
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            refused = desk.say(case, "Guten Tag", order_id)
            assert (refused.status, refused.body["error"]) == (503, "unavailable")
            assert int(refused.headers["Retry-After"]) > 0
        finally:
            admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")  # type: ignore[call-overload]
    # when it is back, the same order is carried out, once
    statuses = []
    while 200 not in statuses:
        statuses.append(desk.say(case, "Guten Tag", order_id).status)
        assert len(statuses) < 30, statuses
    desk.say(case, "Guten Tag", order_id)
    assert said(person) == ["Guten Tag"]
