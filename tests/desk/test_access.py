"""Every address of the desk, asked by everybody, against the table in access.yml."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from desk.cases.models import Note, Order
from desk.people.models import Invitation
from desk.phrases.book import load_book
from tests.desk.cases.made import MadeCase
from tests.desk.conftest import People

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("access.yml").read_text(encoding="utf-8"))
ROWS = [(row, method) for row in TABLE["pages"] for method in ("get", "post") if method in row]


@pytest.fixture
def things(people: People) -> dict[str, Any]:
    """One of everything that an address can name, all of it of KI Duisburg."""
    invitation = Invitation.objects.create(email="nina@example.org", name="Nina", centre="duisburg", invited_by=people.lead)
    made = MadeCase(state="staff", staff=people.staff.pk)
    for number in range(3):
        made.person(f"{number}")
    return {
        "account": people.colleague.pk,
        "membership": people.colleague.memberships.get().pk,
        "invitation": invitation.pk,
        "case": made.id,
        "note": Note.objects.create(case=made.case, author=people.staff, text="Notiz").pk,
        "order": Order.objects.create(case=made.case, author=people.staff, order="release", state=Order.State.REFUSED).id,
        "phrase": next(phrase.id for group in load_book().groups for phrase in group.phrases),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "method"), ROWS, ids=[f"{method} {row['path']}" for row, method in ROWS])
def test_everybody_gets_the_answer_of_the_table(
    row: dict[str, Any], method: str, things: dict[str, Any], client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DROM_PORT", "9")  # no bot answers there
    path = row["path"].format(**things)
    assert resolve(path.partition("?")[0]).view_name == row["page"]
    answers = []
    for role in TABLE["roles"]:
        with transaction.atomic():  # what one does must not change what the next one finds
            answer = getattr(client_of(role), method)(path)
            transaction.set_rollback(True)
        to_login = answer.status_code == 302 and answer.headers["Location"].startswith("/anmelden/?next=")
        answers.append("login" if to_login else answer.status_code)
    assert dict(zip(TABLE["roles"], answers, strict=True)) == dict(zip(TABLE["roles"], row[method], strict=True))


def test_no_address_is_missing_from_the_table() -> None:
    assert {row["page"] for row in TABLE["pages"]} == set(_names(get_resolver().url_patterns))


def _names(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
