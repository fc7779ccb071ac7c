"""A last day as a calendar file (iCalendar, RFC 5545), with reminders. It holds a day and what it is about, no person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from icalendar import Alarm, Calendar, Event

from bot.answer.cards import Locale

PREFIX = "i"
"""Payloads of buttons that save a day: `i:<subject>:<day>`. The chat page fetches the file itself."""
_REMINDERS = (dt.timedelta(days=-3, hours=9), dt.timedelta(days=-1, hours=9))
"""From the beginning of the last day: at nine in the morning, three days and one day before."""
_TOPICS = ("flat", "letter", "job", "family", "area")


def payload(subject: str, day: dt.date) -> str:
    """Return the payload of the button that saves a last day."""
    return f"{PREFIX}:{subject}:{day.isoformat()}"


def read(written: str, locale: Locale) -> tuple[str, dt.date] | None:
    """Return subject and day of a payload, or None if it is none."""
    match written.split(":"):
        case [prefix, subject, day] if prefix == PREFIX and _title(subject, locale.checks):
            try:
                return subject, dt.date.fromisoformat(day)
            except ValueError:
                return None
    return None


def path(subject: str, day: dt.date, language: str) -> str:
    """Return the path under which the server gives out the file."""
    return f"/calendar/{day.isoformat()}/{subject}/{language}.ics"


def file(subject: str, day: dt.date, locale: Locale) -> bytes:
    """Return the file for a last day.

    Args:
        subject: what it is about: `fine`, `landlord_notice`.
        day: the last day.
        locale: the language.

    Raises:
        KeyError: there is no such subject.
    """
    title = _title(subject, locale.checks)
    if title is None:
        raise KeyError(subject)
    event = Event()
    event.add("uid", f"{day.isoformat()}-{subject}@drom")
    event.add("dtstamp", dt.datetime.now(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", locale.checks["until_when.calendar_summary"].format(title=title))
    event.add("description", locale.ui["text.not_legal_advice"])
    event.add("transp", "TRANSPARENT")
    for before in _REMINDERS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", before)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Drom//Guided checks//DE")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()


def _title(subject: str, texts: Mapping[str, str]) -> str | None:
    return next((texts[key] for topic in _TOPICS if (key := f"until_when.{topic}.{subject}") in texts), None)
