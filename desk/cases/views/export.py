"""A case as a file. Each export stands in the access log."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from desk.cases import export
from desk.cases.situation import Situation
from desk.cases.views.found import case_of
from desk.people.access import account_of, members_only, note_access
from desk.people.models import AccessLog


@require_safe
@members_only
def as_text(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the case as plain text."""
    situation = _situation(request, case_id)
    return _file(export.as_text(situation).encode(), "text/plain; charset=utf-8", f"Fall-{situation.case.reference}.txt")


@require_safe
@members_only
def as_pdf(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the case as PDF."""
    situation = _situation(request, case_id)
    return _file(export.as_pdf(situation), "application/pdf", f"Fall-{situation.case.reference}.pdf")


def _situation(request: HttpRequest, case_id: int) -> Situation:
    case = case_of(request, case_id)
    situation = Situation(case, account_of(request))
    if situation.deleted:
        raise Http404
    note_access(request, case_id=case.pk, reference=case.reference, centre=case.centre, what=AccessLog.EXPORTED)
    return situation


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
