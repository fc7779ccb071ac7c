"""Finding the case of an address, and the answer to an action."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import trigger_client_event

from desk.cases import queue
from desk.cases.models import Case
from desk.people.access import account_of


def case_of(request: HttpRequest, case_id: int) -> Case:
    """Return a case that the one who is logged in may read.

    Raises:
        Http404: there is none, or it belongs to a centre in which they don't work: nobody learns that it exists.
    """
    case = queue.visible_to(account_of(request)).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def look_again(request: HttpRequest, case: Case, *, sent: bool = False) -> HttpResponse:
    """Answer an action: the page asks at once for what is new; without a script it is loaded again.

    Args:
        request: the request.
        case: the case.
        sent: whether a reply was sent, so that its form can be emptied.
    """
    if not request.headers.get("HX-Request"):
        return redirect("cases:case", case.pk)
    response = HttpResponse("")
    if sent:
        trigger_client_event(response, "drom-sent", {})
    return trigger_client_event(response, "drom-look", {})
