"""Statistics: right, without persons, and only of one's own centres."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from desk.office.statistics import gather, hidden, table

NOW = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)  # a Monday
ClientOf = Callable[[str], Client]


def count(what: str, number: int, day: str = "2026-11-23", language: str = "", topic: str = "", centre: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO counts VALUES (%s, %s, %s, %s, %s, %s)", [day, what, language, topic, centre, number])


def case(reference: str, centre: str = "duisburg", opened: str = "2026-11-20 08:00+00", **fields: Any) -> None:
    fields = {
        "reference": reference,
        "channel": "web",
        "centre": centre,
        "language": "ro",
        "agreed": json.dumps({}),
        "promised": "2026-11-24 15:00+00",
        "opened": opened,
    } | fields
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(fields))
        cursor.execute(f"INSERT INTO cases ({', '.join(fields)}) VALUES ({marks})", list(fields.values()))


def facts(centre: str = "duisburg", weeks: int = 4) -> dict[str, str]:
    return {name: value for name, value, _ in gather(frozenset({centre}), weeks, NOW).facts}


def rows(title: str, centre: str = "duisburg") -> dict[str, str]:
    (found,) = [one for one in gather(frozenset({centre}), 4, NOW).tables if one.title.startswith(title)]
    return {row.title: row.value for row in found.rows}


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({"ro": 12, "bg": 7}, {"ro": "12", "bg": "7"}),
        ({"ro": 12, "bg": 0}, {"ro": "12", "bg": "0"}),
        ({"ro": 3, "bg": 4}, {"ro": "<5", "bg": "<5"}),
        ({"ro": 12, "bg": 7, "rom": 2}, {"ro": "12", "bg": "–", "rom": "<5"}),
        ({"ro": 12, "bg": 4, "rom": 2}, {"ro": "12", "bg": "<5", "rom": "<5"}),
        ({"ro": 2}, {"ro": "<5"}),
    ],
)
def test_small_numbers_are_hidden_and_cannot_be_found_by_subtracting(numbers: dict[str, int], shown: dict[str, str]) -> None:
    assert hidden(numbers) == shown


def test_a_hidden_number_has_no_bar() -> None:
    # given a table with a hidden number, and one hidden with it
    found = table("", "", {"ro": 20, "bg": 10, "rom": 4, "de": 10})
    # then only the shown ones have a length
    assert {row.title: row.share for row in found.rows} == {"ro": 100, "bg": 0, "rom": 0, "de": 50}


def test_handoffs_are_counted_by_week_language_and_topic_of_ones_own_centre(db: None) -> None:
    # given hand-offs in three weeks, one of them long ago, and others of another centre
    count("conversation", 200)
    count("handoff", 12, "2026-11-23", "ro", "tenancy", "duisburg")
    count("handoff", 8, "2026-11-12", "bg", "health", "duisburg")
    count("handoff", 9, "2026-01-05", "bg", "health", "duisburg")
    count("handoff", 30, "2026-11-23", "ro", "school", "dortmund")
    # when the last four weeks are asked for
    assert facts()["Übergaben"] == "20"
    # then the rate is that of all centres: nobody can say to which centre a talk without hand-off belongs
    assert facts()["Anteil der Übergaben"] == "25 %"
    assert rows("Übergaben nach Woche") == {"02.11.2026": "0", "09.11.2026": "8", "16.11.2026": "0", "23.11.2026": "12"}
    assert rows("Übergaben nach Sprache") == {"Rumänisch": "12", "Bulgarisch": "8"}
    assert rows("Übergaben nach Thema") == {"Wohnung und Miete": "12", "Krankenkasse und Arzt": "8"}


def test_waiting_times_are_told_from_five_cases_on(db: None) -> None:
    # given four answered cases
    for hour in range(9, 13):
        case(f"D-{hour}", answered=f"2026-11-20 {hour:02}:00+00")
    case("D-OPEN")
    assert facts()["Wartezeit, Mitte"] == "zu wenige"
    # when a fifth was answered after three days
    case("D-LATE", answered="2026-11-23 08:00+00")
    # then the middle and nine of ten are told
    assert facts()["Wartezeit, Mitte"] == "3 Stunden"
    assert facts()["Wartezeit, 9 von 10"] == "45 Stunden"


def test_open_and_overdue_cases_are_those_of_the_centre(db: None) -> None:
    # given two open cases, one past its day, a closed one, and one of another centre
    case("D-A")
    case("D-B", promised="2026-11-22 15:00+00")
    case("D-C", promised="2026-11-22 15:00+00", state="closed")
    case("D-D", centre="dortmund")
    assert (facts()["Offen"], facts()["Überfällig"]) == ("2", "1")


def test_closed_cases_are_told_by_reason_and_misunderstood_messages_by_language(db: None) -> None:
    count("closed:answered", 10, language="ro", centre="duisburg")
    count("closed:deleted", 6, language="bg", centre="duisburg")
    count("answer", 70, language="ro")
    count("offer", 10, language="ro")
    count("fallback", 20, language="ro")
    assert rows("Geschlossen nach Grund") == {"Beantwortet": "10", "Von der Person gelöscht": "6"}
    assert rows("Nicht verstanden") == {
        "Rumänisch": "20 %",
        "Bulgarisch": "zu wenige",
        "Romani": "zu wenige",
        "Deutsch": "zu wenige",
    }


@time_machine.travel(NOW, tick=True)
def test_the_table_for_spreadsheets_holds_what_the_page_shows(client_of: ClientOf) -> None:
    count("handoff", 3, language="ro", topic="tenancy", centre="duisburg")
    count("handoff", 12, language="bg", topic="tenancy", centre="duisburg")
    # when staff download the table
    answer = client_of("staff").get("/statistik/drom-statistik.csv?wochen=4")
    # then it is a table that a spreadsheet opens, with the same numbers hidden
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Tabelle;Zeile;Wert;Von;Bis;Zentrum"
    assert "Übergaben nach Sprache;Rumänisch;<5;02.11.2026;23.11.2026;KI Duisburg" in lines
    assert "Übergaben nach Sprache;Bulgarisch;–;02.11.2026;23.11.2026;KI Duisburg" in lines
    assert answer["Content-Disposition"] == 'attachment; filename="drom-statistik-2026-11-23.csv"'


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [
        ("staff", "", 200),
        ("staff", "?zentrum=duisburg&wochen=52", 200),
        ("staff", "?zentrum=dortmund", 404),
        ("outsider", "?zentrum=duisburg", 404),
        ("staff", "?wochen=99999", 200),
        ("administrator", "", 403),
    ],
)
def test_statistics_are_for_those_who_work_in_the_centre(client_of: ClientOf, who: str, query: str, status: int) -> None:
    client = client_of(who)
    assert client.get(f"/statistik/{query}").status_code == status
    assert client.get(f"/statistik/drom-statistik.csv{query}").status_code == status
