"""Every edge between the states of a conversation, and every one that does not exist."""

from __future__ import annotations

import itertools

import pytest

from bot.handoff.states import EDGES, Change, NotPossible, State, after

MAP = """
              bot      asked    waiting  staff    closed
ask           asked    -        -        -        asked
stop          -        bot      -        -        -
hand_over     -        waiting  -        -        -
step_back     -        -        -        waiting  -
withdraw      -        -        bot      bot      -
transfer      -        -        waiting  waiting  -
speak         -        -        -        -        bot
forget        bot      bot      bot      bot      bot
take          -        -        staff    staff    -
release       -        -        -        waiting  -
close         -        -        closed   closed   -
reopen        waiting  waiting  -        -        waiting
expire        -        -        closed   closed   -
"""
"""By hand, to be held against the table: from the state above, by the change on the left, to what stands there."""


def rows() -> list[tuple[Change, State, str]]:
    head, *lines = [line.split() for line in MAP.strip().splitlines()]
    return [(Change(line[0]), State(state), line[i + 1]) for line in lines for i, state in enumerate(head)]


@pytest.mark.parametrize(("change", "state", "leads_to"), rows())
def test_each_change_leads_where_the_map_says(change: Change, state: State, leads_to: str) -> None:
    if leads_to == "-":
        with pytest.raises(NotPossible):
            after(change, state)
    else:
        assert after(change, state) == leads_to


def test_the_map_is_complete() -> None:
    assert {(change, state) for change, state, _ in rows()} == set(itertools.product(EDGES, State))
    assert set(EDGES) == set(Change)


@pytest.mark.parametrize("state", State)
def test_from_everywhere_a_way_leads_back_to_the_bot(state: State) -> None:
    the_person = {Change.ASK, Change.STOP, Change.STEP_BACK, Change.WITHDRAW, Change.SPEAK}
    reached, new = {state}, {state}
    while new:
        new = {EDGES[change][at] for change in the_person for at in new if at in EDGES[change]} - reached
        reached |= new
    assert State.BOT in reached
