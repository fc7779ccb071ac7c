"""An empty database beside the one that all tests share: no server works in it."""

from __future__ import annotations

import uuid

import psycopg
from psycopg.conninfo import make_conninfo


def new_database(server_url: str) -> str:
    """Create a database on the server of the tests and return its address."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return make_conninfo(server_url, dbname=name)
