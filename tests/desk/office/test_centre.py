"""A lead keeps what people are told about their centre, and the assistant hears of it at once."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
import time_machine
from django.test import Client

from bot.answer import cards
from bot.answer.centres import describe, load_centres, with_changes
from desk.bot_tables import Centre
from desk.office.preview import blanks_here, shown_everywhere
from desk.phrases.book import load_book
from desk.phrases.forms import PhraseForm
from desk.texts import LANGUAGES

FILLED = {
    "open": "on",
    "phone": "0203 283 0",
    "email": "ki@example.org",
    "address": "Neckarstraße 12, 47051 Duisburg",
    "url": "https://www.example.org/ki",
    "languages": ["de", "ro"],
    "hours_mon": "8-12, 13-16",
    "hours_tue": "8-12, 13-16",
    "hours_fri": "8-12",
    "closed_on": "24.12.2026 – 01.01.2027\n02.11.2026",
    "answer_days": "3",
    "keep_days": "60",
}
ClientOf = Callable[[str], Client]


@time_machine.travel("2026-11-23 10:00:00+00:00", tick=True)
def test_a_lead_changes_the_centre_and_the_row_is_as_the_bot_reads_it(client_of: ClientOf) -> None:
    # given a lead of Duisburg
    client = client_of("lead")
    # when the form is sent
    answer = client.post("/zentrum/duisburg/", FILLED, follow=True)
    # then the row holds what bot/storage/schema.sql says
    assert "Gespeichert." in answer.content.decode()
    row = Centre.objects.get(pk="duisburg")
    assert row.open is True
    assert row.hours == {
        "mon": [["08:00", "12:00"], ["13:00", "16:00"]],
        "tue": [["08:00", "12:00"], ["13:00", "16:00"]],
        "fri": [["08:00", "12:00"]],
    }
    assert row.closed_on == [["2026-12-24", "2027-01-01"]]  # the second is over
    assert (row.phone, row.languages, row.answer_days, row.keep_days) == ("0203 283 0", ["de", "ro"], 3, 60)
    # and the form shows it as it can be typed again
    page = client.get("/zentrum/duisburg/").content.decode()
    assert "08:00–12:00, 13:00–16:00" in page
    assert "24.12.2026 – 01.01.2027" in page


def test_an_emptied_field_means_again_what_the_list_of_centres_says(client_of: ClientOf) -> None:
    # given a centre with its own phone and hours
    client = client_of("lead")
    client.post("/zentrum/duisburg/", FILLED)
    # when the lead empties them
    client.post("/zentrum/duisburg/", {"answer_days": "2", "keep_days": "90", "closed_on": ""})
    # then nothing of its own is left
    row = Centre.objects.get(pk="duisburg")
    assert (row.open, row.phone, row.hours, row.closed_on) == (False, None, None, [])


@pytest.mark.django_db(transaction=True)
def test_the_bot_is_woken_when_the_change_is_there(client_of: ClientOf, desk_database_url: str) -> None:
    client = client_of("lead")
    # given somebody who listens as the bot does
    with psycopg.connect(desk_database_url, autocommit=True) as listener:
        listener.execute("LISTEN drom_centres")
        # when the lead saves
        client.post("/zentrum/duisburg/", FILLED)
        # then it is told which centre, and the row is already there
        (notice,) = listener.notifies(timeout=5, stop_after=1)
        assert notice.payload == "duisburg"
        found = listener.execute("SELECT open FROM centres WHERE id = 'duisburg'").fetchone()
        assert found == (True,)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("hours_mon", "12-8", "Das Ende muss später sein"),
        ("closed_on", "Ostern", "Bitte schreiben Sie so"),
        ("phone", "ruf an", "Bitte nur Ziffern"),
        ("email", "ki", "E-Mail-Adresse"),
        ("url", "javascript:alert(1)", "gültige"),
        ("keep_days", "3", "größer oder gleich 7"),
        ("answer_days", "0", "größer oder gleich 1"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_kept(client_of: ClientOf, field: str, value: str, told: str) -> None:
    answer = client_of("lead").post("/zentrum/duisburg/", FILLED | {field: value})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Centre.objects.exists()


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("lead", "/zentrum/duisburg/", 200),
        ("lead", "/zentrum/dortmund/", 404),
        ("lead", "/zentrum/atlantis/", 404),
        ("staff", "/zentrum/duisburg/", 403),
        ("administrator", "/zentrum/duisburg/", 403),
        ("outside_lead", "/zentrum/duisburg/", 404),
        ("outside_lead", "/zentrum/duisburg/vorschau/", 404),
    ],
)
def test_only_the_lead_of_a_centre_changes_it(client_of: ClientOf, who: str, path: str, status: int) -> None:
    client = client_of(who)
    answer = client.post(path, FILLED) if "vorschau" in path else client.get(path)
    assert answer.status_code == status


def test_the_first_page_leads_to_the_centre_of_the_lead(client_of: ClientOf) -> None:
    assert client_of("outside_lead").get("/zentrum/")["Location"] == "/zentrum/dortmund/"


def test_the_preview_shows_all_languages_and_keeps_nothing(client_of: ClientOf) -> None:
    # given a form that is half filled, with a mistake in another field
    typed = FILLED | {"keep_days": "zu lang"}
    # when the preview is asked for
    page = client_of("lead").post("/zentrum/duisburg/vorschau/", typed).content.decode()
    # then people's sentences stand there in four languages
    assert "Montag – Dienstag: 08:00–12:00, 13:00–16:00; Freitag: 08:00–12:00" in page
    assert "luni – marți: 08:00–12:00" in page
    assert "понеделник – вторник: 08:00–12:00" in page
    assert "luja (Montag) – marci (Dienstag): 08:00–12:00" in page
    assert page.count("0203 283 0") == 4
    # and nothing is kept
    assert not Centre.objects.exists()


def test_what_is_not_sure_is_marked_until_the_lead_has_set_it() -> None:
    # given a centre whose contact nobody has confirmed
    centre = "bottrop"
    before = {one.language: one.lines for one in shown_everywhere(centre, {})}
    # when its lead sets the phone
    after = {one.language: one.lines for one in shown_everywhere(centre, {"phone": "02041 70 0"})}
    # then it is said without the mark
    assert "Telefon: 02041 70 0" in after["de"]
    assert "Telefon: 02041 70 0" not in before["de"]


def test_phrases_are_filled_with_the_address_and_phone_of_the_centre(client_of: ClientOf) -> None:
    # given a centre whose contact nobody has confirmed
    assert blanks_here("duisburg", "Lena Lead") == {"place_here": "", "phone_here": "", "person_here": "Lena Lead"}
    # when its lead sets it
    client_of("lead").post("/zentrum/duisburg/", FILLED)
    # then phrases that name it begin with it
    form = PhraseForm(load_book().phrase("appointment/new"), initial=blanks_here("duisburg", "Lena Lead"))
    assert "Neckarstraße 12, 47051 Duisburg" in form.as_div()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_is_word_by_word_what_the_bot_says(language: str) -> None:
    # given the bot's own words about every centre
    locale = cards.load_locales()[language]
    for centre in load_centres().values():
        said = describe(centre, "Duisburg", locale).splitlines()[1:]
        # when the desk shows it before anything was changed, then it is the same
        (shown,) = [one.lines for one in shown_everywhere(centre.id, {}) if one.language == language]
        assert list(shown) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_lead_has_set_is_said_by_the_bot_as_the_preview_showed_it(client_of: ClientOf, language: str) -> None:
    # given a preview of all that a lead can set
    preview = client_of("lead").post("/zentrum/duisburg/vorschau/", FILLED)
    shown = next(one.lines for one in preview.context["shown"] if one.language == language)
    # when it is saved
    client_of("lead").post("/zentrum/duisburg/", FILLED)
    # then the bot says it word by word, with the languages that are spoken there
    centre = with_changes(load_centres()["duisburg"], Centre.objects.filter(pk="duisburg").values().get())
    said = describe(centre, "Duisburg", cards.load_locales()[language]).splitlines()[1:]
    assert said == list(shown)
    assert any("Română, Deutsch" in line or "Deutsch, Română" in line for line in said)
