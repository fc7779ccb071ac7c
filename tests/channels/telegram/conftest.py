"""A house with Telegram for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.own_database import new_database
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
    return new_database(database_url)


@pytest.fixture
def person(house: TelegramHouse) -> TelegramPerson:
    """Somebody new whose phone speaks German."""
    return TelegramPerson(house.telegram)


@pytest.fixture
def office(house: TelegramHouse) -> Office:
    """The staff."""
    return Office(house)
