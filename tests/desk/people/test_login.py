"""Logging in, in one step and in two, being locked out, and being logged out by time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.people import second_factor
from desk.people.models import Account, Session
from tests.desk.conftest import PASSWORD, People

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def log_in(client: Client, email: str, password: str = PASSWORD, **headers: str) -> int:
    return client.post("/anmelden/", {"username": email, "password": password}, headers=headers).status_code


def is_logged_in(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key):06d}"


def with_phone(account: Account) -> tuple[TOTPDevice, list[str]]:
    """Set the second step up; the code for it is one of half a minute before, so that the present one stays usable."""
    device = second_factor.unconfirmed_device(account)
    codes = second_factor.confirm(device, f"{totp(device.bin_key, drift=-1):06d}")
    assert codes
    return device, codes


def test_the_address_may_be_typed_in_any_case(people: People) -> None:
    client = Client()
    log_in(client, " Simone@Example.ORG ")
    assert is_logged_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(people: People) -> None:
    wrong = Client().post("/anmelden/", {"username": people.staff.email, "password": "falsch"})
    unknown = Client().post("/anmelden/", {"username": "niemand@example.org", "password": "falsch"})
    assert wrong.status_code == unknown.status_code == 200
    message = "E-Mail-Adresse oder Passwort stimmt nicht."
    assert message in wrong.content.decode() and message in unknown.content.decode()


def test_after_the_log_in_one_gets_where_one_wanted_to_go_but_never_to_another_site(people: People) -> None:
    form = {"username": people.lead.email, "password": PASSWORD}
    assert Client().post("/anmelden/", {**form, "next": "/team/"}).headers["Location"] == "/team/"
    assert Client().post("/anmelden/", {**form, "next": "https://example.com/"}).headers["Location"] == "/start/"


class TestLockOut:
    def test_after_five_failures_the_right_password_is_refused_too_and_the_page_says_for_how_long(self, people: People) -> None:
        client = Client()
        answers = [log_in(client, people.staff.email, "falsch") for _ in range(5)]
        assert answers == [200, 200, 200, 200, 429]
        answer = client.post("/anmelden/", {"username": people.staff.email, "password": PASSWORD})
        assert answer.status_code == 429
        assert "15 Minuten" in answer.content.decode()

    def test_it_ends_after_a_quarter_of_an_hour(self, people: People) -> None:
        client = Client()
        with time_machine.travel(NOON, tick=False):
            for _ in range(5):
                log_in(client, people.staff.email, "falsch")
        with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
            assert log_in(client, people.staff.email) == 302

    def test_neither_a_colleague_at_the_same_address_nor_the_owner_elsewhere_is_locked_out(self, people: People) -> None:
        client = Client()
        for _ in range(5):
            log_in(client, people.staff.email, "falsch")
        assert log_in(client, people.colleague.email) == 302
        assert (
            Client(REMOTE_ADDR="192.0.2.7").post("/anmelden/", {"username": people.staff.email, "password": PASSWORD}).status_code
            == 302
        )

    def test_wrong_codes_count_as_wrong_passwords_do(self, people: People) -> None:
        with_phone(people.staff)
        client = Client()
        log_in(client, people.staff.email)
        answers = [client.post("/anmelden/code/", {"code": f"aaaaa-aaaa{digit}"}).status_code for digit in "23456"]
        assert answers[-1] == 429
        assert client.post("/anmelden/code/", {"code": "aaaaa-aaaa7"}).status_code == 429
        assert log_in(Client(), people.staff.email) == 429


class TestSecondStep:
    def test_the_password_alone_opens_nothing(self, people: People) -> None:
        with_phone(people.staff)
        client = Client()
        assert (
            client.post("/anmelden/", {"username": people.staff.email, "password": PASSWORD}).headers["Location"]
            == "/anmelden/code/"
        )
        assert not is_logged_in(client)

    def test_the_code_of_the_phone_opens_once(self, people: People) -> None:
        device, _ = with_phone(people.staff)
        for expected in (True, False):
            client = Client()
            log_in(client, people.staff.email)
            client.post("/anmelden/code/", {"code": code_of(device)})
            assert is_logged_in(client) is expected

    def test_a_recovery_code_opens_once(self, people: People) -> None:
        _, codes = with_phone(people.staff)
        for expected in (True, False):
            client = Client()
            log_in(client, people.staff.email)
            client.post("/anmelden/code/", {"code": codes[0].upper()})
            assert is_logged_in(client) is expected
        assert people.staff.recovery_codes.count() == 9

    def test_one_has_five_minutes_for_it(self, people: People) -> None:
        with time_machine.travel(NOON, tick=False):
            _, codes = with_phone(people.staff)
            client = Client()
            log_in(client, people.staff.email)
        with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
            assert client.post("/anmelden/code/", {"code": codes[0]}).headers["Location"] == "/anmelden/"
            assert not is_logged_in(client)

    def test_it_is_set_up_with_a_picture_and_a_code_and_switched_off_with_the_password(
        self, people: People, client_of: Callable[[str], Client]
    ) -> None:
        client = client_of("staff")
        page = client.get("/konto/handy/").content.decode()
        assert "<svg" in page and "style=" not in page
        device = TOTPDevice.objects.get(user=people.staff)
        assert "stimmt nicht" in client.post("/konto/handy/", {"code": "000000"}).content.decode()
        device.refresh_from_db()
        device.throttle_reset()
        shown = client.post("/konto/handy/", {"code": code_of(device)}).content.decode()
        assert shown.count('<li class="code">') == 10
        assert client.post("/konto/handy/aus/", {"password": "falsch"}).status_code == 200
        assert second_factor.device_of(people.staff)
        client.post("/konto/handy/aus/", {"password": PASSWORD})
        assert not second_factor.device_of(people.staff)


class TestSessions:
    @pytest.mark.parametrize(("clicks", "at", "expected"), [
        ([], timedelta(hours=7, minutes=59), True),
        ([], timedelta(hours=8, minutes=1), False),
        ([timedelta(hours=7)], timedelta(hours=11, minutes=59), True),
        ([timedelta(hours=7)], timedelta(hours=12, minutes=1), False),
    ])  # fmt: skip
    def test_they_end_after_eight_quiet_hours_and_after_twelve_in_all(
        self, people: People, clicks: list[timedelta], at: timedelta, expected: bool
    ) -> None:
        client = Client()
        with time_machine.travel(NOON, tick=False):
            log_in(client, people.staff.email)
        for click in clicks:
            with time_machine.travel(NOON + click, tick=False):
                assert is_logged_in(client)
        with time_machine.travel(NOON + at, tick=False):
            assert is_logged_in(client) is expected

    def test_a_page_that_asks_by_itself_does_not_keep_them_alive(self, people: People) -> None:
        client = Client()
        with time_machine.travel(NOON, tick=False):
            log_in(client, people.staff.email)
        with time_machine.travel(NOON + timedelta(hours=7), tick=False):
            client.get("/konto/", headers={"Drom-Background": "1"})
        with time_machine.travel(NOON + timedelta(hours=8, minutes=1), tick=False):
            assert not is_logged_in(client)

    @pytest.mark.parametrize("way", ["/abmelden/", "/konto/ueberall-abmelden/"])
    def test_with_the_log_out_the_browser_forgets_half_typed_replies(self, client_of: Callable[[str], Client], way: str) -> None:
        client = client_of("staff")
        assert client.post(way).headers["Clear-Site-Data"] == '"storage"'
        assert not is_logged_in(client)

    def test_all_of_a_person_end_at_once_and_nobody_elses(self, client_of: Callable[[str], Client]) -> None:
        here, there, colleague = client_of("staff"), client_of("staff"), client_of("colleague")
        here.post("/konto/ueberall-abmelden/")
        assert [is_logged_in(client) for client in (here, there, colleague)] == [False, False, True]

    def test_the_others_end_when_the_password_changes(self, people: People, client_of: Callable[[str], Client]) -> None:
        here, there = client_of("staff"), client_of("staff")
        new = "Gabel Wolke Ziegel neun"
        here.post("/konto/passwort/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
        assert [is_logged_in(client) for client in (here, there)] == [True, False]
        assert log_in(Client(), people.staff.email, new) == 302

    def test_a_fragment_opens_the_log_in_page_as_a_whole_and_then_the_page_again(self, people: People) -> None:
        asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/team/?seite=2"}
        answer = Client().get("/konto/", headers=asked)
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/anmelden/?next=%2Fteam%2F%3Fseite%3D2")

    def test_a_fragment_asked_from_another_site_leads_to_the_first_page(self, people: People) -> None:
        answer = Client().get("/konto/", headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example.com/x"})
        assert answer.headers["HX-Redirect"] == "/anmelden/?next=%2F"

    def test_what_is_kept_names_its_owner(self, people: People, client_of: Callable[[str], Client]) -> None:
        client_of("staff")
        assert Session.objects.get().account == people.staff


class TestPasswords:
    @pytest.mark.parametrize(
        "password",
        [
            "kurz",
            "passwordpassword",
            "Willkommen2026!",
            "aaaaaaaaaaaaa",
            "simone staff 1",
            "123456789012345",
            "simone@example.org",
        ],
    )
    def test_weak_ones_are_refused(self, client_of: Callable[[str], Client], password: str) -> None:
        form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
        assert client_of("staff").post("/konto/passwort/", form).status_code == 200

    def test_they_are_kept_with_argon2(self, people: People, settings: object) -> None:
        from desk import settings as in_use

        assert in_use.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]

    def test_a_forgotten_one_is_replaced_by_a_link_that_works_once_and_ends_all_log_ins(
        self, people: People, client_of: Callable[[str], Client]
    ) -> None:
        there = client_of("staff")
        client = Client()
        for _ in range(5):
            log_in(client, people.staff.email, "falsch")
        client.post("/passwort/", {"email": people.staff.email})
        link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
        path = link.removeprefix("http://127.0.0.1:5006")
        form_at = client.get(path, follow=True).redirect_chain[-1][0]
        new = "Gabel Wolke Ziegel neun"
        client.post(form_at, {"new_password1": new, "new_password2": new})
        assert not is_logged_in(there)
        assert log_in(Client(), people.staff.email, new) == 302
        assert "gilt nicht mehr" in Client().get(path, follow=True).content.decode()

    def test_nobody_learns_whether_an_address_has_an_account(self, people: People) -> None:
        known = Client().post("/passwort/", {"email": people.staff.email}, follow=True)
        unknown = Client().post("/passwort/", {"email": "niemand@example.org"}, follow=True)
        known_page, unknown_page = (re.sub(r'"X-CSRFToken": "\w+"', "", page.content.decode()) for page in (known, unknown))
        assert known_page == unknown_page
        assert len(mail.outbox) == 1
