"""What the tests of the channels share."""

from __future__ import annotations

import pytest

from bot.local_server import LocalServer
from tests.desk_client import Desk


@pytest.fixture
def desk(server: LocalServer) -> Desk:
    """The desk's side of the door."""
    return Desk(server)
