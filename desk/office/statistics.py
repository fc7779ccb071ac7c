"""Figures about the work of centres, without persons: from counts, and from the cases that are still kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from desk.bot_tables import Case, Count
from desk.centres import centre_name
from desk.texts import LANGUAGES, language_name, topic_title

PERIODS = (4, 12, 52)
"""Weeks that can be chosen."""
FEW = 5
"""Below this a number could point at a person: it is not shown, as in official statistics."""
HIDDEN = f"<{FEW}"
REASONS: Mapping[str, str] = {
    "answered": "Beantwortet",
    "appointment": "Termin vereinbart",
    "referred": "An andere Stelle verwiesen",
    "unreachable": "Nicht erreichbar",
    "no_answer": "Keine Antwort der Person",
    "mistake": "Versehen",
    "person": "Von der Person zurückgenommen",
    "deleted": "Von der Person gelöscht",
    "expired": "Lange niemand geschrieben",
}
_UNDERSTOOD = ("answer", "offer", "urgent")


@dataclass(frozen=True, slots=True)
class _Counted:
    week: dt.date
    """Its Monday."""
    what: str
    language: str
    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    title: str
    value: str
    share: int
    """Length of its bar in percent of the longest; a hidden number has none."""


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers that add up to a whole."""

    title: str
    column: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything on the page."""

    title: str
    weeks: int
    since: dt.date
    until: dt.date
    centre: str
    """Id of the chosen centre; empty for all of one's own."""
    facts: tuple[tuple[str, str, str], ...]
    """Name, value and what it means."""
    tables: tuple[Table, ...]

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Yield table, line and value of everything, for a spreadsheet."""
        yield from (("Überblick", name, value) for name, value, _ in self.facts)
        yield from ((table.title, row.title, row.value) for table in self.tables for row in table.rows)


def gather(centres: frozenset[str], weeks: int, now: dt.datetime) -> Statistics:
    """Gather the figures of some centres.

    Args:
        centres: their ids.
        weeks: how many weeks up to today.
        now: the present moment.
    """
    until = timezone.localdate(now)
    since = until - dt.timedelta(days=until.weekday(), weeks=weeks - 1)
    everywhere, here = _everywhere(since, until), _here(centres, since, until)
    handoffs = [count for count in here if count.what == "handoff"]
    closed = [count for count in here if count.what.startswith("closed:")]
    return Statistics(
        title=", ".join(sorted(map(centre_name, centres))),
        weeks=weeks,
        since=since,
        until=until,
        centre=next(iter(centres)) if len(centres) == 1 else "",
        facts=(*_facts(everywhere, handoffs), *_waiting(centres, since), *_open(centres, now)),
        tables=(
            table("Übergaben nach Woche", "Woche ab", _by_week(handoffs, since, until)),
            table(
                "Übergaben nach Sprache", "Sprache", _summed((language_name(count.language), count.number) for count in handoffs)
            ),
            table("Übergaben nach Thema", "Thema", _summed((topic_title(count.topic), count.number) for count in handoffs)),
            table("Geschlossen nach Grund", "Grund", _summed((_reason(count.what), count.number) for count in closed)),
            _misunderstood(everywhere),
        ),
    )


def hidden(numbers: Mapping[str, int]) -> dict[str, str]:
    """Return numbers as they may be shown: from 1 to 4 as „<5“.

    If only one had to be hidden, it could be found by subtracting the others from the whole, so the next smallest is
    hidden, too, as „–“.
    """
    shown = {key: HIDDEN if 0 < number < FEW else str(number) for key, number in numbers.items()}
    large = {key: number for key, number in numbers.items() if number >= FEW}
    if list(shown.values()).count(HIDDEN) == 1 and large:
        shown[min(large, key=lambda key: large[key])] = "–"
    return shown


def table(title: str, column: str, numbers: Mapping[str, int]) -> Table:
    """Make a table whose small numbers are hidden."""
    shown = hidden(numbers)
    longest = max((number for key, number in numbers.items() if shown[key].isdigit()), default=0)
    rows = (
        Row(key, shown[key], round(100 * number / longest) if longest and shown[key].isdigit() else 0)
        for key, number in numbers.items()
    )
    return Table(title, column, tuple(rows))


def _here(centres: frozenset[str], since: dt.date, until: dt.date) -> list[_Counted]:
    own = Count.objects.filter(centre__in=centres, day__range=(since, until)).annotate(week=TruncWeek("day"))
    grouped = own.values("week", "what", "language", "topic").annotate(sum=Sum("number"))
    return [_Counted(*row) for row in grouped.values_list("week", "what", "language", "topic", "sum")]


def _everywhere(since: dt.date, until: dt.date) -> dict[tuple[str, str], int]:
    """Sum what and language over all centres."""
    whole = Count.objects.filter(day__range=(since, until), what__in=("conversation", "handoff", "fallback", *_UNDERSTOOD))
    grouped = whole.values("what", "language").annotate(sum=Sum("number"))
    return {(what, language): number for what, language, number in grouped.values_list("what", "language", "sum")}


def _reason(what: str) -> str:
    reason = what.removeprefix("closed:")
    return REASONS.get(reason, reason)


def _summed(entries: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for key, number in entries:
        found[key] += number
    return dict(found.most_common())


def _by_week(counts: list[_Counted], since: dt.date, until: dt.date) -> dict[str, int]:
    weeks = [since + dt.timedelta(weeks=n) for n in range((until - since).days // 7 + 1)]
    found = _summed((f"{count.week:%d.%m.%Y}", count.number) for count in counts)
    return {f"{week:%d.%m.%Y}": found.get(f"{week:%d.%m.%Y}", 0) for week in weeks}


def _facts(everywhere: Mapping[tuple[str, str], int], handoffs: list[_Counted]) -> Iterator[tuple[str, str, str]]:
    whole = _summed((what, number) for (what, _), number in everywhere.items())
    talks, all_handoffs = whole.get("conversation", 0), whole.get("handoff", 0)
    yield "Übergaben", hidden({"": sum(count.number for count in handoffs)})[""], "So oft kam eine Anfrage bei Ihnen an."
    yield "Gespräche", hidden({"": talks})[""], "Neue Gespräche mit dem Assistenten, in allen Zentren."
    yield "Anteil der Übergaben", _percent(all_handoffs, talks), "So viele Gespräche führten zu einem Menschen, in allen Zentren."


def _percent(part: int, whole: int) -> str:
    if whole < FEW or 0 < part < FEW:
        return "zu wenige"
    return f"{100 * part / whole:.0f} %"


def _waiting(centres: frozenset[str], since: dt.date) -> Iterator[tuple[str, str, str]]:
    """Median and 90 % of the time to the first reply; from cases, for counts hold no times."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY answered - opened)),"
            " extract(epoch FROM percentile_cont(0.9) WITHIN GROUP (ORDER BY answered - opened))"
            " FROM cases WHERE centre = ANY(%s) AND opened >= %s AND answered IS NOT NULL",
            [list(centres), since],
        )
        number, median, most = cursor.fetchone()
    enough = number >= FEW
    yield "Wartezeit, Mitte", _hours(median) if enough else "zu wenige", "Die Hälfte bekam schneller die erste Antwort."
    yield "Wartezeit, 9 von 10", _hours(most) if enough else "zu wenige", "Neun von zehn bekamen bis dahin die erste Antwort."


def _hours(seconds: Any) -> str:
    hours = float(seconds) / 3600
    if hours < 1:
        return "unter 1 Stunde"
    return f"{hours:.0f} Stunden" if hours < 48 else f"{hours / 24:.1f} Tage".replace(".", ",")


def _open(centres: frozenset[str], now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    """Open cases are shown as they are: the staff see each of them in the queue."""
    cases = Case.objects.filter(centre__in=centres).exclude(state="closed")
    yield "Offen", str(cases.count()), "Fälle, die noch nicht geschlossen sind."
    yield (
        "Überfällig",
        str(cases.filter(answered=None, promised__lt=now).count()),
        "Der versprochene Tag ist vorbei, ohne Antwort.",
    )


def _misunderstood(everywhere: Mapping[tuple[str, str], int]) -> Table:
    """How many messages the assistant did not understand, in percent of those that it had to answer, by language."""
    rows = []
    for code, name in LANGUAGES.items():
        fallbacks = everywhere.get(("fallback", code), 0)
        value = _percent(fallbacks, fallbacks + sum(everywhere.get((what, code), 0) for what in _UNDERSTOOD))
        rows.append(Row(name, value, int(value.removesuffix(" %")) if value.endswith("%") else 0))
    return Table("Nicht verstanden (alle Zentren)", "Sprache", tuple(rows))
