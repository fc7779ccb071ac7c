"""What a fault of Telegram means for a message."""

from __future__ import annotations

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.messenger import Later, NewAddress, Outcome, Refused, Unreachable, outcome_of


def _caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RetryAfter(7), Later(7, "too many requests")),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable("blocked")),
        (BadRequest("Chat not found"), Unreachable("no such chat")),
        (BadRequest("Message is too long"), Refused("Message is too long")),
        (ChatMigrated(-100), NewAddress(-100)),
        (InvalidToken(), Later(60, "token refused")),
        (_caused(TimedOut(), httpx.ReadTimeout("")), Later(4, "no answer in time", uncertain=True)),
        (_caused(TimedOut(), httpx.ConnectTimeout("")), Later(4, "no answer in time")),
        (_caused(NetworkError("x"), httpx.ConnectError("")), Later(4, "network or server fault")),
        (_caused(NetworkError("x"), httpx.ReadError("")), Later(4, "network or server fault", uncertain=True)),
        (NetworkError("Bad Gateway"), Later(4, "network or server fault", uncertain=True)),
    ],
)
def test_each_fault_has_its_meaning(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of(error, attempts=2) == outcome


def test_waiting_grows_but_not_for_ever() -> None:
    waits = [outcome_of(NetworkError("x"), attempts) for attempts in (0, 1, 5, 30)]
    assert [wait.seconds for wait in waits if isinstance(wait, Later)] == [1, 2, 32, 300]
