"""What happens around every page: sessions end, strangers' passwords are changed first, htmx finds the log-in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from desk.people import sessions

BACKGROUND_HEADER = "Drom-Background"
Respond = Callable[[HttpRequest], HttpResponse]


class LoginThroughHtmx:
    """A fragment that needs a log-in opens the whole log-in page, and after that the page of which it is a part."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        response = self._respond(request)
        login = reverse("people:login")
        if request.htmx and response.status_code == 302 and response["Location"].startswith(login):  # type: ignore[attr-defined]
            here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
            return HttpResponse(status=204, headers={"HX-Redirect": f"{login}?{urlencode({'next': here})}"})
        return response


class SessionEnds:
    """Logs out whoever was quiet for too long or has been here for a whole day."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if request.user.is_authenticated:
            background = BACKGROUND_HEADER in request.headers
            if not request.user.is_active or sessions.has_ended(request.session, background=background):
                auth.logout(request)
        return self._respond(request)


class OwnPasswordFirst:
    """Whoever got a password from somebody else chooses an own one before anything else."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if request.user.is_authenticated and request.user.own_password_first:
            allowed = {reverse("people:own_password"), reverse("people:logout")}
            if request.path not in allowed:
                return redirect("people:own_password")
        return self._respond(request)
