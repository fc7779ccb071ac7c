"""Which websites may speak to the web channel from a browser (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from __future__ import annotations

from collections.abc import Set
from urllib.parse import urlsplit

from sanic.request import Request

_PREFLIGHT_SECONDS = 7200
"""How long a browser remembers that it may; Chromium takes no longer time."""


class Origins:
    """The websites of one installation.

    Args:
        allowed: their origins, `https://www.duisburg.de`; our own pages are always allowed.
    """

    def __init__(self, allowed: Set[str]) -> None:
        self._allowed = allowed

    def may_use(self, request: Request) -> bool:
        """Whether the page that asks is ours or allowed. Programs that are no browsers send no `Origin` and may."""
        origin = request.headers.get("origin", "").lower()
        return not origin or origin in self._allowed or self._is_ours(request, origin)

    def headers(self, request: Request) -> dict[str, str]:
        """Return what lets the page read the answer. Cookies are never allowed, for there are none."""
        origin = request.headers.get("origin", "")
        if origin.lower() not in self._allowed:
            return {"Vary": "Origin"}
        return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"}

    @staticmethod
    def preflight_headers() -> dict[str, str]:
        """Return what an allowed page may send, for the browser's question before it does."""
        return {
            "Access-Control-Allow-Methods": "GET, POST, DELETE",
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
        }

    @staticmethod
    def _is_ours(request: Request, origin: str) -> bool:
        """A proxy may change `Host`; then the browser's own word decides, which no page can set."""
        same_host = urlsplit(origin).netloc == request.headers.get("host", "").lower()
        return same_host or request.headers.get("sec-fetch-site") == "same-origin"
