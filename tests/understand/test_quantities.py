"""Ages, amounts, dates and durations in four languages."""

from __future__ import annotations

import pytest

from bot.understand.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("meine tochter ist 2 jahre alt", [("age", 2, "year")]),
        ("fetita are 3 ani", [("age", 3, "year")]),
        ("детето ми е на 4 години", [("age", 4, "year")]),
        ("mo čhavo si 5 beršengo", [("age", 5, "year")]),
        ("Am dat 1.400 euro la început", [("amount", 1400, "EUR")]),
        ("870€ nebenkosten", [("amount", 870, "EUR")]),
        ("hazqinut iska 900 evro do 24.11.2026", [("amount", 900, "EUR"), ("date", "2026-11-24", None)]),
        ("vor 3 Wochen", [("duration", 3, "week")]),
        ("zwei Monate", [("duration", 2, "month")]),
        ("trin kurke", [("duration", 3, "week")]),
        ("de 20 de ani", [("duration", 20, "year")]),
        ("на 15 март 2026", [("date", "2026-03-15", None)]),
        ("pana pe 5 decembrie", [("date", "--12-05", None)]),
        ("până la 1.12.", [("date", "--12-01", None)]),
    ],
)
def test_quantities_are_found(text: str, found: list[tuple[str, object, str | None]]) -> None:
    assert [(q.kind, q.value, q.unit) for q in find_quantities(text)] == found


@pytest.mark.parametrize("text", ["", "32.13.2026", "nr. 5", "о", "un om", "116117", "Zimmer 3"])
def test_what_is_doubtful_is_left_out(text: str) -> None:
    assert find_quantities(text) == []
