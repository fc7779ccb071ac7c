"""What all tests of the desk share: a real PostgreSQL with the bot's tables, and people of two centres."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from bot.settings import ROOT
from tests.own_database import new_database

PASSWORD = "korrekt Pferd Batterie"
SCHEMA = ROOT / "bot" / "storage" / "schema.sql"
_BOT_TABLES = "conversations, messages, events, addresses, deliveries, arrivals, cases, case_events, orders, centres, counts"


@pytest.fixture(scope="session")
def desk_database_url(database_url: str) -> str:
    """A database of the desk's tests with the bot's tables, for processes that the tests start, too."""
    url = new_database(database_url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.read_bytes())
    return url


@pytest.fixture(scope="session")
def django_db_setup(desk_database_url: str, django_db_blocker: Any) -> Iterator[None]:
    """Let Django use that database, and make its tables there."""
    from desk.environment import database

    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = desk_database_url
    settings = connections["default"].settings_dict
    settings.update({**database(), "CONN_MAX_AGE": 0})
    if before is None:
        del os.environ["DATABASE_URL"]
    else:
        os.environ["DATABASE_URL"] = before
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        yield
        connections.close_all()


@pytest.fixture(autouse=True)
def _clean_bot_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the bot's tables after tests that commit: Django empties its own tables only."""
    yield
    commits = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    if commits or (marker and marker.kwargs.get("transaction")):
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock(), connections["default"].cursor() as cursor:
            cursor.execute(f"TRUNCATE {_BOT_TABLES} RESTART IDENTITY CASCADE")


@dataclass(frozen=True)
class People:
    """Accounts for tests, two centres: Duisburg with `staff`, `colleague` and `lead`, Dortmund with `outsider` and its lead."""

    staff: Any
    colleague: Any
    lead: Any
    outsider: Any
    outside_lead: Any
    administrator: Any


@pytest.fixture
def people(db: None) -> People:
    """People of two centres and an administrator; all have `PASSWORD`."""
    from desk.people.models import Account, ActiveCentre, Membership

    ActiveCentre.objects.bulk_create([ActiveCentre(id="duisburg"), ActiveCentre(id="dortmund")])

    def account(name: str, centre: str = "", role: str = "staff") -> Account:
        email = f"{name.split()[0].lower()}@example.org"
        made = Account.objects.create_account(email, name, PASSWORD, is_administrator=not centre)
        if centre:
            Membership.objects.create(account=made, centre=centre, role=role)
        return made

    return People(
        staff=account("Simone Staff", "duisburg"),
        colleague=account("Cem Colleague", "duisburg"),
        lead=account("Lena Lead", "duisburg", "lead"),
        outsider=account("Otto Outsider", "dortmund"),
        outside_lead=account("Orla Outside", "dortmund", "lead"),
        administrator=account("Anna Administrator"),
    )


@pytest.fixture
def client_of(people: People) -> Callable[[str], Client]:
    """Return a client in which one of the people is logged in: `client_of("staff")`; `client_of("anonymous")` is nobody."""

    def logged_in(name: str) -> Client:
        client = Client()
        if name != "anonymous":
            answer = client.post("/anmelden/", {"username": getattr(people, name).email, "password": PASSWORD})
            assert answer.status_code == 302, answer.content.decode()
        return client

    return logged_in
