"""The desk as a process, as `make run` starts it: gunicorn, collected files, and what it takes from a proxy."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import HTTPRedirectHandler, Request, build_opener

import psycopg
import pytest

from bot.settings import ROOT
from tests.desk.conftest import SCHEMA
from tests.own_database import new_database

SECURE = {"X-Forwarded-Proto": "https", "Host": "desk.example.org"}


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: the redirect itself is looked at."""


@pytest.fixture(scope="module")
def prepared(database_url: str) -> tuple[dict[str, str], str]:
    """The environment of a new installation, and what its preparation has printed."""
    url = new_database(database_url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.read_bytes())
    environment = {**os.environ, "DATABASE_URL": url, "DROM_DESK_KEY": secrets.token_urlsafe(64)}
    environment |= {"DJANGO_SETTINGS_MODULE": "desk.settings", "DROM_DESK_URL": "https://desk.example.org"}
    done = subprocess.run(
        [sys.executable, "desk/manage.py", "prepare"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return environment, done.stdout


@pytest.fixture(scope="module")
def desk(prepared: tuple[dict[str, str], str]) -> Iterator[str]:
    """Gunicorn on a free port; its address on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--config", "desk/gunicorn_conf.py"]
    environment = prepared[0] | {"DROM_DESK_PORT": port}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "The desk is ready: https://desk.example.org/" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def ask(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    request = Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    opener = build_opener(_Stay)
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except OSError as refused:  # an HTTPError is an answer, too
        return refused.code, dict(refused.headers), ""  # type: ignore[attr-defined]


def test_the_first_administrator_is_named_once_with_the_address(prepared: tuple[dict[str, str], str]) -> None:
    environment, printed = prepared
    assert "https://desk.example.org/anmelden/" in printed and "verwaltung@localhost" in printed
    again = subprocess.run(
        [sys.executable, "desk/manage.py", "prepare"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert again.stdout == ""


def test_behind_a_proxy_with_tls_cookies_are_secure_and_browsers_stay_with_https(desk: str) -> None:
    status, headers, _ = ask(f"{desk}/anmelden/", **SECURE)
    assert status == 200
    assert "Secure" in headers["Set-Cookie"] and headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_without_tls_one_is_sent_to_https(desk: str) -> None:
    status, headers, _ = ask(f"{desk}/anmelden/", Host="desk.example.org")
    assert (status, headers["Location"]) == (301, "https://desk.example.org/anmelden/")


def test_another_name_of_the_host_is_refused(desk: str) -> None:
    assert ask(f"{desk}/anmelden/", **SECURE | {"Host": "evil.example.com"})[0] == 400


def test_files_carry_their_version_and_are_kept_by_browsers(desk: str) -> None:
    page = ask(f"{desk}/anmelden/", **SECURE)[2]
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert any(re.search(r"/desk\.[0-9a-f]{12}\.css$", file) for file in files)
    for file in files:
        status, headers, _ = ask(f"{desk}{file}", **SECURE)
        assert status == 200 and "immutable" in headers["Cache-Control"], file


def test_no_page_fetches_anything_from_elsewhere() -> None:
    pages = [path for folder in ROOT.glob("desk/*/templates") for path in Path(folder).rglob("*.html")]
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), page
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|<script(?![^>]*\ssrc=)", text), page
