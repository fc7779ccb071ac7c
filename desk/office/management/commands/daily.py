"""`manage.py daily`: what is to be done once a day."""

from __future__ import annotations

import argparse
import datetime as dt
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from desk.office.daily import run_all

AT = dt.time(3)
"""In German time, when nobody works."""


class Command(BaseCommand):
    """Cleans up and reminds, once or every night."""

    requires_system_checks = []  # they would load all pages of the desk, and this process stays
    help = "Deletes what is over and tells administrators of figures that run out."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--keep-running", action="store_true", help="now, and then every night at three")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once, or until the process is told to end."""
        if not options["keep_running"]:
            self._run()
            return
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        while not ended.is_set():
            self._run()
            ended.wait(until_next(timezone.now()).total_seconds())

    def _run(self) -> None:
        done = run_all(timezone.now())
        connections.close_all()
        self.stdout.write("daily: " + ", ".join(f"{name} {number}" for name, number in done.items()))


def until_next(now: dt.datetime) -> dt.timedelta:
    """Return the time until the next three o'clock in the morning in Germany."""
    here = timezone.localtime(now)
    day = here.date() if here.time() < AT else here.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, AT, here.tzinfo) - here
