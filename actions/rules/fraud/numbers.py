"""Account and phone numbers, amounts and wages in a message, and what is odd about them."""

from __future__ import annotations

import re

from actions.rules.fraud.spans import Found, Span
from bot.understand.accounts import is_iban

HOME = "DE"
_ACCOUNT = re.compile(
    r"(?<![A-Za-z0-9])(?P<country>[A-Z]{2})\s?(?P<rest>•••|\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?)(?![A-Za-z0-9])"
)
"""IBAN (ISO 13616); the door has covered all but the country of those that are valid."""
_PHONE = re.compile(
    r"(?<![\w+])(?:\+|00)(?P<abroad>[1-9]\d{0,2})(?:[ ()/.-]*\d){6,12}(?!\d)|(?<![\w+])0\d{2,4}(?:[ /.-]*\d){5,9}(?!\d)"
)
_GERMAN_CODE = "49"
_PREMIUM = re.compile(r"(?<![\w+])(?:(?:0049|\+49) ?|0)(?:900|137)[ /-]?\d[\d /-]{2,}|(?<![\w+.,-])118\d{2,3}(?![\d.,])")
"""Numbers that cost much: 0900, 0137 and 118 (Nummernplan, Bundesnetzagentur)."""
_MONEY = (
    r"(?:€|\$|\beuro?\b|\bevr[aeio]\b|\beuros\b|\bевр[оаие]\b|\bdol+ar\w*|\bдолар\w*|\busd\b|\beur\b|\blei\b|\bлв\b|\bлева\b)"
)
_AMOUNT = re.compile(rf"(?P<before>\d[\d.,]*)\s*(?:de\s+)?{_MONEY}|(?:€|\beur\b)\s*(?P<after>\d[\d.,]*)", re.IGNORECASE)
_SMALL = 10.0
"""Fees below this many euros are asked for to get at the data of a card."""
_PERCENT = re.compile(r"\d\s*%")
_HOURLY = re.compile(
    rf"(?P<wage>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s*(?:(?:de\s+)?{_MONEY}\s*)?(?:/\s*(?:h|std|ч|час|ora|oră|časo)\b|"
    r"(?:(?:die|pro|je|in der|pe|la|по|на|vaš o|po|pe jekh|sako)\s+)(?:stunden?|std|or[aăe]|час|chas|časo|časosko|časura)\b)",
    re.IGNORECASE,
)
_DAILY = re.compile(
    rf"(?P<wage>\d{{2,3}})\s*(?:de\s+)?{_MONEY}\s*(?:am|pro|pe|на|po|o|sako|ande jekh)\s+(?:tag|zi|ден|den|dives|des)\b",
    re.IGNORECASE,
)
_MONTHLY = re.compile(
    rf"(?P<wage>\d{{3,4}})\s*(?:de\s+)?{_MONEY}\s*(?:im|pro|pe|на|na|po|ando|sako)\s+(?:monat|lună|luna|месец|mesec|čhon|chon|shon)\b",
    re.IGNORECASE,
)
_LOW_HOURS_A_DAY, _LOW_HOURS_A_MONTH = 6, 80
"""Pay for a day or a month that is too low for more hours than these; whether it is so many, the words tell."""


def find_numbers(text: str, minimum_wage: float | None) -> Found:
    """Return the numbers in a text by what they are.

    The names are: `account`, with it `foreign_account` and `bad_account` (its checksum is wrong); `phone`, with it
    `foreign_phone`; `premium_phone`; `amount`, with it `small_amount`; `percent`; `low_wage`, and `low_day_wage` and
    `low_month_wage`, which are too low only with many hours.

    Args:
        text: the message, as the door lets it in.
        minimum_wage: EUR an hour (§ 1 MiLoG); None if it is not known for today.
    """
    found: Found = {}

    def note(span: tuple[int, int], *names: str) -> None:
        for name in names:
            found.setdefault(name, []).append(Span(*span))

    for match in _ACCOUNT.finditer(text):
        note(match.span(), "account")
        if match["country"] != HOME:
            note(match.span(), "foreign_account")
        if match["rest"] != "•••" and not is_iban(match[0]):
            note(match.span(), "bad_account")
    for match in _PHONE.finditer(text):
        if any(Span(*match.span()).overlaps(account) for account in found.get("account", ())):
            continue
        note(match.span(), "phone")
        if match["abroad"] and not (match["abroad"] + text[match.end("abroad") :]).startswith(_GERMAN_CODE):
            note(match.span(), "foreign_phone")
    for match in _PREMIUM.finditer(text):
        note(match.span(), "premium_phone")
    for match in _AMOUNT.finditer(text):
        note(match.span(), "amount")
        if _value(match["before"] or match["after"]) < _SMALL:
            note(match.span(), "small_amount")
    for match in _PERCENT.finditer(text):
        note(match.span(), "percent")
    for match in _HOURLY.finditer(text):
        wage = float(match["wage"].replace(",", "."))
        if minimum_wage is not None and 1 <= wage < minimum_wage:
            note(match.span(), "low_wage")
    for regex, hours, name in ((_DAILY, _LOW_HOURS_A_DAY, "low_day_wage"), (_MONTHLY, _LOW_HOURS_A_MONTH, "low_month_wage")):
        for match in regex.finditer(text):
            if minimum_wage is not None and float(match["wage"]) < minimum_wage * hours:
                note(match.span(), name)
    return found


def _value(number: str) -> float:
    """Return a number as people write it: 1.850, 1,99, 2.500,00."""
    digits = number.strip(".,")
    if re.search(r"[.,]\d{3}(?:\D|$)", digits):
        digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits)
    return float(re.sub(r"[.,](?=.*[.,])", "", digits).replace(",", "."))
