"""What the staff wants reaches the bot once, in order, whatever is down meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from bot.settings import ROOT
from desk.bot_tables import Message
from desk.cases import outbox
from desk.cases.models import Order
from tests.desk.cases.made import MadeCase
from tests.desk.cases.stand_in import Door

pytestmark = pytest.mark.django_db(transaction=True)
HELLO = {"text": "Lačho djes!", "german": "Guten Tag!", "language": "rom", "kind": "phrase"}


def carry_all() -> None:
    while outbox.carry_next():
        pass


def all_due() -> None:
    """Let the pauses be over."""
    Order.objects.update(not_before=timezone.now() - timedelta(seconds=1))


def said(made: MadeCase) -> list[str]:
    messages = Message.objects.filter(conversation=made.conversation.pk, sender="staff").order_by("cursor")
    return list(messages.values_list("text", flat=True))


def test_orders_of_a_case_reach_the_bot_in_their_order(door: Door, people: Any) -> None:
    made = MadeCase()
    outbox.put(made.case, people.staff, "take")
    orders = [outbox.put(made.case, people.staff, "say", HELLO | {"text": str(number)}) for number in range(5)]
    carry_all()
    assert said(made) == ["0", "1", "2", "3", "4"]
    orders[0].refresh_from_db()
    assert (orders[0].state, orders[0].cursor) == ("done", 1)
    assert "text" not in orders[0].body, "words stay in the conversation alone"


def test_the_same_click_twice_is_one_message(door: Door, people: Any) -> None:
    made, click = MadeCase(), uuid.uuid4()
    outbox.put(made.case, people.staff, "take")
    for _ in range(2):
        outbox.put(made.case, people.staff, "say", HELLO, click)
    carry_all()
    assert said(made) == [HELLO["text"]]


def test_an_answer_that_was_lost_doubles_nothing(door: Door, people: Any) -> None:
    made = MadeCase()
    outbox.put(made.case, people.staff, "take")
    carry_all()
    door.broken_answers = 2
    order = outbox.put(made.case, people.staff, "say", HELLO)
    for _ in range(3):
        carry_all()
        all_due()
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("done", 2)
    assert said(made) == [HELLO["text"]]


def test_while_the_bot_is_down_nothing_is_lost_and_pauses_grow(door: Door, people: Any) -> None:
    made = MadeCase()
    door.close()
    order = outbox.put(made.case, people.staff, "take")
    outbox.put(made.case, people.staff, "say", HELLO)
    pauses = []
    for _ in range(6):
        carry_all()
        order.refresh_from_db()
        pauses.append((order.not_before - timezone.now()).total_seconds())
        all_due()
    assert pauses[0] < 0.6 and pauses[0] < pauses[2] < pauses[3]
    assert all(pause <= outbox.LONGEST_PAUSE_SECONDS for pause in pauses)
    door.open()
    carry_all()
    assert said(made) == [HELLO["text"]]


def test_one_case_that_waits_does_not_hold_up_another(door: Door, people: Any) -> None:
    held, free = MadeCase(), MadeCase()
    first = outbox.put(held.case, people.staff, "take")
    outbox.put(held.case, people.staff, "say", HELLO)
    outbox.put(free.case, people.staff, "take")
    Order.objects.filter(pk=first.pk).update(not_before=timezone.now() + timedelta(hours=1))
    carry_all()
    assert [order["case"] for order in door.asked] == [free.id]


@pytest.mark.parametrize(
    ("given", "order", "error"),
    [
        ({"state": "closed", "closed": timezone.now()}, "take", "closed"),
        ({"conversation": None}, "take", "gone"),
        ({}, "say", "not_held"),
    ],
)
def test_what_the_bot_refuses_is_marked_and_not_tried_again(
    door: Door, people: Any, given: dict[str, Any], order: str, error: str
) -> None:
    made = MadeCase(**given)
    put = outbox.put(made.case, people.staff, order, HELLO if order == "say" else {})
    carry_all()
    carry_all()
    put.refresh_from_db()
    assert (put.state, put.error) == ("refused", error)
    assert len(door.asked) == 1


def test_an_order_for_a_case_that_is_gone_is_refused(door: Door, people: Any) -> None:
    made = MadeCase()
    put = outbox.put(made.case, people.staff, "take")
    made.case.events.all().delete()
    made.case.delete()
    carry_all()
    put.refresh_from_db()
    assert (put.state, put.error) == ("refused", "gone")


def test_a_wrong_secret_loses_nothing(door: Door, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = MadeCase()
    monkeypatch.setenv("DROM_DESK_SECRET", "another")
    put = outbox.put(made.case, people.staff, "take")
    carry_all()
    put.refresh_from_db()
    assert put.state == "waiting"


def test_several_workers_carry_each_order_once(door: Door, people: Any) -> None:
    cases = [MadeCase() for _ in range(4)]
    for made in cases:
        outbox.put(made.case, people.staff, "take")
        for number in range(5):
            outbox.put(made.case, people.staff, "say", HELLO | {"text": str(number)})

    def work() -> None:
        for _ in range(40):
            outbox.carry_next()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    carry_all()
    assert all(said(made) == ["0", "1", "2", "3", "4"] for made in cases)
    assert len(door.asked) == len({order["id"] for order in door.asked}) == 24


def test_an_order_exists_only_if_the_click_did(people: Any) -> None:
    made = MadeCase()

    @transaction.atomic
    def click() -> None:
        outbox.put(made.case, people.staff, "take")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        click()
    assert not Order.objects.exists()


@pytest.fixture
def worker(door: Door, desk_database_url: str) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own, ready."""
    running = start_worker(desk_database_url)
    yield running
    running.kill()
    running.wait(timeout=10)


def start_worker(database_url: str) -> subprocess.Popen[str]:
    running = subprocess.Popen(
        [sys.executable, "desk/manage.py", "outbox"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.desk.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout and "ready" in running.stdout.readline()
    return running


def wait_for(made: MadeCase, database_url: str, texts: list[str]) -> None:
    """Return when the staff has said this; the door tells of every change."""
    import psycopg

    with psycopg.connect(database_url, autocommit=True) as listening:
        listening.execute("LISTEN drom_desk")
        for _ in range(50):
            if said(made) == texts:
                return
            list(listening.notifies(timeout=0.5, stop_after=1))
    pytest.fail(f"the staff has said {said(made)}, not {texts}")


def test_the_worker_is_woken_by_a_click(worker: Any, people: Any, desk_database_url: str) -> None:
    made = MadeCase()
    with transaction.atomic():
        outbox.put(made.case, people.staff, "take")
        outbox.put(made.case, people.staff, "say", HELLO)
    wait_for(made, desk_database_url, [HELLO["text"]])


def test_a_killed_worker_loses_nothing(worker: Any, door: Door, people: Any, desk_database_url: str) -> None:
    made = MadeCase()
    door.close()
    outbox.put(made.case, people.staff, "take")
    outbox.put(made.case, people.staff, "say", HELLO)
    worker.kill()
    worker.wait(timeout=10)
    door.open()
    again = start_worker(desk_database_url)
    try:
        wait_for(made, desk_database_url, [HELLO["text"]])
    finally:
        again.send_signal(signal.SIGTERM)
        assert again.wait(timeout=10) == 0, "an operator ends it without an error"
