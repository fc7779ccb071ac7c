"""The queue: who sees which case where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.bot_tables import Case
from desk.cases import queue
from tests.desk.cases.made import MadeCase

pytestmark = pytest.mark.django_db


def shown(client: Any, query: str = "") -> list[str]:
    """Return the references on a page of the queue, in their order."""
    page = client.get(f"/?{query}")
    assert page.status_code == 200
    return [row["case"].reference for row in page.context["rows"]]


def test_each_list_holds_its_own_cases(people: Any, client_of: Any) -> None:
    now = datetime.now(UTC)
    mine = {"state": "staff", "staff": people.staff.pk, "taken": now}
    new = MadeCase(reference="D-NEW")
    MadeCase(reference="D-MINE", **mine)
    MadeCase(reference="D-ANSWERED", **mine, staff_at=now, person_at=now - timedelta(hours=1))
    MadeCase(reference="D-OTHER", state="staff", staff=people.colleague.pk)
    MadeCase(reference="D-CLOSED", state="closed", closed=now)
    client = client_of("staff")
    assert shown(client) == [new.case.reference]
    assert set(shown(client, "liste=meine")) == {"D-MINE", "D-ANSWERED"}
    assert set(shown(client, "liste=alle")) == {"D-NEW", "D-MINE", "D-ANSWERED", "D-OTHER"}
    assert shown(client, "liste=wartet") == ["D-ANSWERED"]
    assert shown(client, "liste=geschlossen") == ["D-CLOSED"]


def test_only_the_own_centre_is_seen(people: Any, client_of: Any) -> None:
    MadeCase(reference="D-HERE")
    MadeCase(reference="D-THERE", centre="dortmund")
    assert shown(client_of("staff"), "liste=alle") == ["D-HERE"]
    assert shown(client_of("outsider"), "liste=alle") == ["D-THERE"]
    assert shown(client_of("outsider"), "suche=D-HERE") == []


def test_urgent_cases_stand_first_and_the_longest_waiting_next(people: Any, client_of: Any) -> None:
    now = datetime.now(UTC)
    MadeCase(reference="D-YOUNG", opened=now - timedelta(hours=1))
    MadeCase(reference="D-OLD", opened=now - timedelta(hours=9))
    MadeCase(reference="D-URGENT", opened=now, urgent=True)
    client = client_of("staff")
    assert shown(client) == ["D-URGENT", "D-OLD", "D-YOUNG"]
    assert shown(client, "sortierung=jung") == ["D-URGENT", "D-YOUNG", "D-OLD"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("thema=health", ["D-HEALTH"]),
        ("sprache=bg", ["D-BG"]),
        ("ort=05113000", ["D-ESSEN"]),
        ("suche=d-he", ["D-HEALTH"]),
        ("suche=bruckhausen", ["D-BG"]),
        ("thema=work", []),
        ("seite=2", []),
    ],
)
def test_filters_and_search(people: Any, client_of: Any, query: str, found: list[str]) -> None:
    MadeCase(reference="D-HEALTH", topic="health")
    MadeCase(reference="D-BG", language="bg", place_said="Bruckhausen")
    MadeCase(reference="D-ESSEN", place="05113000")
    assert shown(client_of("staff"), query) == found


def test_a_reference_is_found_in_whatever_list_it_stands(people: Any, client_of: Any) -> None:
    MadeCase(reference="D-7KQ4M", state="closed", closed=datetime.now(UTC))
    assert shown(client_of("staff"), "liste=neu&suche=7kq4m") == ["D-7KQ4M"]


def test_unread_until_opened_and_again_when_the_person_writes(people: Any, client_of: Any) -> None:
    made = MadeCase()
    client = client_of("staff")
    assert client.get("/").context["unread"] == 1
    client.get(f"/faelle/{made.id}/")
    assert client.get("/").context["unread"] == 0
    made.person("ande?")
    page = client.get("/")
    assert page.context["unread"] == 1
    assert b'data-unread="1"' in page.content
    assert client_of("colleague").get("/").context["unread"] == 1, "each has their own mark"


def test_a_poll_costs_little_and_gives_nothing_while_nothing_happens(people: Any, client_of: Any) -> None:
    made = MadeCase()
    client = client_of("staff")
    poll = f"/neues/?{client.get('/').context['poll']}"
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(poll)
    assert answer.status_code == 204
    cases = [query["sql"] for query in asked.captured_queries if "FROM cases" in query["sql"]]
    assert len(cases) == 1
    made.person("hallo?")
    answer = client.get(poll)
    assert answer.status_code == 200
    assert made.case.reference in answer.content.decode()


def test_ten_thousand_cases_take_few_queries_and_an_index(people: Any, client_of: Any) -> None:
    client = client_of("staff")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases (reference, channel, centre, language, urgent, state, agreed, promised, opened)"
            " SELECT 'D-' || i, 'web', CASE WHEN i %% 50 = 0 THEN 'duisburg' ELSE 'x' || i %% 49 END, 'ro', i %% 97 = 0,"
            " CASE WHEN i %% 3 = 0 THEN 'closed' ELSE 'waiting' END, '{}', now(), now() - make_interval(mins => i)"
            " FROM generate_series(1, %s) AS i",
            [10_000],
        )
        cursor.execute("ANALYZE cases")
    with CaptureQueriesContext(connection) as few:
        page = client.get("/")
    assert len(page.context["rows"]) == queue.PAGE_SIZE
    assert len(few) <= 9, [query["sql"][:90] for query in few.captured_queries]
    plan = Case.objects.filter(centre__in=["duisburg"], state="waiting", staff=None).order_by("-urgent", "opened")[:41].explain()
    assert "cases_centre" in plan


def test_pages(people: Any, client_of: Any) -> None:
    for number in range(queue.PAGE_SIZE + 3):
        MadeCase(reference=f"D-{number:03}")
    client = client_of("staff")
    assert len(shown(client)) == queue.PAGE_SIZE
    assert len(shown(client, "seite=2")) == 3


@pytest.mark.parametrize(
    "query", ["liste=unsinn", "seite=-1", "seite=²", "seite=99999999999", "sortierung=x&thema=%00", "suche=%25_%27"]
)
def test_an_address_that_makes_no_sense_is_no_error(people: Any, client_of: Any, query: str) -> None:
    MadeCase()
    assert client_of("staff").get(f"/?{query}").status_code == 200
