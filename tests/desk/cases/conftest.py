"""What tests of cases share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.desk.cases.stand_in import Door, open_door


@pytest.fixture
def door(desk_database_url: str, monkeypatch: pytest.MonkeyPatch, transactional_db: Any) -> Iterator[Door]:
    """An open door of the bot; what a test writes is committed, so that the door sees it."""
    with open_door(desk_database_url, monkeypatch) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _no_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a door of its own a test has no bot: nothing answers at this port."""
    monkeypatch.setenv("DROM_PORT", "9")
    monkeypatch.setenv("DROM_DESK_SECRET", "nobody")
