"""Logging in, in one or two steps, and out."""

from __future__ import annotations

import time
from typing import Any, cast

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset as unlock
from django.conf import settings
from django.contrib import auth
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme

from desk.people import second_factor, sessions
from desk.people.access import account_of
from desk.people.forms import LoginForm, NewPasswordForm, PasswordResetForm, RecoveryForm
from desk.people.lockout import locked_out
from desk.people.models import Account

_HALF = "half_logged_in"
_HALF_SECONDS = 300
"""How long one may look for the phone."""
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def complete_login(request: HttpRequest, account: Account) -> None:
    """Log somebody in who has shown all that is needed."""
    request.session.pop(_HALF, None)
    auth.login(request, account, backend=_BACKEND)
    sessions.begin(request.session)


class LoginView(views.LoginView):
    """First step: e-mail address and password."""

    template_name = "people/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Log in, or ask for the code."""
        account = cast(Account, form.get_user())
        if second_factor.device_of(account):
            self.request.session.cycle_key()
            self.request.session[_HALF] = {"account": account.pk, "at": time.time(), "next": self.get_redirect_url()}
            return redirect("people:login_code")
        complete_login(self.request, account)
        return redirect(self.get_success_url())


@login_not_required
def login_code(request: HttpRequest) -> HttpResponse:
    """Second step: the code. Wrong codes lock the account as wrong passwords do."""
    half = request.session.get(_HALF)
    if not half or time.time() - half["at"] > _HALF_SECONDS:
        request.session.pop(_HALF, None)
        return redirect("people:login")
    account = Account.objects.get(pk=half["account"])
    credentials = {"username": account.email}
    if not account.is_active or not AxesProxyHandler.is_allowed(request, credentials):
        return locked_out(request)
    form = RecoveryForm(request.POST or None)
    if form.is_valid():
        if second_factor.is_right(account, form.cleaned_data["code"]):
            complete_login(request, account)
            return redirect(_inner(request, half["next"]) or reverse("people:start"))
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        form.add_error("code", "Dieser Code stimmt nicht oder ist abgelaufen. Nehmen Sie den nächsten.")
    return render(request, "people/login_code.html", {"form": form})


def _inner(request: HttpRequest, address: str) -> str:
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if safe else ""


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the first page of a role."""
    return redirect("people:accounts" if account_of(request).is_administrator else "/")


class LogoutView(views.LogoutView):
    """Ends this log-in, and with it what the browser kept of half-typed replies."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Log out."""
        return forget(super().post(*args, **kwargs))


def forget(response: HttpResponse) -> HttpResponse:
    """Let the browser throw away what pages have kept in it (W3C Clear Site Data)."""
    response["Clear-Site-Data"] = '"storage"'
    return response


@method_decorator(login_not_required, name="dispatch")
class PasswordForgotten(views.PasswordResetView):
    """Sends a link for a new password. The answer is the same whether the address has an account or not."""

    template_name = "people/password_forgotten.html"
    form_class = PasswordResetForm
    email_template_name = "people/mail/password.txt"
    subject_template_name = "people/mail/password_subject.txt"
    extra_email_context = {"address": settings.ADDRESS.url}
    success_url = reverse_lazy("people:password_sent")


@login_not_required
def password_sent(request: HttpRequest) -> HttpResponse:
    """Say that the link is on its way."""
    return render(request, "people/password_sent.html")


@method_decorator(login_not_required, name="dispatch")
class PasswordNew(views.PasswordResetConfirmView):
    """Takes the new password from somebody with the link. The code of the phone is still asked for."""

    template_name = "people/password_new.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("people:login")

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, end all log-ins of this account, and take a lock after failed ones away."""
        response = super().form_valid(form)
        account = cast(Account, self.user)
        account.sessions.all().delete()
        unlock(username=account.email)
        return response
