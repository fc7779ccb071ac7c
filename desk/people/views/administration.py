"""The installation, for administrators: all accounts, and the centres that work here."""

from __future__ import annotations

from django.contrib import messages
from django.db import connection, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from desk.centres import all_centres, centre_name
from desk.people import letters, second_factor, team
from desk.people.access import account_of, administrators_only
from desk.people.forms import AddMembershipForm, IdentityForm, NewAccountForm
from desk.people.models import Account, ActiveCentre, Invitation, Membership
from desk.people.passwords import first_password
from desk.people.views.team import answer, invited


@administrators_only
def accounts(request: HttpRequest) -> HttpResponse:
    """List all accounts."""
    search = request.GET.get("suche", "").strip()
    found = Account.objects.prefetch_related("memberships").order_by("-is_active", "-is_administrator", "name")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    rows = [{"account": each, "where": [centre_name(row.centre) for row in each.memberships.all()]} for each in found]
    context = {
        "rows": rows,
        "search": search,
        "invitations": Invitation.open().order_by("created"),
        "centres": ActiveCentre.objects.exists(),
    }
    return render(request, "people/accounts.html", context)


@administrators_only
def new_account(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail, or make an account and show its first password once."""
    by = account_of(request)
    form = NewAccountForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/new_account.html", {"form": form})
    given = form.cleaned_data
    administrator = given["role"] == NewAccountForm.ADMINISTRATOR
    if administrator:
        given = {**given, "centre": "", "role": Membership.Role.STAFF}
    if "invite" in request.POST:
        return invited(request, given, by)
    password = first_password()
    with transaction.atomic():
        account = Account.objects.create_account(
            given["email"], given["name"], password, is_administrator=administrator, own_password_first=True
        )
        if not administrator:
            Membership.objects.create(account=account, centre=given["centre"], role=given["role"])
    return render(request, "people/first_password.html", {"account": account, "password": password})


@administrators_only
def one_account(request: HttpRequest, account: int) -> HttpResponse:
    """Show one account and what can be done with it."""
    found = get_object_or_404(Account, pk=account)
    form = AddMembershipForm(request.POST or None, account=found)
    if request.method == "POST" and not found.is_administrator and form.is_valid():
        Membership.objects.get_or_create(
            account=found, centre=form.cleaned_data["centre"], defaults={"role": form.cleaned_data["role"]}
        )
        messages.success(request, f"{found.name} gehört jetzt auch zu {centre_name(form.cleaned_data['centre'])}.")
        return redirect("people:one_account", found.pk)
    context = {
        "found": found,
        "memberships": [(row, centre_name(row.centre)) for row in found.memberships.order_by("centre")],
        "form": form,
        "identity": IdentityForm(instance=found, auto_id="identity_%s"),
        "device": second_factor.device_of(found),
    }
    return render(request, "people/one_account.html", context)


@administrators_only
@require_POST
def change_account(request: HttpRequest, account: int, change: str) -> HttpResponse:
    """Switch an account, change name and address, give a new first password, or take away a lost phone."""
    by = account_of(request)
    found = get_object_or_404(Account, pk=account)
    if change == "schalten":
        response = answer(request, lambda: team.switch(found, not found.is_active, by), "people:accounts")
        response["Location"] = f"/verwaltung/{found.pk}/"
        return response
    if change == "angaben":
        return _change_identity(request, found)
    if found.pk == by.pk:
        messages.error(request, "Ihren eigenen Zugang ändern Sie unter „Mein Konto“.")
        return redirect("people:one_account", found.pk)
    if change == "passwort":
        password = first_password()
        found.set_password(password)
        found.own_password_first = True
        found.save()
        found.sessions.all().delete()
        letters.tell_of_change(found, "Sie haben ein neues erstes Passwort. Das bisherige gilt nicht mehr.")
        return render(request, "people/first_password.html", {"account": found, "password": password})
    if change == "handy":
        second_factor.switch_off(found)
        letters.tell_of_change(found, "Der Code vom Handy ist ausgeschaltet. Sie können ihn unter „Mein Konto“ neu einrichten.")
        messages.success(request, f"{found.name} meldet sich jetzt nur mit dem Passwort an.")
        return redirect("people:one_account", found.pk)
    raise Http404


def _change_identity(request: HttpRequest, found: Account) -> HttpResponse:
    form = IdentityForm(request.POST, instance=Account.objects.get(pk=found.pk))
    if form.is_valid():
        form.save()
        messages.success(request, "Gespeichert.")
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("people:one_account", found.pk)


@administrators_only
@require_POST
def change_membership(request: HttpRequest, membership: int, change: str) -> HttpResponse:
    """Change the role in a centre, or take somebody out of it."""
    by = account_of(request)
    found = get_object_or_404(Membership.objects.select_related("account"), pk=membership)
    other = Membership.Role.STAFF if found.role == Membership.Role.LEAD else Membership.Role.LEAD
    changes = {"rolle": lambda: team.change_role(found, other, by), "entfernen": lambda: team.remove(found, by)}
    if change not in changes:
        raise Http404
    response = answer(request, changes[change], "people:accounts")
    response["Location"] = f"/verwaltung/{found.account_id}/"
    return response


@administrators_only
@require_POST
def withdraw(request: HttpRequest, invitation: str) -> HttpResponse:
    """Make the link of an invitation worthless."""
    get_object_or_404(Invitation.open(), pk=invitation).delete()
    messages.success(request, "Die Einladung ist zurückgezogen.")
    return redirect("people:accounts")


@administrators_only
def centres(request: HttpRequest) -> HttpResponse:
    """List all centres of the state and switch them on or off for this installation."""
    active = set(ActiveCentre.objects.values_list("id", flat=True))
    if request.method == "POST":
        chosen = set(request.POST.getlist("centre")) & set(all_centres())
        _set_centres(active, chosen)
        messages.success(request, "Gespeichert.")
        return redirect("people:centres")
    rows = [(centre, centre.id in active) for centre in all_centres().values()]
    return render(request, "people/centres.html", {"rows": rows, "number": len(active)})


@transaction.atomic
def _set_centres(active: set[str], chosen: set[str]) -> None:
    ActiveCentre.objects.filter(id__in=active - chosen).delete()
    ActiveCentre.objects.bulk_create((ActiveCentre(id=centre) for centre in chosen - active), ignore_conflicts=True)
    with connection.cursor() as cursor:  # nobody answers there any more: people get the contact of the centre instead
        cursor.execute("UPDATE centres SET open = false, changed = now() WHERE open AND NOT id = ANY(%s)", [sorted(chosen)])
        if cursor.rowcount:
            cursor.execute("SELECT pg_notify('drom_centres', '')")
