"""Invitations, roles, and that nobody can lock out themselves or everybody."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import psycopg
import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client

from desk.people import letters, second_factor, team
from desk.people.access import note_access
from desk.people.models import AccessLog, Account, ActiveCentre, Invitation, Membership
from tests.desk.conftest import PASSWORD, People

pytestmark = pytest.mark.django_db
NEW = {"name": "Nina Neu", "email": "Nina@example.org", "centre": "duisburg", "role": "staff"}
OWN = "Gabel Wolke Ziegel neun"
WELCOME = {"name": "Nina Neu", "new_password1": OWN, "new_password2": OWN}
ClientOf = Callable[[str], Client]


def link_in(text: str) -> str:
    found = next(word for word in text.split() if "/einladung/" in word)
    return found.removeprefix("http://127.0.0.1:5006")


def invited(client: Client, **changes: str) -> str:
    client.post("/team/einladen/", {**NEW, **changes})
    return link_in(mail.outbox[-1].body)


def member(account: Account, centre: str = "duisburg") -> Membership:
    return account.memberships.get(centre=centre)


class TestInvitation:
    def test_its_link_makes_an_account_in_that_centre_and_logs_in(self, client_of: ClientOf) -> None:
        link = invited(client_of("lead"))
        client = Client()
        assert "KI Duisburg" in client.get(link).content.decode()
        client.post(link, WELCOME)
        made = Account.objects.get(email="nina@example.org")
        assert made.centres == {"duisburg"} and not made.led_centres
        assert client.get("/konto/").status_code == 200

    def test_it_works_once(self, client_of: ClientOf) -> None:
        link = invited(client_of("lead"))
        Client().post(link, WELCOME)
        assert Client().get(link).status_code == 410

    @pytest.mark.parametrize(("age", "status"), [(timedelta(days=6, hours=23), 200), (timedelta(days=7, minutes=1), 410)])
    def test_it_works_for_seven_days(self, client_of: ClientOf, age: timedelta, status: int) -> None:
        now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        with time_machine.travel(now, tick=False):
            link = invited(client_of("lead"))
        with time_machine.travel(now + age, tick=False):
            assert Client().get(link).status_code == status

    def test_a_changed_link_works_not_at_all(self, client_of: ClientOf) -> None:
        link = invited(client_of("lead"))
        assert Client().get(link[:-2] + "x/").status_code == 410

    def test_of_two_to_the_same_person_the_newer_one_works(self, client_of: ClientOf) -> None:
        lead = client_of("lead")
        older, newer = invited(lead), invited(lead, role="lead")
        assert [Client().get(link).status_code for link in (older, newer)] == [410, 200]

    def test_it_can_be_taken_back_by_the_lead_of_that_centre_only(self, client_of: ClientOf) -> None:
        link = invited(client_of("lead"))
        address = f"/team/einladung/{Invitation.objects.get().pk}/zurueckziehen/"
        assert client_of("outside_lead").post(address).status_code == 404
        assert Client().get(link).status_code == 200
        client_of("lead").post(address)
        assert Client().get(link).status_code == 410

    def test_a_lead_invites_into_the_own_centre_only(self, client_of: ClientOf) -> None:
        assert client_of("lead").post("/team/einladen/", {**NEW, "centre": "dortmund"}).status_code == 200
        assert not Invitation.objects.exists()

    def test_who_has_an_account_joins_with_it(self, people: People, client_of: ClientOf) -> None:
        link = invited(client_of("lead"), email=people.outsider.email)
        assert Client().get(link).headers["Location"] == f"/anmelden/?next={link}"
        assert client_of("staff").get(link).status_code == 302, "somebody else can't use it"
        client_of("outsider").post(link)
        assert Account.objects.get(pk=people.outsider.pk).centres == {"duisburg", "dortmund"}

    def test_who_is_switched_off_is_not_invited_again(self, people: People, client_of: ClientOf) -> None:
        Account.objects.filter(pk=people.outsider.pk).update(is_active=False)
        page = client_of("lead").post("/team/einladen/", {**NEW, "email": people.outsider.email}).content.decode()
        assert "Dieses Konto ist ausgeschaltet" in page

    def test_without_a_server_for_e_mails_the_link_is_shown(self, client_of: ClientOf, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        page = client_of("lead").post("/team/einladen/", NEW).content.decode()
        assert "kein E-Mail-Versand eingerichtet" in page
        assert Client().get(link_in(page.replace("<", " ").replace(">", " "))).status_code == 200

    def test_with_one_the_link_goes_to_the_invited_person_alone(self, client_of: ClientOf, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        answer = client_of("lead").post("/team/einladen/", NEW)
        assert answer.headers["Location"] == "/team/"
        assert mail.outbox[0].to == ["nina@example.org"]

    def test_when_the_server_for_e_mails_is_gone_the_link_is_shown(
        self, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone(*_: Any, **__: Any) -> None:
            raise SMTPServerDisconnected

        monkeypatch.setattr(letters, "send_mail", gone)
        monkeypatch.setattr(letters, "mail_is_set_up", lambda: True)
        assert "konnte nicht verschickt werden" in client_of("lead").post("/team/einladen/", NEW).content.decode()


class TestRoles:
    def test_a_lead_makes_a_colleague_a_lead_and_back(self, people: People, client_of: ClientOf) -> None:
        address = f"/team/{member(people.staff).pk}/"
        for role in ("lead", "staff"):
            client_of("lead").post(address, {"role": role})
            assert member(people.staff).role == role

    def test_nobody_changes_the_own_role_or_switches_off_themselves(self, people: People, client_of: ClientOf) -> None:
        lead, address = client_of("lead"), f"/team/{member(people.lead).pk}/"
        Membership.objects.create(account=people.administrator, centre="duisburg", role="lead")
        assert "nur eine andere Leitung" in lead.post(address, {"role": "staff"}).content.decode()
        assert lead.post(f"{address}schalten/").status_code == 404
        lead.post(f"{address}entfernen/")
        assert member(people.lead).role == "lead"

    def test_the_last_lead_of_a_centre_stays(self, people: People, client_of: ClientOf) -> None:
        administrator, at = client_of("administrator"), member(people.lead).pk
        administrator.post(f"/verwaltung/zugehoerigkeit/{at}/rolle/")
        administrator.post(f"/verwaltung/{people.lead.pk}/schalten/")
        people.lead.refresh_from_db()
        assert member(people.lead).role == "lead" and people.lead.is_active

    @pytest.mark.django_db(transaction=True)
    def test_of_two_leads_who_demote_each_other_at_once_one_stays(self, people: People) -> None:
        people.staff.memberships.update(role="lead")

        def demote(whom: Account, by: Account) -> str:
            try:
                team.change_role(member(whom), "staff", by)
            except team.NotAllowed:
                return "refused"
            finally:
                connection.close()
            return "done"

        for _ in range(5):
            Membership.objects.filter(centre="duisburg", account__in=[people.lead, people.staff]).update(role="lead")
            with ThreadPoolExecutor(2) as pool:
                both = [pool.submit(demote, people.lead, people.staff), pool.submit(demote, people.staff, people.lead)]
            assert sorted(each.result() for each in both) == ["done", "refused"]

    def test_the_last_but_one_lead_may_go(self, people: People, client_of: ClientOf) -> None:
        member(people.staff)
        people.staff.memberships.update(role="lead")
        client_of("administrator").post(f"/verwaltung/zugehoerigkeit/{member(people.lead).pk}/rolle/")
        assert member(people.lead).role == "staff"

    def test_the_last_administrator_stays(self, people: People, client_of: ClientOf) -> None:
        second = Account.objects.create_account("second@example.org", "Zweite", PASSWORD, is_administrator=True)
        client = client_of("administrator")
        client.post(f"/verwaltung/{second.pk}/schalten/")
        client.post(f"/verwaltung/{people.administrator.pk}/schalten/")
        assert list(Account.objects.filter(is_administrator=True, is_active=True)) == [people.administrator]

    def test_who_is_switched_off_is_out_at_once_and_can_not_log_in(self, people: People, client_of: ClientOf) -> None:
        client = client_of("staff")
        client_of("lead").post(f"/team/{member(people.staff).pk}/schalten/")
        assert client.get("/konto/").status_code == 302
        assert Client().post("/anmelden/", {"username": people.staff.email, "password": PASSWORD}).status_code == 200

    def test_who_also_works_elsewhere_is_taken_out_but_not_switched_off(self, people: People, client_of: ClientOf) -> None:
        Membership.objects.create(account=people.outsider, centre="duisburg")
        address, lead = f"/team/{member(people.outsider).pk}/", client_of("lead")
        assert lead.post(f"{address}schalten/").status_code == 404
        lead.post(f"{address}entfernen/")
        assert list(people.outsider.memberships.values_list("centre", flat=True)) == ["dortmund"]

    def test_who_works_here_only_can_not_be_taken_out(self, people: People, client_of: ClientOf) -> None:
        client_of("lead").post(f"/team/{member(people.staff).pk}/entfernen/")
        assert member(people.staff)

    def test_members_of_another_centre_are_not_there(self, people: People, client_of: ClientOf) -> None:
        address = f"/team/{member(people.outsider, 'dortmund').pk}/"
        lead = client_of("lead")
        answers = [lead.post(f"{address}{what}", {"role": "lead"}).status_code for what in ("", "schalten/", "entfernen/")]
        assert answers == [404, 404, 404]
        assert people.outsider.name not in lead.get("/team/").content.decode()


class TestAdministration:
    def test_a_new_account_logs_in_with_its_first_password_and_must_choose_an_own_one(self, client_of: ClientOf) -> None:
        page = client_of("administrator").post("/verwaltung/neu/", NEW).content.decode()
        password = page.split('id="password">')[1].split("<")[0]
        client = Client()
        client.post("/anmelden/", {"username": "nina@example.org", "password": password})
        assert client.get("/konto/").headers["Location"] == "/konto/eigenes-passwort/"
        client.post("/konto/eigenes-passwort/", {"new_password1": OWN, "new_password2": OWN})
        assert client.get("/konto/").status_code == 200

    def test_an_administrator_reads_no_cases_even_as_a_member(self, people: People) -> None:
        Membership.objects.create(account=people.administrator, centre="duisburg")
        assert Account.objects.get(pk=people.administrator.pk).centres == frozenset()

    def test_a_lost_phone_is_taken_out_of_the_way(self, people: People, client_of: ClientOf) -> None:
        device = second_factor.unconfirmed_device(people.staff)
        device.confirmed = True
        device.save()
        client_of("administrator").post(f"/verwaltung/{people.staff.pk}/handy/")
        assert second_factor.device_of(people.staff) is None

    @pytest.mark.parametrize(
        ("change", "said"), [("passwort", "neues erstes Passwort"), ("handy", "Code vom Handy ist ausgeschaltet")]
    )
    def test_nobody_changes_how_somebody_logs_in_unseen(
        self, people: People, client_of: ClientOf, change: str, said: str
    ) -> None:
        client_of("administrator").post(f"/verwaltung/{people.staff.pk}/{change}/")
        assert mail.outbox[0].to == [people.staff.email] and said in mail.outbox[0].body

    def test_somebody_gets_another_name_and_address(self, people: People, client_of: ClientOf) -> None:
        address = f"/verwaltung/{people.staff.pk}/angaben/"
        client_of("administrator").post(address, {"name": "Simone Sommer", "email": "Sommer@example.org"})
        people.staff.refresh_from_db()
        assert (people.staff.name, people.staff.email) == ("Simone Sommer", "sommer@example.org")

    def test_an_address_that_somebody_has_is_given_to_nobody_else(self, people: People, client_of: ClientOf) -> None:
        taken = {"name": "Simone", "email": people.lead.email.upper()}
        answer = client_of("administrator").post(f"/verwaltung/{people.staff.pk}/angaben/", taken, follow=True)
        assert "Diese E-Mail-Adresse hat schon ein Konto." in answer.content.decode()
        people.staff.refresh_from_db()
        assert people.staff.email == "simone@example.org"

    @pytest.mark.parametrize("change", ["passwort", "handy"])
    def test_nobody_gets_round_the_own_password_here(self, people: People, client_of: ClientOf, change: str) -> None:
        before = people.administrator.password
        client_of("administrator").post(f"/verwaltung/{people.administrator.pk}/{change}/")
        people.administrator.refresh_from_db()
        assert people.administrator.password == before

    def test_a_centre_that_is_switched_off_shows_nobody_its_cases_and_takes_no_new_ones(
        self, people: People, client_of: ClientOf, desk_database_url: str
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO centres (id, open) VALUES ('duisburg', true), ('dortmund', true)")
            client_of("administrator").post("/verwaltung/zentren/", {"centre": ["dortmund", "essen", "nowhere"]})
            assert set(ActiveCentre.objects.values_list("id", flat=True)) == {"dortmund", "essen"}
            assert Account.objects.get(pk=people.staff.pk).centres == frozenset()
            cursor.execute("SELECT id FROM centres WHERE open")
            assert cursor.fetchall() == [("dortmund",)]

    @pytest.mark.django_db(transaction=True)
    def test_the_bot_is_told_of_that(self, people: People, client_of: ClientOf, desk_database_url: str) -> None:
        with psycopg.connect(desk_database_url, autocommit=True) as listener:
            listener.execute("INSERT INTO centres (id, open) VALUES ('duisburg', true)")
            listener.execute("LISTEN drom_centres")
            client_of("administrator").post("/verwaltung/zentren/", {"centre": ["dortmund"]})
            assert [notice.channel for notice in listener.notifies(timeout=5, stop_after=1)] == ["drom_centres"]


class TestAccessLog:
    def test_a_lead_sees_who_opened_which_case_of_the_own_centre(self, people: People, client_of: ClientOf, rf: Any) -> None:
        for account, case_id, centre in ((people.staff, 12, "duisburg"), (people.outsider, 13, "dortmund")):
            request = rf.get("/")
            request.user = account
            note_access(request, case_id=case_id, reference=f"D-{case_id}", centre=centre, what=AccessLog.EXPORTED)
        page = client_of("lead").get("/team/zugriffe/").content.decode()
        assert "Simone Staff" in page and "D-12" in page and "exportiert" in page
        assert "D-13" not in page
        assert "D-12" not in client_of("lead").get("/team/zugriffe/?suche=Otto").content.decode()
