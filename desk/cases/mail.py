"""E-mails to the staff that something is new. They hold no content: no words, no names, not even a reference."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from desk.cases.models import Case, CaseEvent, Mailed, Seen
from desk.centres import centre_name
from desk.people.models import Account, ActiveCentre

logger = logging.getLogger(__name__)
_NEW = ("opened", "transferred", "person_back")
_UNSEEN_FOR = timedelta(minutes=2)
"""Who is at the desk sees a message before that, and needs no e-mail."""
_NEVER = datetime.fromtimestamp(0, UTC)


def tell_of_new_cases() -> int:
    """Tell the staff of each centre that wants it of the cases that have come since the last time; return how many e-mails.

    One e-mail for each centre and account, however many cases. A centre that is new here starts without e-mails
    about old cases. When the mail server is away, the next call tries again.
    """
    return sum(_tell(centre) for centre in ActiveCentre.objects.values_list("id", flat=True))


def tell_of_replies() -> int:
    """Tell who holds a case that its person has written, and return how many e-mails were sent.

    One e-mail for each account, however many cases and messages; the next one only when these were looked at.
    When the mail server is away, the next call tries again.
    """
    wanting = Account.objects.filter(pk__in=_untold().values("staff"), is_active=True, wants_mail=True)
    return sum(_tell_of_replies(account) for account in wanting.values_list("pk", flat=True))


def _untold() -> QuerySet[Case]:
    """Return the cases in which who holds them has not seen the newest message, and was not told since they last looked."""
    seen = Seen.objects.filter(account=OuterRef("staff"), case=OuterRef("pk"))
    cases = Case.objects.filter(state="staff", person_at__lt=timezone.now() - _UNSEEN_FOR)
    cases = cases.annotate(seen_at=Subquery(seen.values("at")), told=Subquery(seen.values("told")))
    return cases.filter(Q(seen_at=None) | Q(seen_at__lt=F("person_at")) & (Q(told=None) | Q(told__lte=F("seen_at"))))


def _tell_of_replies(account_id: int) -> int:
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)  # one worker tells
        new = list(_untold().filter(staff=account.pk, centre__in=account.centres))
        if not new:
            return 0
        what = "In einem Ihrer Fälle" if len(new) == 1 else f"In {len(new)} Ihrer Fälle"
        _send(f"{what} hat jemand geschrieben.", "Ihre Fälle", [account.email])
        Seen.objects.bulk_create(
            [Seen(account=account, case=case, at=_NEVER, told=case.person_at) for case in new],
            update_conflicts=True,
            unique_fields=["account", "case"],
            update_fields=["told"],
        )
    return 1


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
        sent = _tell_all(centre, found["cases"], found["urgent"]) if found["cases"] else 0
        mailed.event = newest
        mailed.save()
    return sent


def _tell_all(centre: str, cases: int, urgent: int) -> int:
    what = "Ein neuer Fall wartet." if cases == 1 else f"{cases} neue Fälle warten."
    if urgent:
        what += " Einer davon ist dringend." if urgent == 1 and cases > 1 else " Es ist dringend."
    wanted = Account.objects.working_in(centre).filter(wants_mail=True).values_list("email", flat=True)
    _send(what, centre_name(centre), wanted)
    return len(wanted)


def _send(what: str, where: str, addresses: Iterable[str]) -> None:
    text = (
        f"Guten Tag,\n\nam Arbeitsplatz von Drom ({where}): {what}\n\n{settings.ADDRESS.url}/\n\n"
        "Diese E-Mail enthält absichtlich keine Inhalte. Sie können sie unter „Mein Konto“ abbestellen.\n"
    )
    for address in addresses:
        try:
            EmailMessage(subject=f"Drom: {what}", body=text, to=[address]).send()
        except (SMTPException, OSError) as error:
            logger.warning("an e-mail could not be sent: %s", type(error).__name__)
            raise
