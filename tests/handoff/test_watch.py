"""What falls due by itself, with a clock that the tests move."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import pytest

from bot.handoff import changes
from bot.handoff.watch import Watch
from bot.storage import cases, retention
from tests.handoff.conftest import Office

NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
Run = Callable[[Callable[[Office], Awaitable[None]]], None]


def days(number: float) -> dt.timedelta:
    return dt.timedelta(days=number)


# ---- overdue -------------------------------------------------------------------------------------------------------------


def test_whom_nobody_answers_in_time_is_told_once_and_gets_the_phone(office: Run) -> None:
    async def story(office: Office) -> None:
        # given a case of a Romanian in Duisburg, promised for tomorrow
        watch = Watch(office.database, 30)
        conversation = await office.person(NOW, "Bună", language="ro")
        case = await office.opens(conversation, NOW, promised=NOW + days(1), language="ro")
        reference = (await office.case(case) or {})["reference"]
        # when it is not time yet, nothing is said
        assert await watch.remind(NOW + days(0.9)) == 0
        # when it is
        assert await watch.remind(NOW + days(1)) == 1
        assert await watch.remind(NOW + days(2)) == 0
        # then the person was told once, with number, centre and phone
        (said,) = await office.heard(conversation)
        assert said.startswith("Îmi pare rău.")
        assert reference in said
        assert "Kommunales Integrationszentrum Duisburg" in said
        assert "115" in said
        # and the desk sees it
        assert (await office.case(case) or {})["overdue"] == NOW + days(1)
        assert await office.events(case) == ["opened", "overdue"]
        assert await office.rows("SELECT what, language, topic, centre, number FROM counts") == [
            {"what": "overdue", "language": "ro", "topic": "tenancy", "centre": "duisburg", "number": 1}
        ]

    office(story)


def test_who_was_answered_in_time_hears_nothing(office: Run) -> None:
    async def story(office: Office) -> None:
        conversation = await office.person(NOW, "Hallo")
        case = await office.opens(conversation, NOW, promised=NOW + days(1))

        async def answer(connection: cases.Connection) -> None:
            found, _ = await cases.lock_case(connection, case)
            found = await changes.take(connection, found, 3, None, NOW)
            await changes.replied(connection, found, 3, NOW)

        await office.does(answer)
        assert await Watch(office.database, 30).remind(NOW + days(5)) == 0

    office(story)


def test_who_was_taken_but_not_answered_is_told_too(office: Run) -> None:
    async def story(office: Office) -> None:
        conversation = await office.person(NOW, "Hallo")
        case = await office.opens(conversation, NOW, promised=NOW + days(1))

        async def take(connection: cases.Connection) -> None:
            found, _ = await cases.lock_case(connection, case)
            await changes.take(connection, found, 3, None, NOW)

        await office.does(take)
        assert await Watch(office.database, 30).remind(NOW + days(1)) == 1

    office(story)


def test_one_case_that_can_not_be_told_stops_no_other(office: Run) -> None:
    async def story(office: Office) -> None:
        broken, sound = await office.person(NOW, "Hallo"), await office.person(NOW, "Hallo")
        await office.opens(broken, NOW, promised=NOW + days(1), centre="no such centre")
        await office.opens(sound, NOW, promised=NOW + days(2))
        await Watch(office.database, 30).remind(NOW + days(3))
        assert await office.heard(broken) == []
        assert len(await office.heard(sound)) == 1

    office(story)


def test_two_processes_tell_it_once(office: Run) -> None:
    async def story(office: Office) -> None:
        conversation = await office.person(NOW, "Hallo")
        await office.opens(conversation, NOW, promised=NOW)
        await asyncio.gather(*(Watch(office.database, 30).remind(NOW) for _ in range(4)))
        assert len(await office.heard(conversation)) == 1

    office(story)


# ---- what is kept, and how long --------------------------------------------------------------------------------------------


async def close(office: Office, case: int, at: dt.datetime) -> None:
    async def work(connection: cases.Connection) -> None:
        found, _ = await cases.lock_case(connection, case)
        await changes.close(connection, found, 3, "answered", at)

    await office.does(work)


@pytest.mark.parametrize(("keep_days", "kept_for"), [(None, 90), (10, 10), (365, 365)])
def test_a_closed_case_goes_with_its_texts_after_the_time_of_its_centre(
    office: Run, keep_days: int | None, kept_for: int
) -> None:
    async def story(office: Office) -> None:
        if keep_days:
            await office.rows("INSERT INTO centres (id, keep_days) VALUES ('duisburg', %s)", keep_days)
        watch = Watch(office.database, 30)
        conversation = await office.person(NOW, "Hallo", "Meine Wohnung")
        case = await office.opens(conversation, NOW, first_cursor=2)
        await office.rows(
            "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (%s, 'user', %s, '{}')",
            conversation,
            NOW.timestamp(),
        )
        await close(office, case, NOW + days(1))
        # when it is one day younger than that, all is there, although the conversation is quiet
        await watch.clean(NOW + days(kept_for))
        assert await office.case(case)
        assert len(await office.rows("SELECT 1 FROM messages")) == 2
        # when the person still talks with the bot and its time has come
        await office.rows("UPDATE conversations SET last_active = %s", NOW + days(kept_for))
        await watch.clean(NOW + days(kept_for + 1))
        # then the case, what was said in it and what the bot made of it are gone, and the rest stays
        assert await office.case(case) is None
        assert await office.events(case) == []
        assert await office.rows("SELECT text FROM messages") == [{"text": "Hallo"}]
        assert await office.rows("SELECT 1 FROM events") == []
        # and a count is left
        assert {row["what"] for row in await office.rows("SELECT what FROM counts")} == {"closed:answered"}
        # when the conversation is quiet for its own time, it goes too
        await watch.clean(NOW + days(kept_for + 31))
        assert await office.rows("SELECT 1 FROM conversations") == []

    office(story)


def test_what_another_case_holds_too_stays_with_it(office: Run) -> None:
    async def story(office: Office) -> None:
        conversation = await office.person(NOW, "eins", "zwei", "drei")
        old = await office.opens(conversation, NOW, first_cursor=1)
        await close(office, old, NOW + days(1))
        await office.rows("UPDATE conversations SET state = 'bot'")
        await office.opens(conversation, NOW + days(2), first_cursor=3)
        await Watch(office.database, 30).clean(NOW + days(100))
        assert await office.case(old) is None
        assert await office.rows("SELECT text FROM messages") == [{"text": "drei"}]

    office(story)


def test_what_an_older_case_that_was_opened_again_holds_stays_with_it(office: Run) -> None:
    async def story(office: Office) -> None:
        # given two cases of which the older one was opened again when the younger one was closed
        conversation = await office.person(NOW, "eins", "zwei", "drei")
        old = await office.opens(conversation, NOW, first_cursor=2)
        await close(office, old, NOW + days(1))
        await office.rows("UPDATE conversations SET state = 'bot'")
        young = await office.opens(conversation, NOW + days(2), first_cursor=1)
        await close(office, young, NOW + days(3))

        async def reopen(connection: cases.Connection) -> None:
            found, locked = await cases.lock_case(connection, old)
            await changes.reopen(connection, found, locked, 3, NOW + days(5), NOW + days(4))

        await office.does(reopen)
        # when the time of the younger one has come
        await Watch(office.database, 30).clean(NOW + days(93))
        # then only what it alone held is gone
        assert await office.case(young) is None
        assert [row["text"] for row in await office.rows("SELECT text FROM messages ORDER BY cursor")] == ["zwei", "drei"]

    office(story)


def test_an_open_case_in_which_nobody_says_anything_is_closed_and_the_person_told(office: Run) -> None:
    async def story(office: Office) -> None:
        watch = Watch(office.database, 30)
        conversation = await office.person(NOW, "Hallo")
        case = await office.opens(conversation, NOW)
        await watch.clean(NOW + days(retention.SILENT_DAYS) - days(0.1))
        assert (await office.case(case) or {})["state"] == "waiting"
        await watch.clean(NOW + days(retention.SILENT_DAYS))
        row = await office.case(case) or {}
        assert (row["state"], row["closed_by"]) == ("closed", "expired")
        assert "sehr lange niemand" in (await office.heard(conversation))[0]
        assert await office.rows("SELECT state FROM conversations") == [{"state": "closed"}]

    office(story)


def test_a_quiet_conversation_without_a_case_goes_and_one_with_a_case_stays(office: Run) -> None:
    async def story(office: Office) -> None:
        watch = Watch(office.database, 30)
        alone, with_case = await office.person(NOW, "Hallo"), await office.person(NOW, "Hallo")
        await office.opens(with_case, NOW)
        await watch.clean(NOW + days(29.9))
        assert len(await office.rows("SELECT 1 FROM conversations")) == 2
        await watch.clean(NOW + days(30))
        assert await office.rows("SELECT id FROM conversations") == [{"id": with_case}]
        assert await office.rows("SELECT DISTINCT conversation AS id FROM messages") == [{"id": with_case}]
        assert alone != with_case

    office(story)


def test_a_deleted_case_goes_after_its_time_too(office: Run) -> None:
    async def story(office: Office) -> None:
        conversation = await office.person(NOW, "Hallo")
        case = await office.opens(conversation, NOW)
        await office.does(lambda connection: cases.forget(connection, conversation, NOW))
        await office.rows("DELETE FROM conversations")
        watch = Watch(office.database, 30)
        await watch.clean(NOW + days(89))
        assert await office.case(case)
        await watch.clean(NOW + days(90))
        assert await office.case(case) is None

    office(story)


def test_more_than_a_batch_is_deleted_in_one_round(office: Run) -> None:
    async def story(office: Office) -> None:
        await office.rows(
            "INSERT INTO conversations (id, channel, last_active) SELECT i::text, 'web', %s FROM generate_series(1, 450) i", NOW
        )
        await office.rows(
            "INSERT INTO cases (reference, channel, centre, language, agreed, promised, state, closed)"
            " SELECT 'R' || i, 'web', 'duisburg', 'ro', '{}', %s, 'closed', %s FROM generate_series(1, 450) i", NOW, NOW,
        )  # fmt: skip
        await Watch(office.database, 30).clean(NOW + days(90))
        assert await office.rows("SELECT 1 FROM conversations") == []
        assert await office.rows("SELECT 1 FROM cases") == []

    office(story)


# ---- the job -------------------------------------------------------------------------------------------------------------


def test_the_job_wakes_when_a_case_falls_due(office: Run) -> None:
    async def story(office: Office) -> None:
        # given two bots that watch, and a case that is opened while they sleep
        watches = [Watch(office.database, 30) for _ in range(2)]
        for watch in watches:
            watch.start()
        now = dt.datetime.now(dt.UTC)
        conversation = await office.person(now, "Hallo")
        with office.database.waiting(conversation) as told:
            await office.opens(conversation, now, promised=now)
            await asyncio.wait_for(told.wait(), 20)
        assert len(await office.heard(conversation)) == 1
        for watch in watches:
            await watch.stop()

    office(story)


def test_another_process_watches_on_when_the_one_that_does_loses_the_database(office: Run) -> None:
    async def story(office: Office) -> None:
        watches = [Watch(office.database, 30) for _ in range(2)]
        for watch in watches:
            watch.start()
        # given two processes of which one watches, and the other waits for it
        locks = (
            "SELECT pid, granted FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        held: list[dict[str, object]] = []
        while sorted(bool(row["granted"]) for row in held) != [False, True]:
            held = await office.rows(locks)
        # when the connection of the first breaks
        (first,) = [row["pid"] for row in held if row["granted"]]
        await office.rows("SELECT pg_terminate_backend(%s)", first)
        # then a case that falls due is told all the same, once
        now = dt.datetime.now(dt.UTC)
        conversation = await office.person(now, "Hallo")
        with office.database.waiting(conversation) as told:
            await office.opens(conversation, now, promised=now)
            await asyncio.wait_for(told.wait(), 20)
        assert len(await office.heard(conversation)) == 1
        for watch in watches:
            await watch.stop()

    office(story)
