"""The calendar file of a last day."""

from __future__ import annotations

import datetime as dt
import urllib.error
import urllib.request

import pytest
from icalendar import Calendar

from actions import calendar
from actions.all_checks import CHECKS
from actions.engine import Asker, Engine
from actions.voice import Shared
from bot.answer.cards import load_locales
from bot.answer.knowledge import load_knowledge
from bot.local_server import LocalServer

DAY = dt.date(2026, 12, 28)
SUBJECTS = ("landlord_notice", "own_notice", "rent_increase", "utility_bill", "eviction_claim", "decision", "payment_order",
            "enforcement_order", "fine", "penal_order", "dismissal", "wages", "registration", "birth", "contract")  # fmt: skip


@pytest.mark.parametrize("language", list(load_locales()))
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_file_holds_the_day_with_reminders_and_nothing_of_a_person(subject: str, language: str) -> None:
    locale = load_locales()[language]
    assert calendar.read(calendar.payload(subject, DAY), locale) == (subject, DAY)
    (event,) = Calendar.from_ical(calendar.file(subject, DAY, locale)).walk("VEVENT")
    assert event.decoded("dtstart") == DAY and event.decoded("dtend") == DAY + dt.timedelta(days=1)
    assert locale.checks["until_when.calendar_summary"].split("{")[0].strip() in str(event["summary"])
    moments = [dt.datetime.combine(DAY, dt.time()) + alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert moments == [dt.datetime(2026, 12, 25, 9), dt.datetime(2026, 12, 27, 9)]


@pytest.mark.parametrize("payload", ["i:gone:2026-12-28", "i:fine:soon", "i:fine", "k:fine:2026-12-28"])
def test_what_is_no_day_of_ours_is_refused(payload: str) -> None:
    assert calendar.read(payload, load_locales()["de"]) is None


@pytest.mark.parametrize(
    ("public_url", "said"),
    [("https://drom.example", "https://drom.example/calendar/2026-12-28/fine/ro.ics"), (None, "luni, 28.12.2026")],
)
def test_a_channel_that_fetches_no_files_gets_the_link_or_the_day(public_url: str | None, said: str) -> None:
    engine = Engine(CHECKS, Shared(load_knowledge(), load_locales(), public_url))
    moved = engine.tap("i:fine:2026-12-28", None, Asker("ro", dt.date(2026, 11, 23)))
    assert said in moved.reply.text


def test_the_server_gives_out_the_file(server: LocalServer) -> None:
    with urllib.request.urlopen(f"{server.url}/calendar/2026-12-28/fine/bg.ics", timeout=30) as response:
        assert response.headers["Content-Type"].startswith("text/calendar")
        assert "attachment" in response.headers["Content-Disposition"]
        assert Calendar.from_ical(response.read())
    for wrong in ("2026-12-28/gone/bg.ics", "2026-12-28/fine/xx.ics", "2026-13-01/fine/bg.ics"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{server.url}/calendar/{wrong}", timeout=30)
        assert refused.value.code == 404
