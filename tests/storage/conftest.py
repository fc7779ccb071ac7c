"""A database in which nothing happens but what a test does."""

from __future__ import annotations

import pytest

from tests.own_database import new_database


@pytest.fixture(scope="session")
def quiet_database_url(database_url: str) -> str:
    """A database of its own: the servers of other tests would answer what is pending here."""
    return new_database(database_url)
