"""Following the link of an invitation."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from desk.centres import centre_name
from desk.people.forms import NewPasswordForm
from desk.people.models import Account, Invitation, Membership
from desk.people.views.login import complete_login


class _WelcomeForm(NewPasswordForm):
    """Name and first password of an invited person."""

    name = forms.CharField(label="Ihr Name", max_length=120, help_text="So sehen Ihre Kolleginnen und Kollegen Sie.")
    field_order = ("name", "new_password1", "new_password2")

    def clean_name(self) -> str:
        """Give the name to the account, so that the password is held against it."""
        self.user.name = str(self.cleaned_data["name"]).strip()
        return self.user.name


@login_not_required
@transaction.atomic
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account of an invited person, or add the centre to the account that they have."""
    found = Invitation.of_token(token)
    if not found:
        return render(request, "people/invitation_over.html", status=410)
    known = Account.objects.filter(email=found.email).first()
    if known:
        return _join(request, found, known)
    account = Account(email=found.email, name=found.name, is_administrator=not found.centre)
    form = _WelcomeForm(account, request.POST or None, initial={"name": found.name})
    if form.is_valid():
        form.save()
        _accept(found, account)
        if request.user.is_authenticated:
            request.session.flush()
        complete_login(request, account)
        messages.success(request, "Willkommen bei Drom.")
        return redirect("people:start")
    centre = centre_name(found.centre) if found.centre else ""
    return render(request, "people/invitation.html", {"form": form, "invitation": found, "centre": centre})


def _join(request: HttpRequest, found: Invitation, known: Account) -> HttpResponse:
    """Ask somebody who has an account to accept with it."""
    if request.user != known:
        return redirect(f"/anmelden/?next={request.path}")
    if request.method == "POST":
        _accept(found, known)
        messages.success(request, f"Sie gehören jetzt auch zum Team {centre_name(found.centre)}.")
        return redirect("people:start")
    return render(request, "people/invitation_join.html", {"invitation": found, "centre": centre_name(found.centre)})


def _accept(found: Invitation, account: Account) -> None:
    found.used = timezone.now()
    found.save(update_fields=["used"])
    if found.centre and not account.is_administrator:
        Membership.objects.update_or_create(account=account, centre=found.centre, defaults={"role": found.role})
