"""The daily job: cleans up, reminds, and goes on when one part fails."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from bot.settings import ROOT
from desk.office import daily, figures, reminders
from desk.office.figures import ending
from desk.office.management.commands.daily import until_next
from desk.people.models import AccessLog, Invitation, Session

NOW = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


def knowledge(folder: Path, **until: str | None) -> Path:
    """A folder like `knowledge/` with figures of the deposit that hold until these days."""
    values = {
        f"deposit.{name}": {"unit": "eur", "values": [{"value": 9, "until": "2026-06-30"}, {"value": 10, "until": day}]}
        for name, day in until.items()
    }
    (folder / "tenancy.yml").write_text(yaml.safe_dump({"figures": values}), encoding="utf-8")
    (folder / "contacts.yml").write_text("{}", encoding="utf-8")
    return folder


def test_figures_that_run_out_within_60_days_are_found(tmp_path: Path) -> None:
    # given figures that hold for ever, for a year, for two months and until yesterday
    root = knowledge(tmp_path, ever=None, year="2027-11-23", soon="2027-01-22", later="2027-01-23", over="2026-11-22")
    # when it is the 23rd of November
    found = ending(dt.date(2026, 11, 23), root)
    # then the last two are told, the one that is over first
    assert [(one.name, one.over) for one in found] == [
        ("knowledge/tenancy.yml: deposit.over", True),
        ("knowledge/tenancy.yml: deposit.soon", False),
    ]
    assert found[1].card == "Kaution"
    assert found[1].value == "10 €"


def test_our_own_figures_are_read() -> None:
    # given the project's own knowledge, when it is far in the future, then much has run out
    assert len(ending(dt.date(2099, 1, 1))) > 20


def test_administrators_are_told_at_once_then_monthly_and_weekly_at_the_end(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a figure that runs out on the last of December
    root = knowledge(tmp_path, rent="2026-12-31")
    monkeypatch.setattr(reminders, "ending", lambda today: ending(today, root))
    told = []
    # when the daily job runs every day from October to the middle of January
    for day in (dt.date(2026, 10, 20) + dt.timedelta(days=n) for n in range(88)):
        if reminders.remind(day):
            told.append(day.isoformat())
    # then it was told 60 days before, four weeks later, and each week from two weeks before on
    assert told == ["2026-11-01", "2026-11-29", "2026-12-17", "2026-12-24", "2026-12-31", "2027-01-07", "2027-01-14"]
    assert mail.outbox[0].to == [people.administrator.email]
    assert "Kaution: 10 €, gilt bis 31.12.2026" in mail.outbox[0].body
    assert "(abgelaufen)" in mail.outbox[-1].body
    assert len(mail.outbox) == len(told)


def test_without_a_server_for_e_mails_nothing_is_told_and_nothing_is_taken_as_told(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    # given an installation that prints its e-mails
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    root = knowledge(tmp_path, rent="2026-12-31")
    monkeypatch.setattr(reminders, "ending", lambda today: ending(today, root))
    assert reminders.remind(dt.date(2026, 12, 1)) == 0
    # when e-mails are set up, then it is told
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert reminders.remind(dt.date(2026, 12, 1)) == 1


def test_what_is_over_is_deleted_and_the_rest_stays(people: Any) -> None:
    # given one old and one young row of each kind
    session = {"session_data": "", "account": people.staff}
    Session.objects.create(session_key="old", expire_date=NOW - dt.timedelta(minutes=1), **session)
    Session.objects.create(session_key="young", expire_date=NOW + dt.timedelta(hours=1), **session)
    for days in (10, 38):
        Invitation.objects.create(
            email=f"{days}@example.org", name="N", invited_by=people.lead, created=NOW - dt.timedelta(days=days)
        )
    for days in (364, 366):
        AccessLog.objects.create(
            at=NOW - dt.timedelta(days=days), account=people.staff, case_id=days, reference="D-1", centre="duisburg"
        )
    # when the daily job runs
    done = daily.run_all(NOW)
    # then the old ones are gone
    assert (done["sessions"], done["invitations"], done["access_log"]) == (1, 1, 1)
    assert list(Session.objects.filter(session_key__in=["old", "young"]).values_list("session_key", flat=True)) == ["young"]
    assert [invitation.email for invitation in Invitation.objects.all()] == ["10@example.org"]
    assert [entry.case_id for entry in AccessLog.objects.all()] == [364]


def test_a_part_that_fails_hinders_nothing_else(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a knowledge folder that cannot be read
    def broken(today: dt.date) -> list[figures.Ending]:
        raise OSError("unreadable")

    monkeypatch.setattr(reminders, "ending", broken)
    # when the daily job runs
    done = daily.run_all(NOW)
    # then only this part failed
    assert [name for name, number in done.items() if number < 0] == ["figures"]


def test_the_command_runs_once(people: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("daily")
    assert capsys.readouterr().out.startswith("daily: sessions 0, invitations 0")


@pytest.mark.parametrize(
    ("now", "hours"), [("2026-11-23T01:00+00:00", 1), ("2026-11-23T02:00+00:00", 24), ("2026-11-23T22:30+00:00", 3.5)]
)
def test_the_next_night_is_counted_in_german_time(now: str, hours: float) -> None:
    assert until_next(dt.datetime.fromisoformat(now)) == dt.timedelta(hours=hours)


def test_kept_running_it_ends_when_it_is_told_to(desk_database_url: str, django_db_setup: None) -> None:
    # given the command as `make run` starts it
    settings = os.environ | {"DATABASE_URL": desk_database_url, "DROM_DESK_KEY": "only-for-tests", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, str(ROOT / "desk" / "manage.py"), "daily", "--keep-running"]
    with subprocess.Popen(command, env=settings, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        # when it has run once and is told to end
        assert process.stdout is not None
        assert process.stdout.readline().startswith("daily: sessions")
        process.send_signal(signal.SIGTERM)
        # then it ends in peace
        assert process.wait(timeout=20) == 0


def test_the_present_day_is_the_one_in_germany() -> None:
    assert timezone.localdate(dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 11, 24)
