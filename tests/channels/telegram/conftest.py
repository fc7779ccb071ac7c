"""A house with Telegram for the tests of this folder."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.office import Office
from tests.telegram_world.people import TelegramPerson


@pytest.fixture(scope="session")
def house(model: Path, database_url: str) -> Iterator[TelegramHouse]:
    """The bot with a webhook."""
    running = TelegramHouse(database_url).connected()
    yield running
    running.stop()


@pytest.fixture
def own_database_url(database_url: str) -> str:
    """An empty database of its own: one database serves one bot."""
    name = f"telegram_{uuid.uuid4().hex}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return make_conninfo(database_url, dbname=name)


@pytest.fixture
def person(house: TelegramHouse) -> TelegramPerson:
    """Somebody new whose phone speaks German."""
    return TelegramPerson(house.telegram)


@pytest.fixture
def office(house: TelegramHouse) -> Office:
    """The staff."""
    return Office(house)
