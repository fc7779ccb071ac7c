"""Reads a day from what a person wrote: `3.11.`, `vineri`, `преди две седмици`, `parashtune`, `gestern`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from bot.understand.quantities import month_of, number_of, unit_of
from bot.understand.spelling import spelling_key

Tense = Literal["past", "future"]
"""Whether a day without a year, or a weekday, is meant before or after today."""

_WEEKDAYS = (
    "Montag luni lunea понеделник luja lujne lujni luine ponedelniko",
    "Dienstag marți marțea вторник marci marcone vtorniko",
    "Mittwoch miercuri miercurea сряда tetradži tetradine srjada",
    "Donnerstag joi joia четвъртък chetvurtak žoja žojne četvrtko",
    "Freitag vineri vinerea петък paraštuj paraštune paraštujne petko",
    "Samstag Sonnabend sâmbătă sîmbătă събота savato savatone",
    "Sonntag duminică duminica неделя duminika kurkone",
)
"""From Monday on. Romani kurko is left out: it is Sunday and also week."""
_NEAR = {
    0: "heute azi astăzi днес dnes avdives adives adjes ades",
    -1: "gestern ieri вчера idž ič",
    -2: "vorgestern alaltăieri завчера",
    1: "morgen mâine утре tehara tajsa taha",
    2: "übermorgen poimâine вдругиден",
}
_BACK = "vor acum преди angla anglal urmă palpale"
_AHEAD = "in în peste след pala pal"
_BETWEEN = "de des die der den o un una einer einem einen cu jekh ima vreo"
_LAST = "letzten letzter letzte letztes vergangenen trecut trecută trecuta миналия миналата минал nakhlo nakhli nakhle"
_NEXT = "nächsten nächster nächste kommenden viitor viitoare следващия следващата идния avel avla avutne"
_ON = "am den der vom pe pana на от до po"

_FULL = re.compile(r"(?<![\d.])(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d.,/-])(\d{1,2})\s?[./-]\s?(\d{1,2})(?:\s?[./-]\s?(\d{4}|\d{2}))?(?!\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[46](?=[^\W\d_]))*", re.UNICODE)
"""Numbers and words; Bulgarians write ч and ш as 4 and 6 inside a word."""
_ORDINAL = frozenset({"ti", "vi", "ri", "mi", "to"})
"""Endings of Bulgarian and Romani ordinals after a number: 3-ти, 5-то."""
_UNIT_SPELT = {"mesek": "month", "sedmitsa": "week", "saptamini": "week"}
"""Spellings that the key does not fold: Bulgarian in Latin letters, Romanian with î inside a word."""
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


def _keys(words: str) -> frozenset[str]:
    return frozenset(spelling_key(word) for word in words.split())


_WEEKDAY_OF = {key: number for number, words in enumerate(_WEEKDAYS) for key in _keys(words)} | {"marti": 1}
_NEAR_OF = {key: days for days, words in _NEAR.items() for key in _keys(words)}
_BACK_KEYS, _AHEAD_KEYS, _BETWEEN_KEYS = _keys(_BACK), _keys(_AHEAD), _keys(_BETWEEN)
_LAST_KEYS, _NEXT_KEYS, _ON_KEYS = _keys(_LAST), _keys(_NEXT), _keys(_ON)
_MONTH_STEM = 3


def read_date(text: str, today: dt.date, tense: Tense = "past") -> dt.date | None:
    """Return the day that a text names, or None when it names none, or more than one.

    Args:
        text: what the person wrote, in any of our languages and spellings.
        today: the day from which `yesterday` is counted.
        tense: `past` takes a weekday or a day without a year as the last such day before today, `future` as the next from today.
    """
    days = set(_written(text, today, tense))
    if not days:
        days = set(_spoken(text, today, tense))
    return days.pop() if len(days) == 1 else None


def _written(text: str, today: dt.date, tense: Tense) -> Iterator[dt.date]:
    for match in _FULL.finditer(text):
        if day := _day(int(match[1]), int(match[2]), int(match[3])):
            yield day
    for match in _DAY_FIRST.finditer(_FULL.sub(" ", text)):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0) if match[3] else None
        if day := _in_year(int(match[1]), int(match[2]), year, today, tense):
            yield day


def _spoken(text: str, today: dt.date, tense: Tense) -> Iterator[dt.date]:
    tokens = [match[0] for match in _TOKEN.finditer(text.lower())]
    keys = [token if token.isdecimal() else spelling_key(token) for token in tokens]
    dated = list(_with_month(keys, today, tense))
    counted = list(_counted(keys, today))
    if dated or counted:
        yield from dated or counted
        return
    near = {_NEAR_OF[key] for key in keys if key in _NEAR_OF}
    if 0 in near or -1 in near:
        near.discard(1)  # German: heute morgen, gestern Morgen
    if near:
        yield from (today + dt.timedelta(days=days) for days in near)
        return
    weekdays = {_WEEKDAY_OF[key] for i, key in enumerate(keys) if key in _WEEKDAY_OF and not (i and _count(keys[i - 1]))}
    if weekdays:
        meant = "past" if _LAST_KEYS & set(keys) else "future" if _NEXT_KEYS & set(keys) else tense
        yield from (_weekday(weekday, today, meant) for weekday in weekdays)
        return
    yield from _day_of_month(keys, today, tense)


def _with_month(keys: Sequence[str], today: dt.date, tense: Tense) -> Iterator[dt.date]:
    for i, key in enumerate(keys[:-1]):
        if not key.isdecimal() or not 1 <= int(key) <= 31:
            continue
        j = i + 2 if keys[i + 1] in _ORDINAL and i + 2 < len(keys) else i + 1
        month = month_of(keys[j]) or _abbreviated(keys[j])
        if month is None:
            continue
        following = keys[j + 1] if j + 1 < len(keys) else ""
        year = int(following) if re.fullmatch(r"20\d\d", following) else None
        if day := _in_year(int(key), month, year, today, tense):
            yield day


def _abbreviated(key: str) -> int | None:
    return month_of(key, prefix=True) if len(key) >= _MONTH_STEM else None


def _counted(keys: Sequence[str], today: dt.date) -> Iterator[dt.date]:
    for i, key in enumerate(keys):
        unit = unit_of(key) or _UNIT_SPELT.get(key)
        if unit not in (*_DAYS, *_MONTHS) or (key in _WEEKDAY_OF and not (i and _count(keys[i - 1]))):
            continue
        start = i
        while start and keys[start - 1] in _BETWEEN_KEYS:
            start -= 1
        count = _count(keys[start - 1]) if start else None
        start -= count is not None
        while start and keys[start - 1] in _BETWEEN_KEYS:
            start -= 1
        before, after = (keys[start - 1] if start else ""), set(keys[i + 1 : i + 4])
        if before in _BACK_KEYS or after & _BACK_KEYS:
            yield _moved(today, -(count or 1), str(unit))
        elif before in _AHEAD_KEYS:
            yield _moved(today, count or 1, str(unit))


def _count(key: str) -> int | None:
    if key.isdecimal():
        return int(key) if int(key) <= 400 else None
    return number_of(key)


def _moved(today: dt.date, count: int, unit: str) -> dt.date:
    if unit in _DAYS:
        return today + dt.timedelta(days=count * _DAYS[unit])
    months = today.year * 12 + today.month - 1 + count * _MONTHS[unit]
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _weekday(weekday: int, today: dt.date, tense: str) -> dt.date:
    """The nearest such day that is not today: who means today says so."""
    if tense == "past":
        return today - dt.timedelta(days=(today.weekday() - weekday) % 7 or 7)
    return today + dt.timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _day_of_month(keys: Sequence[str], today: dt.date, tense: Tense) -> Iterator[dt.date]:
    numbers = [(i, int(key)) for i, key in enumerate(keys) if key.isdecimal() and 1 <= int(key) <= 31]
    if len(numbers) != 1 or not (len(keys) == 1 or (numbers[0][0] and keys[numbers[0][0] - 1] in _ON_KEYS)):
        return
    for back in range(3):
        month = _moved(today.replace(day=1), -back if tense == "past" else back, "month")
        day = _day(month.year, month.month, numbers[0][1])
        if day and (day <= today if tense == "past" else day >= today):
            yield day
            return


def _in_year(day: int, month: int, year: int | None, today: dt.date, tense: Tense) -> dt.date | None:
    if year is not None:
        return _day(year, month, day)
    years = (today.year, today.year - 1) if tense == "past" else (today.year, today.year + 1)
    for candidate in years:
        found = _day(candidate, month, day)
        if found and (found <= today if tense == "past" else found >= today):
            return found
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
