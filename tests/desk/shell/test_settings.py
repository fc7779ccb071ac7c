"""The desk as it is set up in use: Django's own check, headers, addresses, error pages."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from bot.settings import ROOT
from bot.storage.embedded import start_embedded
from desk import environment
from desk.people import lockout
from desk.shell import views

HTTPS = {"DROM_DESK_URL": "https://desk.example.org", "DROM_DESK_KEY": secrets.token_urlsafe(64)}


def manage(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "desk.settings", **changes}
    return subprocess.run(
        [sys.executable, "desk/manage.py", *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_django_finds_nothing_to_improve_for_use_on_the_internet() -> None:
    result = manage("check", "--deploy", "--fail-level", "DEBUG", **HTTPS)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_all_changes_of_tables_are_written_down(desk_database_url: str) -> None:
    result = manage("makemigrations", "--check", "--dry-run", DATABASE_URL=desk_database_url)
    assert result.returncode == 0, result.stdout + result.stderr


class TestAddress:
    def test_https_stands_behind_a_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DROM_DESK_URL", "https://desk.example.org/")
        address = environment.desk_address()
        assert (address.url, address.host, address.secure) == ("https://desk.example.org", "desk.example.org", True)

    @pytest.mark.parametrize("wrong", ["desk.example.org", "ftp://desk.example.org", "https://desk.example.org/desk"])
    def test_what_can_not_be_an_address_is_refused_by_its_name(self, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
        monkeypatch.setenv("DROM_DESK_URL", wrong)
        with pytest.raises(ValueError, match="DROM_DESK_URL"):
            environment.desk_address()

    def test_behind_the_proxy_the_browser_is_the_last_one_that_the_proxy_names(
        self, rf: RequestFactory, settings: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        forwarded = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 192.0.2.7"}
        assert lockout.client_address(rf.get("/", **forwarded)) == "127.0.0.1", "without a proxy nobody is believed"
        monkeypatch.setattr("django.conf.settings.ADDRESS", environment.Address("https://desk.example.org"))
        assert lockout.client_address(rf.get("/", **forwarded)) == "192.0.2.7"
        assert lockout.client_address(rf.get("/", **{**forwarded, "REMOTE_ADDR": "198.51.100.1"})) == "198.51.100.1"


class TestDatabase:
    def test_a_password_with_signs_arrives_as_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://drom:p%40ss%2Fword@db.example.org:5433/drom?sslmode=require")
        found = environment.database()
        expected = {"NAME": "drom", "USER": "drom", "PASSWORD": "p@ss/word", "HOST": "db.example.org", "PORT": "5433"}
        assert expected.items() <= found.items()
        assert found["OPTIONS"] == {"sslmode": "require"}


class TestLoad:
    def test_a_command_finds_the_database_that_runs_in_var(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setattr(environment, "VAR", tmp_path)
        started = start_embedded(tmp_path / "postgres")
        environment.load(tmp_path / ".env")
        assert os.environ["DATABASE_URL"] == started

    def test_the_environment_goes_before_the_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://given/drom")
        monkeypatch.delenv("DROM_SMTP_URL", raising=False)
        (tmp_path / ".env").write_text("DATABASE_URL=postgresql://file/drom\nDROM_SMTP_URL=smtp://mail\n", encoding="utf-8")
        environment.load(tmp_path / ".env")
        assert os.environ["DATABASE_URL"] == "postgresql://given/drom"
        assert os.environ["DROM_SMTP_URL"] == "smtp://mail"
        del os.environ["DROM_SMTP_URL"]


class TestMail:
    def test_without_a_server_e_mails_are_printed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DROM_SMTP_URL", raising=False)
        assert str(environment.mail()["EMAIL_BACKEND"]).endswith("console.EmailBackend")

    @pytest.mark.parametrize(("url", "port", "tls", "ssl"), [
        ("smtp+tls://desk:p%40ss@mail.example.org", 587, True, False),
        ("smtps://desk:p%40ss@mail.example.org", 465, False, True),
        ("smtp://desk:p%40ss@mail.example.org:2525", 2525, False, False),
    ])  # fmt: skip
    def test_the_address_of_the_server_says_all(
        self, monkeypatch: pytest.MonkeyPatch, url: str, port: int, tls: bool, ssl: bool
    ) -> None:
        monkeypatch.setenv("DROM_SMTP_URL", url)
        found = environment.mail()
        assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("desk", "p@ss")


class TestKey:
    def test_it_is_made_once_and_only_its_owner_reads_it(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("DROM_DESK_KEY", raising=False)
        monkeypatch.setattr(environment, "VAR", tmp_path / "var")
        first, second = environment.signing_key(), environment.signing_key()
        assert first == second and len(first) >= 50
        assert (tmp_path / "var" / "desk_key").stat().st_mode & 0o777 == 0o600
        assert len(list((tmp_path / "var").iterdir())) == 1


@pytest.mark.django_db
class TestAnswers:
    def test_they_forbid_inline_scripts_frames_and_keeping(self, client_of: Callable[[str], Client]) -> None:
        answer = client_of("staff").get("/konto/")
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "default-src 'none'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy and answer.headers["X-Frame-Options"] == "DENY"
        assert "no-store" in answer.headers["Cache-Control"]

    def test_cookies_are_out_of_reach_for_scripts(self, client_of: Callable[[str], Client]) -> None:
        cookies = client_of("staff").cookies
        assert cookies["drom_desk"]["httponly"] and cookies["drom_desk"]["samesite"] == "Lax"

    def test_a_form_from_elsewhere_is_refused_in_german(self, client_of: Callable[[str], Client]) -> None:
        client = client_of("staff")
        client.handler.enforce_csrf_checks = True
        answer = client.post("/konto/ueberall-abmelden/")
        assert answer.status_code == 403 and "Bitte noch einmal senden" in answer.content.decode()

    def test_what_is_not_there_says_so_in_german(self, client_of: Callable[[str], Client]) -> None:
        answer = client_of("staff").get("/gibt-es-nicht/")
        assert answer.status_code == 404 and "Nicht gefunden" in answer.content.decode()

    def test_a_failure_is_told_without_database_and_log_in(self, rf: RequestFactory) -> None:
        answer = views.broken(rf.get("/"))
        assert answer.status_code == 500 and "gerade gestört" in answer.content.decode()


@pytest.mark.django_db
class TestFirstAdministrator:
    def test_is_made_once_and_its_password_is_shown_once(self, capsys: pytest.CaptureFixture[str]) -> None:
        from django.core.management import call_command

        call_command("first_administrator")
        shown = capsys.readouterr().out
        password = next(line.split()[-1] for line in shown.splitlines() if "password " in line and "log-in" not in line)
        call_command("first_administrator")
        assert capsys.readouterr().out == ""
        client = Client()
        client.post("/anmelden/", {"username": "verwaltung@localhost", "password": password})
        assert client.get("/verwaltung/").headers["Location"] == "/konto/eigenes-passwort/"
