"""The team of a centre, for its leads: members, invitations, and who opened which case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from desk.centres import centre_name
from desk.people import letters, team
from desk.people.access import account_of, leads_only
from desk.people.forms import InviteForm, MembershipForm
from desk.people.models import AccessLog, Account, Invitation, Membership

_ENTRIES = 100


@leads_only
def members(request: HttpRequest) -> HttpResponse:
    """List the members and open invitations of the centres that one leads."""
    centres = account_of(request).led_centres
    rows = Membership.objects.filter(centre__in=centres).select_related("account").order_by("centre", "account__name")
    context = {
        "teams": [
            {
                "name": centre_name(centre),
                "members": [row for row in rows if row.centre == centre],
                "invitations": Invitation.open().filter(centre=centre).order_by("created"),
            }
            for centre in sorted(centres, key=centre_name)
        ]
    }
    return render(request, "people/team.html", context)


@leads_only
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague by e-mail."""
    by = account_of(request)
    form = InviteForm(request.POST or None, centres=by.led_centres)
    if form.is_valid():
        return invited(request, form.cleaned_data, by)
    return render(request, "people/invite.html", {"form": form})


def invited(request: HttpRequest, given: dict[str, Any], by: Account) -> HttpResponse:
    """Keep and send an invitation; show its link when no e-mail could be sent."""
    Invitation.open().filter(email=given["email"], centre=given["centre"]).update(used=timezone.now())  # the newer one counts
    invitation = Invitation.objects.create(invited_by=by, **{key: given[key] for key in ("name", "email", "centre", "role")})
    if letters.send_invitation(invitation) and letters.mail_is_set_up():
        messages.success(request, f"Die Einladung an {invitation.email} ist unterwegs. Der Link gilt sieben Tage.")
        return redirect("people:accounts" if by.is_administrator else "people:team")
    context = {"invitation": invitation, "link": letters.link_of(invitation), "tried": letters.mail_is_set_up()}
    return render(request, "people/invited.html", context)


@leads_only
@require_POST
def withdraw(request: HttpRequest, invitation: str) -> HttpResponse:
    """Make the link of an invitation worthless."""
    found = get_object_or_404(Invitation.open(), pk=invitation, centre__in=account_of(request).led_centres)
    found.used = timezone.now()
    found.save(update_fields=["used"])
    messages.success(request, f"Die Einladung an {found.email} ist zurückgezogen.")
    return redirect("people:team")


@leads_only
def member(request: HttpRequest, membership: int) -> HttpResponse:
    """Change the role of a colleague."""
    by = account_of(request)
    found = _membership(by, membership)
    form = MembershipForm(request.POST or None, instance=Membership.objects.get(pk=found.pk))
    if form.is_valid():
        try:
            team.change_role(found, form.cleaned_data["role"], by)
        except team.NotAllowed as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(request, f"{found.account.name}: {found.get_role_display()}.")
            return redirect("people:team")
    context = {"form": form, "member": found, "centre": centre_name(found.centre), "switchable": _may_switch(by, found.account)}
    return render(request, "people/member.html", context)


@leads_only
@require_POST
def switch(request: HttpRequest, membership: int) -> HttpResponse:
    """Switch the account of a colleague off or on again."""
    by = account_of(request)
    account = _membership(by, membership).account
    if not _may_switch(by, account):
        raise Http404
    return answer(request, lambda: team.switch(account, not account.is_active, by), "people:team")


@leads_only
@require_POST
def remove(request: HttpRequest, membership: int) -> HttpResponse:
    """Take a colleague who works in several centres out of this one."""
    by = account_of(request)
    found = _membership(by, membership)
    return answer(request, lambda: team.remove(found, by), "people:team")


def answer(request: HttpRequest, change: Any, page: str) -> HttpResponse:
    """Do what was asked, or say why not, and lead back to a page."""
    try:
        change()
    except team.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Gespeichert.")
    return redirect(page)


def _membership(by: Account, membership: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("account"), pk=membership, centre__in=by.led_centres)


def _may_switch(by: Account, account: Account) -> bool:
    """An account that also works in a centre of others is theirs, too."""
    return account.pk != by.pk and set(account.memberships.values_list("centre", flat=True)) <= by.led_centres


@leads_only
def access_log(request: HttpRequest) -> HttpResponse:
    """Show who opened or exported which case of the centres that one leads, newest first."""
    entries = (
        AccessLog.objects.filter(centre__in=account_of(request).led_centres).select_related("account").order_by("-at", "-pk")
    )
    search = request.GET.get("suche", "").strip()
    if search:
        entries = entries.filter(models.Q(reference__icontains=search) | models.Q(account__name__icontains=search))
    page = Paginator(entries, _ENTRIES).get_page(request.GET.get("seite"))
    return render(request, "people/access_log.html", {"page": page, "search": search})
