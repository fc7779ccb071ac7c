"""Pages of the centre's own side: what people are told about it, and its statistics."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from desk.bot_tables import Centre
from desk.centres import centre_name
from desk.office import figures
from desk.office.forms import CentreForm
from desk.office.preview import shown_everywhere
from desk.office.statistics import PERIODS, Statistics, gather
from desk.people.access import account_of, leads_only, members_only

CENTRES_CHANNEL = "drom_centres"
"""On it the bot hears that a centre has changed (docs/desk-door.md)."""


@leads_only
@require_safe
def own_centre(request: HttpRequest) -> HttpResponse:
    """Go to the first centre that the one who is logged in leads."""
    return redirect("office:centre", centre=min(account_of(request).led_centres, key=centre_name))


@leads_only
def centre(request: HttpRequest, centre: str) -> HttpResponse:
    """Show and keep what people are told about a centre; the bot uses it from its next sentence on."""
    row = _row(request, centre)
    form = CentreForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CENTRES_CHANNEL, centre])
        messages.success(request, "Gespeichert. Der Assistent sagt es ab jetzt so.")
        return redirect("office:centre", centre=centre)
    led = sorted(account_of(request).led_centres, key=centre_name)
    context = {
        "form": form,
        "centre": centre,
        "name": centre_name(centre),
        "others": [(other, centre_name(other)) for other in led] if len(led) > 1 else [],
        "shown": shown_everywhere(centre, _changes(form, row)),
    }
    return render(request, "office/centre.html", context, status=422 if form.errors else 200)


@leads_only
@require_POST
def preview(request: HttpRequest, centre: str) -> HttpResponse:
    """Show how a centre would be shown with what stands in the form; nothing is kept."""
    row = _row(request, centre)
    form = CentreForm(request.POST, instance=row)
    form.is_valid()
    return render(request, "office/_shown.html", {"shown": shown_everywhere(centre, _changes(form, row))})


@members_only
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show figures without persons about the centres of the one who is logged in."""
    context = {
        "statistics": _statistics(request),
        "periods": PERIODS,
        "centres": [(centre, centre_name(centre)) for centre in sorted(account_of(request).centres, key=centre_name)],
        "ending": figures.ending(timezone.localdate()),
    }
    return render(request, "office/statistics.html", context)


@members_only
@require_safe
def statistics_file(request: HttpRequest) -> HttpResponse:
    """Give out the same figures as a table for a spreadsheet."""
    found = _statistics(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="drom-statistik-{found.until:%Y-%m-%d}.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    table = csv.writer(response, delimiter=";")
    table.writerow(["Tabelle", "Zeile", "Wert", "Von", "Bis", "Zentrum"])
    for title, row, value in found.rows():
        table.writerow([title, row, value, f"{found.since:%d.%m.%Y}", f"{found.until:%d.%m.%Y}", found.title])
    return response


def _row(request: HttpRequest, centre: str) -> Centre:
    if centre not in account_of(request).led_centres:
        raise Http404
    return Centre.objects.filter(pk=centre).first() or Centre(id=centre)


def _changes(form: CentreForm, row: Centre) -> dict[str, object]:
    """What the preview shows: what was typed as far as it can be read, else what is kept."""
    typed = form.cleaned_data if form.is_bound else {}
    names = ("phone", "email", "address", "url", "hours", "languages")
    return {name: typed[name] if name in typed else getattr(row, name) for name in names}


def _statistics(request: HttpRequest) -> Statistics:
    own = account_of(request).centres
    wanted = request.GET.get("zentrum") or ""
    if wanted and wanted not in own:
        raise Http404
    weeks = request.GET.get("wochen") or ""
    chosen = {wanted} if wanted else own
    return gather(frozenset(chosen), int(weeks) if weeks in map(str, PERIODS) else PERIODS[1], timezone.now())
