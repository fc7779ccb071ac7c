"""What django-axes asks us: where a request comes from, and what people see when too many log-ins have failed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_LOOPBACK = ("127.0.0.1", "::1", "")


def client_address(request: HttpRequest) -> str:
    """Return the address of the browser.

    Behind our own proxy on this machine that is the last entry of `X-Forwarded-For`, the only one that the proxy wrote itself.
    """
    nearest: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if nearest in _LOOPBACK and settings.ADDRESS.secure and forwarded:
        return str(forwarded.rsplit(",", 1)[-1].strip())
    return nearest


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """Say how long the account is locked and what to do."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "people/locked_out.html", {"minutes": minutes}, status=429)
