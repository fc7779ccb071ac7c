"""The outbox: what the staff wants is written down with the click and carried to the bot until it is answered.

The same order may reach the bot twice (its answer was lost on the way); its id makes that one order. So a
kill -9 of either side at any moment loses nothing and doubles nothing.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from desk.cases import door
from desk.cases.models import Case, Order
from desk.people.models import Account

logger = logging.getLogger(__name__)

CHANNEL = "desk_outbox"
"""Channel of PostgreSQL that wakes the worker."""
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
_WITHOUT_WORDS = ("kind", "card", "part", "phrase", "reason", "centre", "staff", "from", "language")

_NEXT = f"""
    SELECT number FROM {Order._meta.db_table} AS waiting
    WHERE state = 'waiting' AND not_before <= %s AND NOT EXISTS (
        SELECT 1 FROM {Order._meta.db_table} AS earlier
        WHERE earlier.case_id = waiting.case_id AND earlier.state = 'waiting' AND earlier.number < waiting.number)
    ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
"""


def put(
    case: Case, author: Account, order: str, body: Mapping[str, Any] | None = None, order_id: uuid.UUID | None = None
) -> Order:
    """Write down an order; the worker is woken when the caller's transaction commits.

    Args:
        case: what it is about.
        author: who wants it.
        order: one of docs/desk-door.md.
        body: its further fields.
        order_id: given when the same click may come twice; the second changes nothing.
    """
    with transaction.atomic():
        made, new = Order.objects.get_or_create(
            id=order_id or uuid.uuid4(), defaults={"case": case, "author": author, "order": order, "body": dict(body or {})}
        )
        if new:
            wake()
    return made


def wake() -> None:
    """Wake the worker when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def carry_next() -> bool:
    """Carry the oldest order that is due to the bot; tell whether there was one.

    Other workers pass over it meanwhile, and over everything later of the same case.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [timezone.now()])
            row = cursor.fetchone()
        if row is None:
            return False
        _carry(Order.objects.get(number=row[0]))
    return True


def seconds_until_due() -> float | None:
    """Return in how many seconds the next order is due again, or None if none is waiting."""
    due = Order.objects.filter(state=Order.State.WAITING).order_by("not_before").values_list("not_before", flat=True).first()
    return None if due is None else max(0.0, (due - timezone.now()).total_seconds())


def _carry(order: Order) -> None:
    try:
        answer = door.order(
            {"id": str(order.id), "case": order.case_id, "staff": order.author_id, "order": order.order} | order.body
        )
    except door.DoorClosed as reason:
        order.attempts += 1
        pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(order.attempts - 1, 10)) * random.uniform(0.8, 1.0)
        order.not_before = timezone.now() + timedelta(seconds=pause)
        if order.attempts == 1:
            logger.warning("the bot does not take orders now (%s); trying again", reason)
    except door.Refused as refused:
        order.state, order.error = Order.State.REFUSED, refused.error
    else:
        order.state, order.cursor = Order.State.DONE, answer.get("cursor")
        order.body = {key: value for key, value in order.body.items() if key in _WITHOUT_WORDS}
    order.save()
