"""What browsers load: the full page, the widget's file, and who may speak to the web channel."""

from __future__ import annotations

import gzip
import json
import urllib.request
from collections.abc import Mapping

import pytest

from bot.answer.cards import load_locales
from bot.channels.pages import content_security, version
from bot.local_server import LocalServer
from bot.settings import WIDGET, read_settings
from tests.web_client import Person, call


def _get(url: str, headers: Mapping[str, str] | None = None) -> tuple[bytes, Mapping[str, str]]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers or {})), timeout=60) as response:
        return response.read(), response.headers


@pytest.mark.parametrize("language", list(load_locales()))
def test_first_words_stand_in_the_page_in_the_language_that_is_asked_for(server: LocalServer, language: str) -> None:
    # when the page of a square code is loaded
    content, headers = _get(f"{server.url}/chat?lang={language}&ki=duisburg")
    text = content.decode()

    # then its first words are of that language, the others follow, and the script stands in the page
    ui = load_locales()[language].ui
    assert text.index(ui["page.about"]) == min(text.index(locale.ui["page.about"]) for locale in load_locales().values())
    assert text.index(load_locales()[language].own_name) == min(
        text.index(f">{locale.own_name}<") + 1 for locale in load_locales().values()
    )
    assert f'<html lang="{language}">' in text
    assert 'ki="duisburg"' in text
    assert "<script src" not in text
    assert headers["Content-Security-Policy"] == content_security()


def test_without_a_language_in_the_address_that_of_the_browser_stands_first(server: LocalServer) -> None:
    content, headers = _get(f"{server.url}/chat", {"Accept-Language": "en-GB,bg-BG;q=0.9,de;q=0.8"})
    assert '<html lang="bg">' in content.decode()
    assert "Accept-Language" in headers["Vary"]


def test_what_stands_in_the_address_can_not_become_html(server: LocalServer) -> None:
    # when the address holds code
    content, _ = _get(f"{server.url}/chat?lang=%22onload=alert(1)&ki=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    # then the page does not
    assert b"alert(1)" not in content


def test_packed_for_browsers_and_not_sent_twice(server: LocalServer) -> None:
    # when a browser that unpacks asks for the newest widget, then it is small and may be used on other sites
    packed, headers = _get(f"{server.url}/widget.js", {"Accept-Encoding": "gzip, br"})
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Access-Control-Allow-Origin"] == "*"
    plain, named = _get(f"{server.url}/widget.{version()}.js")
    assert gzip.decompress(packed) == plain == (WIDGET / "dist" / f"widget.{version()}.js").read_bytes()
    assert "immutable" in named["Cache-Control"]

    # when it asks again with what it has, then nothing is sent
    again = call(f"{server.url}/widget.js", headers={"If-None-Match": headers["ETag"]})
    assert (again.status, again.body) == (304, None)


def test_integrity_in_the_docs_file_is_that_of_the_widget() -> None:
    import base64
    import hashlib

    content = (WIDGET / "dist" / f"widget.{version()}.js").read_bytes()
    hashes = json.loads((WIDGET / "dist" / f"widget.{version()}.json").read_text(encoding="utf-8"))
    assert hashes["integrity"] == "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


@pytest.mark.parametrize("path", ["/widget.9.9.9.js", "/widget.0.1.0.json", "/page.js", "/widget.../../secret.js"])
def test_nothing_else_is_served(server: LocalServer, path: str) -> None:
    assert call(server.url + path).status == 404


def test_start_link_gives_language_and_town(server: LocalServer) -> None:
    # given somebody who comes by the code of a poster
    person = Person(server.url)

    # when the chat says so to the bot, then it greets in that language and knows the town
    greeting = person.ask(payload="s:bg_duisburg")
    ui = load_locales()["bg"].ui
    assert greeting["text"].startswith(ui["text.greet"])
    assert ui["received.town"].format(place="Duisburg") in greeting["text"]

    # and the centre is named without the question for the place
    assert "Kommunales Integrationszentrum" in person.ask(payload="d:find_ki")["text"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 422),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://proxied.example", "Sec-Fetch-Site": "same-origin"}, 422),
        ({"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
    ids=["no browser", "another site", "a file or a sandbox", "our own page behind a proxy", "another site, as browsers say it"],
)
def test_who_may_speak(server: LocalServer, headers: dict[str, str], status: int) -> None:
    token = Person(server.url).token
    assert call(f"{server.url}/webhooks/web/messages", "POST", {}, token, headers=headers).status == status


def test_origins_are_read_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    # given several sites, one with a capital letter
    monkeypatch.setenv("DROM_ORIGINS", "https://www.Duisburg.de, http://127.0.0.1:8000")
    assert read_settings().origins == {"https://www.duisburg.de", "http://127.0.0.1:8000"}

    # when one has a path, which browsers never send, then the operator learns of it
    monkeypatch.setenv("DROM_ORIGINS", "https://www.duisburg.de/leben")
    with pytest.raises(ValueError, match="DROM_ORIGINS"):
        read_settings()
