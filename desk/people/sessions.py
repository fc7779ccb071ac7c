"""Sessions in the database that know whose they are. They end after quiet hours, and at the latest after a working day."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.middleware import SessionMiddleware as SessionMiddleware

_STARTED = "started"
_ACTIVE = "active"
_NOTE_EVERY = 60.0
"""Seconds between two notes of activity: a session need not be written at each click."""


class SessionStore(DatabaseSessions):
    """Django's sessions in a table of our own."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the model with the owner."""
        from desk.people.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row to be written, with its owner."""
        row: Any = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        return row


def begin(session: Any) -> None:
    """Note that somebody has just logged in."""
    session[_STARTED] = session[_ACTIVE] = time.time()


def has_ended(session: Any, *, background: bool) -> bool:
    """Whether a log-in has ended by time; otherwise its activity is noted.

    Args:
        session: of the request.
        background: the page asked by itself, nobody clicked: that is no activity.
    """
    now = time.time()
    started, active = session.get(_STARTED, 0.0), session.get(_ACTIVE, 0.0)
    if now - started > settings.SESSION_LONGEST.total_seconds() or now - active > settings.SESSION_IDLE.total_seconds():
        return True
    if not background and now - active > _NOTE_EVERY:
        session[_ACTIVE] = now
    return False
