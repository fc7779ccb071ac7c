"""What is done with a case besides answering; each is an order for the bot."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from desk.cases import outbox
from desk.cases.models import Case, Order
from desk.cases.situation import REASONS, Situation
from desk.cases.views.found import case_of, look_again
from desk.people.access import account_of, members_only
from desk.people.models import Account


class Wrong(Exception):
    """What was asked for can't be done now; the message says why, in German."""


@require_POST
@members_only
def act(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give an order: `was` is take, release, assign, send_again, hand_over, close, reopen or delete."""
    account, case = account_of(request), case_of(request, case_id)
    try:
        order, body = _order(request, case, account)
    except Wrong as wrong:
        if request.headers.get("HX-Request"):
            return HttpResponse(f'<p class="notice notice--error" role="alert">{wrong}</p>')
        messages.error(request, str(wrong))
        return look_again(request, case)
    outbox.put(case, account, order, body)
    return look_again(request, case)


@require_POST
@members_only
def discard(request: HttpRequest, case_id: int, order_id: uuid.UUID) -> HttpResponse:
    """Put away an order that the bot has refused; its words go with it."""
    case = case_of(request, case_id)
    refused = Order.objects.filter(id=order_id, case=case, state=Order.State.REFUSED)
    for order in refused:
        order.state, order.body = Order.State.DISCARDED, {}
        order.save()
    return look_again(request, case)


def _order(request: HttpRequest, case: Case, account: Account) -> tuple[str, dict[str, object]]:
    now, asked = Situation(case, account), request.POST
    what = asked.get("was", "")
    if what == "reopen":
        _require(now.can_reopen, "Dieser Fall kann nicht wieder geöffnet werden.")
        return "reopen", {}
    _require(now.open, "Der Fall ist geschlossen.")
    match what:
        case "take":
            return "take", {"from": case.staff} if now.with_other else {}
        case "release":
            _require(now.mine, "Sie haben den Fall nicht übernommen.")
            return "release", {}
        case "assign":
            known = {str(colleague.pk): colleague.pk for colleague in now.colleagues}
            _require(asked.get("an", "") in known, "Bitte wählen Sie, wer den Fall übernimmt.")
            body: dict[str, object] = {"staff": known[asked["an"]]}
            return "take", body | ({"from": case.staff} if case.staff else {})
        case "send_again":
            cursor = asked.get("cursor", "")
            _require(cursor.isascii() and cursor.isdigit() and now.mine, "Übernehmen Sie den Fall zuerst.")
            return "send_again", {"cursor": int(cursor)}
        case "hand_over":
            _require(not now.with_other, "Übernehmen Sie den Fall zuerst.")
            _require(asked.get("an", "") in dict(now.other_centres), "Bitte wählen Sie ein Zentrum.")
            _require(not case.asked_centre, "Die Person wurde schon gefragt. Bitte warten Sie auf ihre Antwort.")
            return "hand_over", {"centre": asked["an"]}
        case "close":
            _require(not now.with_other, "Übernehmen Sie den Fall zuerst.")
            _require(asked.get("grund", "") in REASONS, "Bitte wählen Sie einen Grund.")
            return "close", {"reason": asked["grund"]}
        case "delete":
            _require(asked.get("sicher") == case.reference, f"Bitte schreiben Sie zur Sicherheit die Nummer {case.reference}.")
            return "delete", {}
    raise Wrong("Das kennt der Arbeitsplatz nicht.")


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Wrong(otherwise)
