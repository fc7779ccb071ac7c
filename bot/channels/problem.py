"""Requests that can't be served, and what the client is told."""

from __future__ import annotations

from typing import Any

from sanic.exceptions import InvalidUsage, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json


class Problem(Exception):
    """A request that can't be served, with the words for the client.

    Args:
        status: the HTTP status.
        error: a short name for programs.
        detail: a sentence for developers; never a text of a person.
        retry_after: seconds, for 429 and 503.
    """

    def __init__(self, status: int, error: str, detail: str, retry_after: int | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.detail = detail
        self.retry_after = retry_after

    def response(self) -> HTTPResponse:
        """Return the problem as JSON."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after else {}
        return json({"error": self.error, "detail": self.detail}, status=self.status, headers=headers)


def json_object(request: Request, *, may_be_empty: bool = False) -> dict[str, Any]:
    """Return the body of a request.

    Raises:
        Problem: it is no JSON object.
    """
    if may_be_empty and not request.body:
        return {}
    try:
        body = request.json
    except (SanicException, InvalidUsage, ValueError):
        body = None
    if not isinstance(body, dict):
        raise Problem(400, "bad_json", "The body must be a JSON object in UTF-8.")
    return body
