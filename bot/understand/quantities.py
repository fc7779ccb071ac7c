"""Ages, amounts of money, dates and durations in Romanian, Bulgarian, Romani and German, found by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.understand.augment import without_diacritics
from bot.understand.spelling import spelling_key

Kind = Literal["age", "amount", "date", "duration"]

_UNITS: dict[str, str] = {
    "day": "zi zile ден дни дена Tag Tage Tagen dives divesa gjes",
    "week": "săptămână săptămâna săptămâni săpt седмица седмици Woche Wochen kurko kurke kurkeske",
    "month": "lună luna luni месец месеца месеци Monat Monate Monaten čhon čhona masek maseka",
    "year": "an ani anișori година години год Jahr Jahre Jahren jährige berš berša beršengo beršengi beršengo",
    "hour": "oră ora ore час часа Stunde Stunden časo časura sahati",
}
_MONEY: dict[str, str] = {"EUR": "euro euros eur евро eura", "RON": "lei leu ron леи", "BGN": "лева лв leva lv"}
_NUMBER_WORDS: dict[int, str] = {
    1: "unu una un o един една едно ein eine einen jekh",
    2: "doi două два две zwei duj",
    3: "trei три drei trin",
    4: "patru четири vier štar",
    5: "cinci пет fünf pandž",
    6: "șase шест sechs šov",
    7: "șapte седем sieben efta",
    8: "opt осем acht oxto",
    9: "nouă девет neun enja",
    10: "zece десет zehn deš",
}
"""Small numbers as words; they count only before a unit, because some are also other words (o, un, des)."""
_AGE_AFTER_WORDS = "alt alte altes vârstă"
_CHILD_WORDS = (
    "copil copilul copii fata fetița fetiță băiat băiatul bebe bebeluș дете детето син синът дъщеря момче момиче бебе "
    "Kind Tochter Sohn Baby Junge Mädchen čhavo čhavorro čhaj čhajorri raklo rakli"
)
_MONTH_NAMES = (
    "ianuarie януари Januar januaro", "februarie февруари Februar februaro", "martie март März marto",
    "aprilie април April aprilo", "mai май Mai majo", "iunie юни Juni juno", "iulie юли Juli julo",
    "august август August avgusto", "septembrie септември September septembro", "octombrie октомври Oktober oktobro",
    "noiembrie ноември November novembro", "decembrie декември Dezember decembro",
)  # fmt: skip


def _keys(words: str) -> list[str]:
    return [spelling_key(spelled) for word in words.split() for spelled in (word, without_diacritics(word))]


_UNIT_OF = {key: unit for unit, words in _UNITS.items() for key in _keys(words)}
_CURRENCY_OF = {"€": "EUR"} | {key: currency for currency, words in _MONEY.items() for key in _keys(words)}
_NUMBER_OF = {key: number for number, words in _NUMBER_WORDS.items() for key in _keys(words)}
_MONTH_OF = {key: number for number, words in enumerate(_MONTH_NAMES, start=1) for key in _keys(words)}
_AGE_AFTER = frozenset(_keys(_AGE_AFTER_WORDS))
_CHILD = frozenset(_keys(_CHILD_WORDS))
_AGE_LIMIT = {"year": 120, "month": 40}
_TOKEN = re.compile(r"\d+(?:[.\s]\d{3})*(?:,\d{1,2})?(?!\d)|€|[^\W\d_]+", re.UNICODE)
_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?!\d)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something counted in a text."""

    kind: Kind
    value: float | str
    """A number; for dates `2026-11-24` or, without a year, `--11-24`."""
    unit: str | None
    """day, week, month, year, hour, or a currency."""
    start: int
    end: int

    def as_entity(self) -> dict[str, object]:
        """Return it as a Rasa entity."""
        return {"entity": self.kind, "value": self.value, "unit": self.unit, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    key: str
    start: int
    end: int


def month_of(key: str, prefix: bool = False) -> int | None:
    """Return the number of a month from the spelling key of its name, or of the beginning of a name if `prefix`."""
    if not prefix:
        return _MONTH_OF.get(key)
    months = {number for name, number in _MONTH_OF.items() if name.startswith(key)}
    return months.pop() if len(months) == 1 else None


def unit_of(key: str) -> str | None:
    """Return the unit of time that a spelling key names: day, week, month, year, hour."""
    return _UNIT_OF.get(key)


def number_of(key: str) -> int | None:
    """Return the number from one to ten that a spelling key names."""
    return _NUMBER_OF.get(key)


def find_quantities(text: str) -> list[Quantity]:
    """Return the ages, amounts, dates and durations in `text`, in order; what is doubtful is left out."""
    dates = list(_dates(text))
    covered = [(date.start, date.end) for date in dates]
    tokens = [
        _Token(match[0], spelling_key(match[0]) or match[0], match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if not any(start <= match.start() < end for start, end in covered)
    ]
    found = dates + list(_written_dates(tokens)) + list(_counted(tokens))
    return sorted(found, key=lambda quantity: quantity.start)


def _dates(text: str) -> Iterator[Quantity]:
    for match in _DATE.finditer(text):
        day, month, year = int(match[1]), int(match[2]), match[3]
        if (
            1 <= day <= 31
            and 1 <= month <= 12
            and (year or "/" in match[0] or match[0].count(".") == 2 or text[match.end() : match.end() + 1] == ".")
        ):
            written = f"{int(year) + (2000 if len(year) == 2 else 0):04d}" if year else "-"
            yield Quantity("date", f"{written}-{month:02d}-{day:02d}", None, match.start(), match.end())


def _written_dates(tokens: list[_Token]) -> Iterator[Quantity]:
    for i, token in enumerate(tokens[:-1]):
        month = _MONTH_OF.get(tokens[i + 1].key)
        if month and token.text.isdigit() and 1 <= int(token.text) <= 31:
            year = tokens[i + 2].text if i + 2 < len(tokens) and re.fullmatch(r"20\d\d", tokens[i + 2].text) else "-"
            end = tokens[i + 2].end if year != "-" else tokens[i + 1].end
            yield Quantity("date", f"{year}-{month:02d}-{int(token.text):02d}", None, token.start, end)


def _counted(tokens: list[_Token]) -> Iterator[Quantity]:
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is not None and following.key == "de" and i + 2 < len(tokens):
            following = tokens[i + 2]  # Romanian: 20 de ani
        number = _number(token)
        if token.text == "€" and following and (amount := _number(following)) is not None:
            yield Quantity("amount", amount, "EUR", token.start, following.end)
        if number is None or following is None:
            continue
        if token.text[0].isdigit() and (currency := _CURRENCY_OF.get(following.key)):
            yield Quantity("amount", number, currency, token.start, following.end)
        elif unit := _UNIT_OF.get(following.key):
            kind: Kind = "age" if _is_age(tokens, i, unit, number) else "duration"
            yield Quantity(kind, number, unit, token.start, following.end)


def _is_age(tokens: list[_Token], i: int, unit: str, number: float) -> bool:
    """A number of years or months is an age when "old" follows or a child stands near."""
    if number > _AGE_LIMIT.get(unit, -1):
        return False
    after = {token.key for token in tokens[i + 2 : i + 4]}
    near = {token.key for token in tokens[max(0, i - 4) : i + 4]}
    return bool(after & _AGE_AFTER or near & _CHILD)


def _number(token: _Token) -> float | None:
    if token.text[0].isdigit():
        return float(re.sub(r"[.\s](?=\d{3})", "", token.text).replace(",", "."))
    value = _NUMBER_OF.get(token.key)
    return float(value) if value is not None else None
