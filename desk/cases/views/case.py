"""One case: the page, what is new in it, older messages, notes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from desk import texts
from desk.cases import conversation, door, queue
from desk.cases.models import Case, Note
from desk.cases.replies import LONGEST, tidy
from desk.cases.situation import REASONS, Situation, Version
from desk.cases.views.found import case_of, look_again
from desk.people.access import account_of, members_only, note_access
from desk.people.models import Account

_LOOK_BACK = 40
"""So many messages before the newest are looked at for a change: a delivery, a guess."""


@require_safe
@members_only
def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case, and write into the access log that it was opened."""
    account, case = account_of(request), case_of(request, case_id)
    note_access(request, case_id=case.pk, reference=case.reference, centre=case.centre)
    queue.mark_seen(account, case, timezone.now())
    version = Version.of(case)  # before reading: what changes in between is fetched by the next poll
    shown = conversation.read(case)
    context = _context(case, account, version) | {
        "conversation": shown,
        "languages": texts.LANGUAGES,
        "longest": LONGEST,
        "topics": texts.topics(),
        "suggested": _suggested(case),
    }
    return render(request, "cases/case.html", context)


@require_safe
@members_only
def news(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give what has changed since `stand`, each part for its own place in the page; 204 if nothing has.

    What somebody is typing or choosing is in no such part, so it is never touched.
    """
    account, case = account_of(request), case_of(request, case_id)
    seen, version, queue_version = Version.read(request.GET.get("stand", "")), Version.of(case), queue.version(account)
    if seen == version and request.GET.get("reihe") == queue_version:
        return HttpResponse(status=204)
    if "sichtbar" in request.GET and seen.cursor != version.cursor:
        queue.mark_seen(account, case, timezone.now())
        queue_version = queue.version(account)
    after = int(seen.cursor) if seen.cursor.isdigit() else 0
    context = _context(case, account, version, queue_version) | {"live": True}
    if (seen.cursor, seen.ways) != (version.cursor, version.ways):
        lines = conversation.read(case, after=max(0, after - _LOOK_BACK)).lines
        context["new_lines"] = [line for line in lines if line.cursor > after]
        context["changed_lines"] = [line for line in lines if line.cursor <= after]
    context["head_changed"] = seen.head != version.head or seen.orders != version.orders
    context["orders_changed"] = seen.orders != version.orders or seen.cursor != version.cursor
    context["notes_changed"] = seen.notes != version.notes
    return render(request, "cases/_news.html", context)


@require_safe
@members_only
def older(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the messages before a cursor."""
    case = case_of(request, case_id)
    before = request.GET.get("vor", "")
    if not before.isdigit():
        return HttpResponseBadRequest("vor")
    context = {"case": case, "conversation": conversation.read(case, before=int(before)), "earlier": True}
    return render(request, "cases/_older.html", context)


@require_POST
@members_only
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep a note for colleagues."""
    account, case = account_of(request), case_of(request, case_id)
    text = tidy(request.POST.get("text", ""))
    situation = Situation(case, account)
    if text and len(text) <= LONGEST and not situation.deleted:
        Note.objects.create(case=case, author=account, text=text)
    return look_again(request, case)


@require_POST
@members_only
def remove_note(request: HttpRequest, case_id: int, note_id: int) -> HttpResponse:
    """Delete a note of one's own."""
    account, case = account_of(request), case_of(request, case_id)
    Note.objects.filter(pk=note_id, case=case, author=account).delete()
    return look_again(request, case)


def _context(case: Case, account: Account, version: Version, queue_version: str | None = None) -> dict[str, Any]:
    situation = Situation(case, account)
    return {
        "case": case,
        "now": situation,
        "version": version,
        "queue_version": queue_version or queue.version(account),
        "unread": queue.counts(account)["to_read"],
        "reasons": REASONS,
        "up": door.is_up(),
    }


def _suggested(case: Case) -> list[texts.GermanCard]:
    """Return the cards that lie near: that of the case, then those of its topic."""
    own = texts.cards().get(case.card or "")
    rest = [card for card in texts.find_cards("", case.topic or "") if card != own] if case.topic else []
    return [*([own] if own else []), *rest]
