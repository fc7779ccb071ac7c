"""`manage.py outbox`: carries what the staff wants to the bot, and does what has to follow when the bot changes something."""

from __future__ import annotations

import logging
import signal
import time
from contextlib import suppress
from smtplib import SMTPException
from typing import Any

import psycopg
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from desk.cases import mail, outbox, retention

logger = logging.getLogger(__name__)
_ROUND_SECONDS = 60.0
"""So often everything is looked at, even if nobody has called."""
_RECONNECT_SECONDS = 1.0


class Command(BaseCommand):
    """The worker. Several may run at once; each order is carried by one of them."""

    help = "Bringt Antworten und Aufträge der Mitarbeitenden zum Assistenten. Läuft, bis es beendet wird."

    _stopping = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM or Ctrl-C."""
        signal.signal(signal.SIGTERM, self._stop)
        with suppress(KeyboardInterrupt):
            while True:
                try:
                    self._work()
                except (DatabaseError, psycopg.Error) as error:
                    if self._stopping:  # psycopg may put an error of its own in the place of the interruption
                        return
                    logger.warning("the database is away (%s); trying again", type(error).__name__)
                    close_old_connections()
                    time.sleep(_RECONNECT_SECONDS)

    def _stop(self, signum: int, frame: object) -> None:
        self._stopping = True
        raise KeyboardInterrupt

    def _work(self) -> None:
        connection.ensure_connection()
        with psycopg.connect(**_parameters(), autocommit=True) as listening:
            listening.execute(f"LISTEN {outbox.CHANNEL}")
            listening.execute("LISTEN drom_desk")
            self.stdout.write("outbox: ready")
            self.stdout.flush()
            changed = True
            while True:
                while outbox.carry_next():
                    pass
                if changed:
                    _follow()
                changed = _wait(listening)
                close_old_connections()


def _wait(listening: psycopg.Connection[Any]) -> bool:
    """Sleep until somebody calls or an order is due again; tell whether the bot has changed something or a round is over."""
    due = outbox.seconds_until_due()
    seconds = _ROUND_SECONDS if due is None else min(due, _ROUND_SECONDS)
    called = [notice.channel for notice in listening.notifies(timeout=seconds, stop_after=1)]
    called += [notice.channel for notice in listening.notifies(timeout=0)]  # many at once are one
    return "drom_desk" in called or (not called and due is None)


def _follow() -> None:
    """Do what follows a change in the bot's cases: delete what belongs to deleted ones, tell the staff of what is new."""
    retention.forget()
    with suppress(SMTPException, OSError):  # written into the log where it happened; tried again in the next round
        mail.tell_of_new_cases()
        mail.tell_of_replies()


def _parameters() -> dict[str, Any]:
    """Return how Django connects, without what concerns only its own cursors."""
    parameters = connection.get_connection_params()
    return {key: value for key, value in parameters.items() if key not in ("context", "cursor_factory", "prepare_threshold")}
