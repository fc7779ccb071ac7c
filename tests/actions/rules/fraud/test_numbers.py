"""Accounts, phone numbers, amounts and wages are told apart."""

from __future__ import annotations

import pytest

from actions.rules.fraud.numbers import find_numbers
from bot.channels.door import masked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Konto LT12 1000 0111 0100 1000 bitte", {"account", "foreign_account"}),
        ("Konto DE89 3704 0044 0532 0130 00 bitte", {"account"}),
        ("Konto DE89 3704 0044 0532 0130 01 bitte", {"account", "bad_account"}),
        ("Rufen Sie an: +44 7700 900123", {"phone", "foreign_phone"}),
        ("Rufen Sie an: 0221 4710 123", {"phone"}),
        ("Rufen Sie an: +49 221 4710123", {"phone"}),
        ("Rufen Sie an: 0900 1234567", {"phone", "premium_phone"}),
        ("600 €", {"amount"}),
        ("70 de euro", {"amount"}),
        ("1.850 Euro", {"amount"}),
        ("1,99 €", {"amount", "small_amount"}),
        ("10 %", {"percent"}),
        ("7 Euro die Stunde", {"amount", "small_amount", "low_wage"}),
        ("6 de euro pe oră", {"amount", "small_amount", "low_wage"}),
        ("12,50 евро на час", {"amount", "low_wage"}),
        ("9 evre po časo", {"amount", "small_amount", "low_wage"}),
        ("16 Euro die Stunde", {"amount"}),
        ("45 Euro am Tag", {"amount", "low_day_wage"}),
        ("110 евро на ден", {"amount"}),
        ("600 de euro pe lună", {"amount", "low_month_wage"}),
        ("2 milioane USD, 500 dolari", {"amount"}),
        ("am 12.11.2026 um 9:30 Uhr", set()),
    ],
)
def test_a_number_is_known_for_what_it_is(text: str, found: set[str]) -> None:
    # § 1 MiLoG: 13.90 EUR in 2026; the door has covered valid accounts before
    assert set(find_numbers(masked(text), 13.90)) == found


def test_without_a_minimum_wage_for_the_day_no_wage_is_called_low() -> None:
    assert "low_wage" not in find_numbers("7 Euro die Stunde", None)
