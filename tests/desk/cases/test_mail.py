"""E-mails about new cases: only to who wants them, once, and without any content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as sent

from desk.cases import mail
from desk.cases.queue import mark_seen
from tests.desk.cases.made import MadeCase, about_deposit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(people: Any) -> Any:
    """Both staff of Duisburg want e-mails, the desk has told of everything so far."""
    for account in (people.staff, people.colleague, people.outsider):
        account.wants_mail = True
        account.save()
    mail.tell_of_new_cases()
    sent.outbox.clear()
    return people


def test_those_who_want_it_are_told_once_without_content(ready: Any) -> None:
    made = about_deposit(urgent=True)
    assert mail.tell_of_new_cases() == 2
    assert mail.tell_of_new_cases() == 0
    assert sorted(address for message in sent.outbox for address in message.to) == ["cem@example.org", "simone@example.org"]
    written = f"{sent.outbox[0].subject} {sent.outbox[0].body}"
    assert "Ein neuer Fall wartet. Es ist dringend." in written
    for secret in (made.case.reference, "Kaution", "Marxloh", "gazda", "Romani"):
        assert secret not in written


def test_many_cases_are_one_e_mail(ready: Any) -> None:
    for _ in range(5):
        MadeCase()
    MadeCase(urgent=True)
    mail.tell_of_new_cases()
    assert len(sent.outbox) == 2
    assert "6 neue Fälle warten. Einer davon ist dringend." in sent.outbox[0].body


def test_nobody_is_told_of_what_is_closed_or_only_answered(ready: Any) -> None:
    made = MadeCase(state="closed")
    made.happened("replied")
    assert mail.tell_of_new_cases() == 0


def test_a_mail_server_that_is_away_is_tried_again(ready: Any, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    MadeCase()
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    with pytest.raises(OSError, match="refused"):
        mail.tell_of_new_cases()
    settings.EMAIL_BACKEND = kept
    assert mail.tell_of_new_cases() == 2


def test_who_holds_a_case_is_told_once_of_what_they_have_not_seen(ready: Any) -> None:
    # given a case of one of the staff, in which the person has written three minutes ago
    made = MadeCase(state="staff", staff=ready.staff.pk)
    message = made.person("Va, avava.", at=made.now - timedelta(minutes=3))
    # then only they are told, once, without content
    assert mail.tell_of_replies() == 1
    assert mail.tell_of_replies() == 0
    (told,) = sent.outbox
    assert told.to == ["simone@example.org"]
    assert "In einem Ihrer Fälle hat jemand geschrieben." in told.body
    for secret in (made.case.reference, "avava", "Duisburg"):
        assert secret not in f"{told.subject} {told.body}"
    # when they have looked, and the person writes again
    mark_seen(ready.staff, made.case, message.at)
    made.person("Kaj?", at=made.now - timedelta(minutes=2, seconds=30))
    # then they are told of that, too
    assert mail.tell_of_replies() == 1


def test_who_is_at_the_desk_is_not_told_of_replies(ready: Any) -> None:
    just_now, looked_at = MadeCase(state="staff", staff=ready.staff.pk), MadeCase(state="staff", staff=ready.staff.pk)
    just_now.person("Va.")
    message = looked_at.person("Va.", at=looked_at.now - timedelta(minutes=3))
    mark_seen(ready.staff, looked_at.case, message.at)
    assert mail.tell_of_replies() == 0


def test_replies_in_many_cases_are_one_e_mail(ready: Any) -> None:
    for _ in range(3):
        made = MadeCase(state="staff", staff=ready.staff.pk)
        made.person("Va.", at=made.now - timedelta(minutes=3))
    assert mail.tell_of_replies() == 1
    assert "In 3 Ihrer Fälle hat jemand geschrieben." in sent.outbox[0].body
