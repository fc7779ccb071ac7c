"""An e-mail to the administrators about figures of cards that run out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.template.loader import render_to_string

from desk.office.figures import Ending, ending
from desk.office.models import FigureReminder
from desk.people.letters import mail_is_set_up, send
from desk.people.models import Account

AGAIN = dt.timedelta(days=28)
AGAIN_WHEN_NEAR = dt.timedelta(days=7)
NEAR = dt.timedelta(days=14)


def remind(today: dt.date) -> int:
    """Tell the administrators of figures that run out within 60 days: at once, then monthly, at the end weekly.

    Args:
        today: the day in Germany.

    Returns:
        How many figures were told; 0 also if the e-mail could not be sent or e-mails are not set up: a later call tries again.
    """
    if not mail_is_set_up():
        return 0
    found = ending(today)
    if not any(_is_due(one, today) for one in found):
        return 0
    administrators = Account.objects.filter(is_administrator=True, is_active=True)
    receivers = list(administrators.exclude(email__endswith="@localhost").values_list("email", flat=True))
    text = render_to_string("office/mail/figures.txt", {"ending": found})
    if not receivers or not send(_subject(found), text, receivers):
        return 0
    for one in found:
        FigureReminder.objects.update_or_create(name=one.name, defaults={"until": one.until, "told": today})
    return len(found)


def _is_due(one: Ending, today: dt.date) -> bool:
    last = FigureReminder.objects.filter(name=one.name, until=one.until).first()
    return last is None or today - last.told >= (AGAIN_WHEN_NEAR if one.until - today <= NEAR else AGAIN)


def _subject(found: Sequence[Ending]) -> str:
    what = "Eine Zahl läuft" if len(found) == 1 else f"{len(found)} Zahlen laufen"
    return f"Drom: {what} ab"
