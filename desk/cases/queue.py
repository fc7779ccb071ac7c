"""The queue: which cases somebody sees in which list, in which order."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from desk import texts
from desk.cases import door
from desk.cases.models import Case, Seen
from desk.people.models import Account

PAGE_SIZE: Final = 40

LISTS: Final[Mapping[str, str]] = {
    "neu": "Neu",
    "meine": "Meine",
    "alle": "Alle",
    "wartet": "Wartet auf die Person",
    "geschlossen": "Geschlossen",
}
"""The lists by their name in the address."""

SORTINGS: Final[Mapping[str, str]] = {
    "dringend": "Dringende zuerst",
    "alt": "Älteste zuerst",
    "jung": "Neueste zuerst",
    "nachricht": "Letzte Nachricht zuerst",
    "thema": "Nach Thema",
    "sprache": "Nach Sprache",
    "ort": "Nach Ort",
}
"""What a list may be sorted by, by its name in the address."""

_ORDERS: Final[Mapping[str, tuple[str | OrderBy, ...]]] = {
    "dringend": ("-urgent", "opened", "id"),
    "alt": ("opened", "id"),
    "jung": ("-opened", "-id"),
    "nachricht": ("-person_at", "-id"),
    "thema": (F("topic").asc(nulls_last=True), "-urgent", "opened", "id"),
    "sprache": ("language", "-urgent", "opened", "id"),
    "ort": (F("place").asc(nulls_last=True), "place_said", "-urgent", "opened", "id"),
}

_OPEN: Final = Q(state__in=("waiting", "staff"))
_UNTAKEN: Final = Q(state="waiting", staff=None)

# One look at the open cases of a centre (index cases_centre) and at two ends of an index: cheap enough for every poll.
_VERSION: Final = """
    SELECT md5(concat_ws(' ', count(*), max(person_at), max(staff_at), max(overdue), (SELECT max(id) FROM case_events),
                         (SELECT max(at) FROM desk_seen WHERE account_id = %s)))
    FROM cases WHERE centre = ANY(%s) AND state IN ('waiting', 'staff')
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to see of the queue; every value has been checked.

    Args:
        name: a key of `LISTS`.
        sorting: a key of `SORTINGS`.
        topic, language, place: only such cases, or empty.
        words: a reference or a part of one, or what the person called the place.
        page: from 1.
    """

    name: str = "neu"
    sorting: str = "dringend"
    topic: str = ""
    language: str = ""
    place: str = ""
    words: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Choice:
        """Read the query of an address; what is not known is as if it were not there."""
        name, sorting, page = query.get("liste", ""), query.get("sortierung", ""), query.get("seite", "")
        return cls(
            name=name if name in LISTS else "neu",
            sorting=sorting if sorting in SORTINGS else "jung" if name == "geschlossen" else "dringend",
            topic=_known(query.get("thema", ""), texts.topics()),
            language=_known(query.get("sprache", ""), texts.LANGUAGES),
            place=_known(query.get("ort", ""), texts.places()),
            words=query.get("suche", "").replace("\0", "").strip()[:60],
            page=min(int(page), 10_000) if page.isascii() and page.isdigit() and int(page) else 1,
        )

    @property
    def filtered(self) -> bool:
        """Whether cases may be missing because of a filter."""
        return bool(self.topic or self.language or self.place or self.words)


def visible_to(account: Account) -> QuerySet[Case]:
    """Return the cases that somebody may read: those of their centres."""
    return Case.objects.filter(centre__in=account.centres)


def find(account: Account, choice: Choice) -> tuple[list[Case], bool]:
    """Return one page of a list, each case with `unread`, and whether there are more.

    A reference is searched in all lists: whoever has it on the phone does not know where the case stands.
    """
    cases = visible_to(account)
    if choice.words:
        reference = choice.words.upper().replace(" ", "")
        cases = cases.filter(Q(reference__contains=reference) | Q(place_said__icontains=choice.words))
    else:
        cases = cases.filter(_in_list(choice.name, account))
    for field, value in (("topic", choice.topic), ("language", choice.language), ("place", choice.place)):
        if value:
            cases = cases.filter(**{field: value})
    first = (choice.page - 1) * PAGE_SIZE
    found = list(_with_unread(cases, account).order_by(*_ORDERS[choice.sorting])[first : first + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def counts(account: Account) -> dict[str, int]:
    """Return how many cases stand in each list (but the closed ones), and `to_read`: new or mine, with something not yet seen."""
    mine = Q(state="staff", staff=account.pk)
    return _with_unread(visible_to(account).filter(_OPEN), account).aggregate(
        neu=Count("pk", filter=_UNTAKEN),
        meine=Count("pk", filter=mine),
        alle=Count("pk"),
        wartet=Count("pk", filter=_in_list("wartet", account)),
        to_read=Count("pk", filter=Q(unread=True) & (_UNTAKEN | mine)),
    )


def version(account: Account) -> str:
    """Return a text that changes whenever something in the queue of this account does: one cheap query."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [account.pk, sorted(account.centres)])
        row = cursor.fetchone()
    return f"{row[0]}{'+' if door.is_up() else '-'}"


def mark_seen(account: Account, case: Case, until: datetime) -> None:
    """Note that somebody has seen the messages of a case up to a moment."""
    Seen.objects.bulk_create(
        [Seen(account=account, case=case, at=until)],
        update_conflicts=True,
        unique_fields=["account", "case"],
        update_fields=["at"],
    )


def _known(value: str, values: Container[str]) -> str:
    return value if value in values else ""


def _in_list(name: str, account: Account) -> Q:
    return {
        "neu": _UNTAKEN,
        "meine": Q(state="staff", staff=account.pk),
        "alle": _OPEN,
        "wartet": Q(state="staff", staff_at__gte=F("person_at")),
        "geschlossen": Q(state="closed"),
    }[name]


def _with_unread(cases: QuerySet[Case], account: Account) -> QuerySet[Case]:
    seen = Seen.objects.filter(case=OuterRef("pk"), account=account, at__gte=OuterRef("person_at"))
    return cases.annotate(unread=~Exists(seen))
