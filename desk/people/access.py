"""Who may open which page, and the note of who opened which case."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from desk.people.models import AccessLog, Account

View = Callable[..., HttpResponse]


def account_of(request: HttpRequest) -> Account:
    """Return who is logged in.

    Raises:
        PermissionDenied: nobody is.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def _only(allowed: Callable[[Account], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(account_of(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


_members_only = _only(lambda account: not account.is_administrator)
leads_only = _only(lambda account: bool(account.led_centres))
"""For leads of at least one centre; which centre is for the view: a foreign one is a 404."""
administrators_only = _only(lambda account: account.is_administrator)
"""For administrators of the installation."""


def members_only(view: View) -> View:
    """For those who work in a centre, not for administrators; from the first page these are sent to theirs."""
    guarded = _members_only(view)

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.path == "/" and account_of(request).is_administrator:
            return redirect("people:accounts")
        return guarded(request, *args, **kwargs)

    return opened


def note_access(request: HttpRequest, *, case_id: int, reference: str, centre: str, what: str = AccessLog.OPENED) -> None:
    """Write into the access log that the one who is logged in opened or exported a case."""
    AccessLog.objects.create(account=account_of(request), case_id=case_id, reference=reference, centre=centre, what=what)
