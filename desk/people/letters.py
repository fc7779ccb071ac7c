"""E-mails of the desk. They never hold anything of a case."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from desk.centres import centre_name
from desk.people.models import Account, Invitation

logger = logging.getLogger(__name__)


def mail_is_set_up() -> bool:
    """Whether e-mails leave this machine."""
    return not settings.EMAIL_BACKEND.endswith("console.EmailBackend")


def link_of(invitation: Invitation) -> str:
    """Return the whole address of an invitation."""
    return f"{settings.ADDRESS.url}{reverse('people:invitation', args=[invitation.token])}"


def send_invitation(invitation: Invitation) -> bool:
    """Send the link; returns False when it could not be sent, so that it is passed on in another way."""
    context = {
        "invitation": invitation,
        "centre": centre_name(invitation.centre) if invitation.centre else "",
        "link": link_of(invitation),
        "days": settings.INVITATION_AGE.days,
    }
    return send("Einladung zu Drom", render_to_string("people/mail/invitation.txt", context), [invitation.email])


def tell_of_change(account: Account, what: str) -> None:
    """Tell somebody by e-mail that an administrator has changed how they log in: nobody does that unseen.

    Args:
        account: whose log-in was changed.
        what: a German sentence.
    """
    send(
        "Ihr Zugang zu Drom wurde geändert",
        render_to_string("people/mail/changed.txt", {"account": account, "what": what}),
        [account.email],
    )


def send(subject: str, text: str, receivers: list[str]) -> bool:
    """Send one e-mail to each; returns False when the server of the e-mails refused or was not there.

    Args:
        subject: one line, nothing of a case.
        text: plain text, nothing of a case.
        receivers: addresses; none of them sees the others.
    """
    try:
        for receiver in receivers:
            send_mail(subject, text, None, [receiver])
    except (SMTPException, OSError) as error:
        logger.warning("an e-mail could not be sent: %s", type(error).__name__)
        return False
    return True
