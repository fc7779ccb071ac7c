"""E-mails to the staff that something is new. They hold no content: no words, no names, not even a reference."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, Max, Q

from desk.cases.models import CaseEvent, Mailed
from desk.centres import centre_name
from desk.people.models import Account, ActiveCentre

logger = logging.getLogger(__name__)
_NEW = ("opened", "transferred", "person_back")


def tell_of_new_cases() -> int:
    """Tell the staff of each centre that wants it of the cases that have come since the last time; return how many e-mails.

    One e-mail for each centre and account, however many cases. A centre that is new here starts without e-mails
    about old cases. When the mail server is away, the next call tries again.
    """
    return sum(_tell(centre) for centre in ActiveCentre.objects.values_list("id", flat=True))


def _tell(centre: str) -> int:
    newest = CaseEvent.objects.aggregate(last=Max("id"))["last"] or 0
    mailed, new = Mailed.objects.get_or_create(centre=centre, defaults={"event": newest})
    if new or mailed.event == newest:
        return 0
    with transaction.atomic():
        # one worker tells; another one that comes at the same moment finds nothing left
        mailed = Mailed.objects.select_for_update().get(centre=centre)
        come = Q(event__in=_NEW, case__centre=centre, id__gt=mailed.event, id__lte=newest)
        found = (
            CaseEvent.objects.filter(come)
            .exclude(case__state="closed")
            .aggregate(cases=Count("case", distinct=True), urgent=Count("case", distinct=True, filter=Q(case__urgent=True)))
        )
        sent = _send(centre, found["cases"], found["urgent"]) if found["cases"] else 0
        mailed.event = newest
        mailed.save()
    return sent


def _send(centre: str, cases: int, urgent: int) -> int:
    what = "Ein neuer Fall wartet." if cases == 1 else f"{cases} neue Fälle warten."
    if urgent:
        what += " Einer davon ist dringend." if urgent == 1 and cases > 1 else " Es ist dringend."
    text = (
        f"Guten Tag,\n\nam Arbeitsplatz von Drom ({centre_name(centre)}): {what}\n\n{settings.ADDRESS.url}/\n\n"
        "Diese E-Mail enthält absichtlich keine Inhalte. Sie können sie unter „Mein Konto“ abbestellen.\n"
    )
    wanted = Account.objects.working_in(centre).filter(wants_mail=True).values_list("email", flat=True)
    for address in wanted:
        try:
            EmailMessage(subject=f"Drom: {what}", body=text, to=[address]).send()
        except (SMTPException, OSError) as error:
            logger.warning("an e-mail could not be sent: %s", type(error).__name__)
            raise
    return len(wanted)
