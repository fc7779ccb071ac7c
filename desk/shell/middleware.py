"""What every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Respond = Callable[[HttpRequest], HttpResponse]


class NothingKept:
    """Browsers and proxies keep no page of the desk: computers in an office are shared."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        response = self._respond(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
