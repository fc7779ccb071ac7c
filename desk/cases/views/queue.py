"""The queue."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk import texts
from desk.cases import door, queue
from desk.cases.models import Case
from desk.cases.situation import about, is_overdue
from desk.people.access import account_of, members_only
from desk.people.models import Account


@require_safe
@members_only
def page(request: HttpRequest) -> HttpResponse:
    """Show a list of the queue."""
    account = account_of(request)
    choice = queue.Choice.of(request.GET.dict())
    context = _list(account, choice) | {
        "sortings": queue.SORTINGS,
        "topics": texts.topics(),
        "languages": texts.LANGUAGES,
        "places": texts.places_of(account.centres),
    }
    return render(request, "cases/queue.html", context)


@require_safe
@members_only
def news(request: HttpRequest) -> HttpResponse:
    """Give the list again if it has changed since `stand`; else 204, which htmx takes as: leave it."""
    account = account_of(request)
    if request.GET.get("stand") == queue.version(account):
        return HttpResponse(status=204)
    return render(request, "cases/_queue.html", _list(account, queue.Choice.of(request.GET.dict())))


def _list(account: Account, choice: queue.Choice) -> dict[str, Any]:
    version = queue.version(account)  # before the list: what changes in between is fetched by the next poll
    cases, more = queue.find(account, choice)
    counts = queue.counts(account)
    return {
        "choice": choice,
        "rows": [_row(case, account, names) for names in [_holders(cases)] for case in cases],
        "tabs": [(name, title, _address(choice, liste=name, seite=1), counts.get(name)) for name, title in queue.LISTS.items()],
        "unread": counts["to_read"],
        "before": _address(choice, seite=choice.page - 1) if choice.page > 1 else "",
        "after": _address(choice, seite=choice.page + 1) if more else "",
        "poll": _address(choice, stand=version),
        "up": door.is_up(),
    }


def _holders(cases: list[Case]) -> dict[int, str]:
    ids = {case.staff for case in cases if case.staff is not None}
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _row(case: Case, account: Account, names: dict[int, str]) -> dict[str, Any]:
    holder = "Sie" if case.staff == account.pk else names.get(case.staff or 0, "")
    return {
        "case": case,
        "about": about(case),
        "topic": texts.topic_title(case.topic) if case.card and case.topic else "",
        "place": texts.place_name(case.place, case.place_said),
        "language": texts.language_name(case.language),
        "overdue": is_overdue(case),
        "holder": holder,
    }


def _address(choice: queue.Choice, **changes: object) -> str:
    """Return the query of the same choice with some things changed."""
    query = {
        "liste": choice.name,
        "sortierung": choice.sorting,
        "thema": choice.topic,
        "sprache": choice.language,
        "ort": choice.place,
        "suche": choice.words,
        "seite": choice.page if choice.page > 1 else "",
    } | changes
    return urlencode({key: value for key, value in query.items() if value not in ("", 1)})
