"""The bot's door: where orders go, and whether anybody answers there (docs/desk-door.md)."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from typing import Any

import httpx

from desk.environment import VAR

_TIMEOUT = httpx.Timeout(10, connect=2)
_HEALTH_TIMEOUT = httpx.Timeout(1)
_HEALTH_SECONDS = 3.0


class DoorClosed(Exception):
    """The bot did not answer, or not now: ask again later."""


class Refused(Exception):
    """The bot will not do what was asked, now or later.

    Args:
        error: `gone`, `closed`, `held_by_other`, `not_held` or `invalid`.
    """

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def order(body: Mapping[str, Any]) -> dict[str, Any]:
    """Bring an order to the bot and return its answer.

    Raises:
        DoorClosed: the bot is down or busy, or desk and bot do not have the same secret.
        Refused: it answered that this can't be done.
    """
    try:
        answer = httpx.post(f"{_address()}/orders", json=dict(body), headers=_headers(), timeout=_TIMEOUT, trust_env=False)
    except httpx.HTTPError as error:
        raise DoorClosed(type(error).__name__) from error
    if answer.status_code == 200:
        content: dict[str, Any] = answer.json()
        return content
    if answer.status_code == 409:
        raise Refused(str(answer.json().get("error", "invalid")))
    if answer.status_code == 404:
        raise Refused("gone")
    if answer.status_code in (400, 413, 422):
        raise Refused("invalid")
    raise DoorClosed(str(answer.status_code))


class _Health:
    """Whether the bot answers, asked at most once in a few seconds for all pages of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._up = False

    def is_up(self) -> bool:
        if time.monotonic() - self._asked >= _HEALTH_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._up = _answers()
                self._asked = time.monotonic()
            finally:
                self._lock.release()
        return self._up

    def forget(self) -> None:
        self._asked = float("-inf")


_health = _Health()


def is_up() -> bool:
    """Tell whether the bot answers at its door, as of a few seconds ago at most."""
    return _health.is_up()


def forget_health() -> None:
    """Ask again at the next `is_up`."""
    _health.forget()


def _answers() -> bool:
    try:
        return httpx.get(f"{_address()}/health", headers=_headers(), timeout=_HEALTH_TIMEOUT, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _address() -> str:
    host = os.environ.get("DROM_HOST", "") or "127.0.0.1"
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"  # the door is open on loopback alone
    return f"http://{host}:{os.environ.get('DROM_PORT') or 5005}/webhooks/desk"


def _headers() -> dict[str, str]:
    secret = os.environ.get("DROM_DESK_SECRET", "").strip()
    if not secret:
        try:
            secret = (VAR / "desk_secret").read_text(encoding="ascii").strip()
        except OSError as error:  # the bot, which writes it, has never run here
            raise httpx.TransportError("there is no secret yet") from error
    return {"Authorization": f"Bearer {secret}"}
