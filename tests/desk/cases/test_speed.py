"""How fast the queue and a case open, with 10,000 cases: figures, printed. `make bench` runs it on a quiet machine."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from django.db import connection

from tests.desk.cases.made import MadeCase

pytestmark = [pytest.mark.django_db, pytest.mark.load]
CASES = 10_000
ROUNDS = 40


def test_how_fast_it_is_with_ten_thousand_open_cases_of_one_centre(people: Any, client_of: Any) -> None:
    client, made = client_of("staff"), MadeCase()
    for number in range(200):
        made.person(f"{number}", ("tenancy_deposit", 0.8, "rom"))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases (reference, channel, centre, language, topic, urgent, state, agreed, promised, opened)"
            " SELECT 'D-' || i, 'web', 'duisburg', 'ro', 'tenancy', i %% 97 = 0, 'waiting', '{}', now(),"
            " now() - make_interval(mins => i)"
            " FROM generate_series(1, %s) AS i",
            [CASES],
        )
        cursor.execute("ANALYZE cases")
    queue = client.get("/")
    pages = {
        "queue": "/",
        "queue, nothing new": f"/neues/?{queue.context['poll']}",
        "queue, searched": "/?suche=d-77",
        "queue, page 200": "/?seite=200",
        "case of 200 messages": f"/faelle/{made.id}/",
    }
    for name, path in pages.items():
        took = sorted(_milliseconds(client, path) for _ in range(ROUNDS))
        print(f"{name}: p50 {statistics.median(took):.0f} ms, p95 {took[int(ROUNDS * 0.95)]:.0f} ms")


def _milliseconds(client: Any, path: str) -> float:
    begun = time.perf_counter()
    assert client.get(path).status_code in (200, 204)
    return (time.perf_counter() - begun) * 1000
