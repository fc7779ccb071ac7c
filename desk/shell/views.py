"""Pages for what goes wrong, and the icon."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that can't be understood."""
    return render(
        request,
        "desk/error.html",
        {"title": "Das hat nicht geklappt", "text": "Der Browser hat etwas Unverständliches gesendet."},
        status=400,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer somebody whose role does not allow this page."""
    text = "Diese Seite gehört nicht zu Ihrer Rolle. Ihre Leitung kann Ihre Rolle ändern."
    return render(request, "desk/error.html", {"title": "Kein Zugang", "text": text}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer with the same page for what does not exist and for what belongs to another centre."""
    text = "Diese Adresse gibt es nicht, oder sie gehört einem anderen Zentrum."
    return render(request, "desk/error.html", {"title": "Nicht gefunden", "text": text}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the desk itself has failed; uses no database and no log-in."""
    return render(None, "desk/broken.html", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection against foreign pages has run out."""
    text = "Das Formular war zu lange offen. Gehen Sie zurück, laden Sie die Seite neu und senden Sie noch einmal."
    return render(request, "desk/error.html", {"title": "Bitte noch einmal senden", "text": text}, status=403)


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that look in the old place to the icon."""
    return HttpResponsePermanentRedirect(staticfiles_storage.url("desk/icon.svg"))
