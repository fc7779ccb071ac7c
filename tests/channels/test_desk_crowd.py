"""Staff and people do everything at once in the same conversations: whatever wins, nothing contradicts itself."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from bot.local_server import LocalServer
from tests.desk_client import Desk
from tests.web_client import Person, call

_EXPECTED = {"gone", "closed", "open", "held_by_other", "not_held", "other_open"}


def test_states_of_conversations_and_cases_agree_whatever_happens_at_once(server: LocalServer) -> None:
    desk = Desk(server)
    people = [Person(server.url, language) for language in ("ro", "bg", "rom", "de")]
    cases = [desk.opens(person) for person in people]

    def staff(seed: int) -> set[str]:
        chance, met = random.Random(seed), set()
        colleague = Desk(server, seed)
        for _ in range(25):
            case = chance.choice(cases)
            match chance.choice(["take", "take", "say", "say", "release", "close", "reopen"]):
                case "say":
                    answer = colleague.say(case, "Guten Tag")
                case "close":
                    answer = colleague.order("close", case, reason="answered")
                case order:
                    answer = colleague.order(order, case, **{"from": chance.choice([1, 2, 3])})
            met.add("done" if answer.status == 200 else answer.body["error"])
        return met

    def talks(person: Person) -> set[int]:
        chance, met = random.Random(person.session), set()
        for number in range(12):
            if number == 9 and person is people[0]:
                met.add(call(f"{server.url}/webhooks/web/session", "DELETE", token=person.token).status)
            what = chance.choice([{"text": "Wie hoch darf die Kaution sein?"}, {"payload": "h:back"}, {"payload": "h:withdrawn"}])
            met.add(person.send(**what).status)
            met.add(call(f"{server.url}/webhooks/web/messages?after={number}", token=person.token).status)
        return met

    # when three of the staff and four people do what comes to their minds
    with ThreadPoolExecutor(7) as pool:
        orders = [pool.submit(staff, seed) for seed in (1, 2, 3)]
        chats = [pool.submit(talks, person) for person in people]
        met = set().union(*(order.result(120) for order in orders))
        statuses = set().union(*(chat.result(120) for chat in chats))
    # then everybody got a proper answer
    assert met <= _EXPECTED | {"done"}
    assert "done" in met
    assert statuses <= {200, 202, 204, 404}
    # and all that was said is answered, and no conversation disagrees with its case
    sessions = [person.session for person in people]
    pending = "SELECT 1 FROM messages WHERE pending AND conversation = ANY(%s)"
    assert any(desk.rows(pending, sessions) == [] for _ in range(300))
    contradictions = desk.rows(
        "SELECT conversations.state, cases.state FROM conversations"
        " LEFT JOIN cases ON cases.conversation = conversations.id AND cases.state <> 'closed'"
        " WHERE conversations.id = ANY(%s) AND (conversations.state IN ('waiting', 'staff') <> (cases.id IS NOT NULL)"
        "  OR conversations.state <> cases.state OR (cases.state = 'staff') <> (cases.staff IS NOT NULL))",
        sessions,
    )
    assert contradictions == []
    # and who has deleted everything left nothing
    (deleted,) = desk.rows("SELECT state, closed_by, conversation FROM cases WHERE id = %s", cases[0])
    assert deleted == {"state": "closed", "closed_by": "deleted", "conversation": None}
