"""What everybody changes about their own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from desk.centres import centre_name
from desk.people import second_factor
from desk.people.access import account_of
from desk.people.forms import ChangePasswordForm, CodeForm, NewPasswordForm, ProfileForm
from desk.people.models import Membership
from desk.people.views.login import forget


def account(request: HttpRequest) -> HttpResponse:
    """Show and change name and e-mails; lead to password, second step and log-ins."""
    mine = account_of(request)
    form = ProfileForm(request.POST or None, instance=mine)
    if mine.is_administrator:
        del form.fields["wants_mail"]
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Gespeichert.")
        return redirect("people:account")
    context = {
        "form": form,
        "centres": [(centre_name(row.centre), Membership.Role(row.role).label) for row in mine.memberships.order_by("centre")],
        "device": second_factor.device_of(mine),
        "codes_left": mine.recovery_codes.count(),
        "sessions": mine.sessions.count(),
    }
    return render(request, "people/account.html", context)


def password(request: HttpRequest) -> HttpResponse:
    """Change the password; all other log-ins end."""
    mine = account_of(request)
    form = ChangePasswordForm(mine, request.POST or None)
    if form.is_valid():
        form.save()
        mine.sessions.exclude(pk=request.session.session_key).delete()
        update_session_auth_hash(request, mine)
        messages.success(request, "Ihr Passwort ist geändert. Auf anderen Geräten sind Sie abgemeldet.")
        return redirect("people:account")
    return render(request, "people/password.html", {"form": form})


def own_password(request: HttpRequest) -> HttpResponse:
    """Take an own password from somebody who logged in with one that somebody else knows."""
    mine = account_of(request)
    if not mine.own_password_first:
        return redirect("people:password")
    form = NewPasswordForm(mine, request.POST or None)
    if form.is_valid():
        form.save()
        update_session_auth_hash(request, mine)
        messages.success(request, "Ihr Passwort ist gespeichert.")
        return redirect("people:start")
    return render(request, "people/own_password.html", {"form": form})


def second_step(request: HttpRequest) -> HttpResponse:
    """Set up the phone: QR code, one code to prove it, recovery codes to keep."""
    mine = account_of(request)
    if second_factor.device_of(mine):
        return redirect("people:account")
    device = second_factor.unconfirmed_device(mine)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        codes = second_factor.confirm(device, form.cleaned_data["code"])
        if codes:
            return render(request, "people/recovery_codes.html", {"codes": codes})
        form.add_error("code", "Dieser Code stimmt nicht. Prüfen Sie die Uhrzeit Ihres Handys und nehmen Sie den nächsten Code.")
    secret = device.config_url.split("secret=")[1].split("&")[0]
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render(request, "people/second_step.html", {"form": form, "qr": second_factor.qr_code(device), "secret": groups})


def new_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, against the password."""
    return _against_password(request, "people/new_codes.html", codes=True)


def second_step_off(request: HttpRequest) -> HttpResponse:
    """Switch the second step off, against the password."""
    return _against_password(request, "people/second_step_off.html", codes=False)


def _against_password(request: HttpRequest, template: str, *, codes: bool) -> HttpResponse:
    mine = account_of(request)
    if not second_factor.device_of(mine):
        return redirect("people:account")
    wrong = False
    if request.method == "POST":
        if mine.check_password(request.POST.get("password", "")):
            if codes:
                return render(request, "people/recovery_codes.html", {"codes": second_factor.new_recovery_codes(mine)})
            second_factor.switch_off(mine)
            messages.success(request, "Sie melden sich wieder nur mit dem Passwort an.")
            return redirect("people:account")
        wrong = True
    return render(request, template, {"wrong": wrong})


@require_POST
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all log-ins of this account, this one too."""
    account_of(request).sessions.all().delete()
    logout(request)
    return forget(redirect("people:login"))
