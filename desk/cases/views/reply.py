"""Replying: find a card or a phrase, see both versions, send."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from desk import texts
from desk.cases import door, outbox, replies
from desk.cases.models import Case, Order
from desk.cases.replies import NotPossible, Prepared
from desk.cases.situation import Situation, language_of
from desk.cases.views.found import case_of, look_again
from desk.office.preview import blanks_here
from desk.people.access import account_of, members_only
from desk.people.models import Account
from desk.phrases.book import Phrase, load_book
from desk.phrases.forms import PhraseForm
from desk.phrases.render import BlankError
from desk.phrases.render import render as render_phrase

_SHOWN = 30
"""So many found cards are shown: whoever needs more, types another word."""


@require_safe
@members_only
def cards(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the cards for some words."""
    case = case_of(request, case_id)
    found = texts.find_cards(request.GET.get("karte", ""), request.GET.get("thema", ""))
    return render(
        request, "cases/_cards.html", {"case": case, "cards": found[:_SHOWN], "more": len(found) - _SHOWN, "searched": True}
    )


@require_safe
@members_only
def phrases(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the phrases for some words, by group."""
    case = case_of(request, case_id)
    words = request.GET.get("baustein", "").lower().split()
    groups = [
        (group, found)
        for group in load_book().groups
        if (found := [p for p in group.phrases if all(word in f"{group.title} {p.label}".lower() for word in words)])
    ]
    return render(request, "cases/_phrases.html", {"case": case, "groups": groups, "searched": bool(words)})


@require_safe
@members_only
def phrase_form(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the form of a phrase with its blanks."""
    case = case_of(request, case_id)
    phrase = _phrase(request.GET.get("phrase", ""))
    form = PhraseForm(phrase, initial=blanks_here(case.centre, account_of(request).name))
    return render(request, "cases/_phrase_form.html", {"case": case, "phrase": phrase, "form": form})


@require_POST
@members_only
def preview(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show both versions of a reply before it is sent."""
    account, case = account_of(request), case_of(request, case_id)
    asked = request.POST
    try:
        match asked.get("art"):
            case "phrase":
                phrase = _phrase(asked.get("phrase", ""))
                form = PhraseForm(phrase, asked)
                if not form.is_valid():
                    context = {"case": case, "phrase": phrase, "form": form, "in_place": True}
                    response = render(request, "cases/_phrase_form.html", context)
                    response["HX-Retarget"] = "#phrase-form"
                    return response
                rendered = render_phrase(phrase, language_of(case), form.cleaned_data)
                prepared = replies.phrase(phrase.id, rendered.text, rendered.german, rendered.language, form.warnings)
            case "card":
                prepared = replies.card(case, account, asked.get("karte", ""), asked.get("teil", ""))
            case "refused":
                order = get_object_or_404(Order, id=asked.get("auftrag"), case=case, state=Order.State.REFUSED)
                prepared = replies.refused_again(order)
            case _:
                prepared = replies.free_text(case, asked.get("text", ""), asked.get("sprache", ""), asked.get("deutsch", ""))
    except (NotPossible, BlankError) as problem:
        return render(request, "cases/_preview.html", {"case": case, "problem": str(problem)})
    return render(request, "cases/_preview.html", _preview(case, account, prepared, asked.get("auftrag", "")))


@require_POST
@members_only
def send(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write a reply that was seen before into the outbox; the same click twice is one reply.

    A case that nobody holds is taken with the first reply. Both are orders of one transaction.
    """
    account, case = account_of(request), case_of(request, case_id)
    try:
        reply = replies.unseal(request.POST.get("vorschau", ""), case, account)
        with transaction.atomic():
            now = Situation(case, account)
            if not Order.objects.filter(id=reply.id).exists():
                _take_first(now)
            outbox.put(case, account, reply.order, reply.body, reply.id)
            if replaced := request.POST.get("ersetzt"):
                Order.objects.filter(id=uuid.UUID(replaced), case=case, state=Order.State.REFUSED).update(
                    state=Order.State.DISCARDED, body={}
                )
    except NotPossible as problem:
        return render(request, "cases/_preview.html", {"case": case, "problem": str(problem)})
    return look_again(request, case, sent=True)


def _take_first(now: Situation) -> None:
    if not now.open:
        raise NotPossible("Der Fall ist geschlossen. Öffnen Sie ihn erst wieder.")
    if now.mine:
        return
    if now.with_other:
        raise NotPossible(f"{now.holder} bearbeitet diesen Fall. Übernehmen Sie ihn zuerst.")
    outbox.put(now.case, now.account, "take")


def _preview(case: Case, account: Account, prepared: Prepared, replaces: str) -> dict[str, object]:
    return {
        "case": case,
        "now": Situation(case, account),
        "prepared": prepared,
        "sealed": prepared.sealed(case, account),
        "not_translated": texts.interface(language_of(case), "staff.not_translated"),
        "replaces": replaces,
        "up": door.is_up(),
    }


def _phrase(key: str) -> Phrase:
    try:
        return load_book().phrase(key)
    except KeyError as error:
        raise Http404 from error
