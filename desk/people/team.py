"""What leads and administrators do with accounts, and the rules that nobody locks out themselves or everybody."""

from __future__ import annotations

from django.db import transaction

from desk.people.models import Account, ActiveCentre, Membership


class NotAllowed(Exception):
    """A change that would lock somebody out for good; the message is German and for the page."""


@transaction.atomic
def change_role(membership: Membership, role: str, by: Account) -> None:
    """Give a colleague another role in a centre.

    Raises:
        NotAllowed: it is one's own role, or the centre would have no lead any more.
    """
    if role == membership.role:
        return
    if membership.account_id == by.pk:
        raise NotAllowed("Ihre eigene Rolle kann nur eine andere Leitung ändern.")
    if membership.role == Membership.Role.LEAD:
        _another_lead_stays(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def remove(membership: Membership, by: Account) -> None:
    """Take a colleague who also works elsewhere out of a centre.

    Raises:
        NotAllowed: it is oneself or the only centre of the colleague, or the centre would have no lead any more.
    """
    if membership.account_id == by.pk:
        raise NotAllowed("Sich selbst können Sie nicht aus dem Team nehmen.")
    if membership.account.memberships.count() == 1:
        raise NotAllowed(f"{membership.account.name} gehört nur zu diesem Zentrum. Schalten Sie stattdessen das Konto aus.")
    if membership.role == Membership.Role.LEAD:
        _another_lead_stays(membership)
    membership.delete()


@transaction.atomic
def switch(account: Account, on: bool, by: Account) -> None:
    """Switch an account on or off; with it off its log-ins end at once.

    Raises:
        NotAllowed: it is one's own, the last administrator's, or that of a centre's last lead.
    """
    if not on:
        if account.pk == by.pk:
            raise NotAllowed("Ihr eigenes Konto können Sie nicht ausschalten.")
        if account.is_administrator:
            administrators = Account.objects.select_for_update().filter(is_administrator=True, is_active=True).order_by("pk")
            if len(administrators) < 2:
                raise NotAllowed("Das ist das letzte Konto der Verwaltung. Legen Sie zuerst ein zweites an.")
        for membership in account.memberships.filter(role=Membership.Role.LEAD):
            _another_lead_stays(membership)
        account.sessions.all().delete()
    account.is_active = on
    account.save(update_fields=["is_active"])


def _another_lead_stays(membership: Membership) -> None:
    if not ActiveCentre.objects.filter(pk=membership.centre).exists():
        return
    leads = Membership.objects.select_for_update().filter(
        centre=membership.centre, role=Membership.Role.LEAD, account__is_active=True
    )
    if all(lead.pk == membership.pk for lead in leads.order_by("pk")):
        raise NotAllowed(f"{membership.account.name} ist die letzte Leitung dieses Zentrums. Ernennen Sie zuerst eine zweite.")
