"""What is to be done once a day: clean up what is over, and tell of figures that run out."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone

from desk.cases.retention import forget
from desk.office.reminders import remind
from desk.people.models import AccessLog, Invitation, Session

logger = logging.getLogger(__name__)
KEEP_ACCESS_LOG = dt.timedelta(days=365)
KEEP_INVITATIONS = dt.timedelta(days=30)
"""After they have run out, so that a lead still sees that nobody came."""
KEEP_ATTEMPTS = dt.timedelta(days=1)


def run_all(now: dt.datetime) -> dict[str, int]:
    """Do everything; what fails is logged and hinders nothing else.

    Args:
        now: the present moment.

    Returns:
        How many rows were deleted or figures told, by name; -1 for what failed.
    """
    jobs: dict[str, Callable[[], int]] = {
        "sessions": lambda: Session.objects.filter(expire_date__lt=now).delete()[0],
        "invitations": lambda: _end_invitations(now),
        "attempts": lambda: AccessAttempt.objects.filter(attempt_time__lt=now - KEEP_ATTEMPTS).delete()[0],
        "access_log": lambda: AccessLog.objects.filter(at__lt=now - KEEP_ACCESS_LOG).delete()[0],
        "cases": forget,
        "figures": lambda: remind(timezone.localdate(now)),
    }
    return {name: _done(name, job) for name, job in jobs.items()}


def _end_invitations(now: dt.datetime) -> int:
    return Invitation.objects.filter(created__lt=now - settings.INVITATION_AGE - KEEP_INVITATIONS).delete()[0]


def _done(name: str, job: Callable[[], int]) -> int:
    try:
        return job()
    except Exception:
        logger.exception("the daily job “%s” failed", name)
        return -1
