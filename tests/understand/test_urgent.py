"""Which urgent situation is shown, and from when on."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understand.meaning import without_urgent
from bot.understand.urgent import UrgentThresholds, choose_urgent_thresholds, guess_urgent

CLASSES = ("tenancy_defects", "tenancy_locked_out", "urgent_fire_gas_co", "urgent_poisoning")
THRESHOLDS = UrgentThresholds(card=0.4, hint=0.2)


@pytest.mark.parametrize(
    ("row", "situation", "hint"),
    [
        ([0.5, 0.0, 0.3, 0.2], "urgent_fire_gas_co", None),
        ([0.7, 0.0, 0.1, 0.2], None, "urgent_poisoning"),
        ([0.9, 0.0, 0.05, 0.05], None, None),
    ],
)
def test_all_situations_together_decide_and_the_likeliest_is_shown(row: list[float], situation: str, hint: str) -> None:
    # given probabilities, when urgency is judged
    guess = guess_urgent(np.array(row, np.float32), CLASSES, THRESHOLDS)
    # then what is urgent in sum counts, also when no situation alone reaches the threshold
    assert (guess.situation, guess.hint) == (situation, hint)


def test_what_is_not_urgent_is_ranked_as_if_nothing_were() -> None:
    intents, rest = without_urgent(np.array([[0.3, 0.1, 0.6, 0.0]], np.float32), CLASSES)
    assert intents == ("tenancy_defects", "tenancy_locked_out")
    assert rest[0] == pytest.approx([0.75, 0.25])


def test_thresholds_keep_to_their_share_of_false_alarms() -> None:
    # given a hundred ordinary sayings with ever more doubt, a hundred emergencies, and neighbours that look like them
    doubt = np.linspace(0, 0.99, 100)
    ordinary = [[1 - d, 0, d, 0] for d in doubt]
    rows = np.array([*ordinary, *[[0, 0, 1, 0]] * 100, *[[0, 0.1, 0.9, 0]] * 50], np.float32)
    meanings = [("tenancy_defects",)] * 100 + [("urgent_fire_gas_co",)] * 100 + [("tenancy_locked_out",)] * 50
    lines: list[str] = []
    # when thresholds are chosen
    chosen = choose_urgent_thresholds(rows, meanings, CLASSES, lines.append)
    # then four of the hundred are taken over, twelve get a hint, and the neighbours do not count as false alarms
    assert sum(doubt >= chosen.card) == 4
    assert sum(doubt >= chosen.hint) == 12
    assert any("100.0%" in line and "4.0%" in line for line in lines)
