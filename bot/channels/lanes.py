"""Work on many conversations side by side, and on each of them one step after the other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable


class Lanes:
    """Runs `work` for conversations: never twice at once for the same, and once more if it was asked for meanwhile.

    Args:
        work: does what there is to do in a conversation; handles its own faults.
        at_once: so many conversations are worked on at the same time.
    """

    def __init__(self, work: Callable[[str], Awaitable[None]], at_once: int) -> None:
        self._work = work
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._slots = asyncio.Semaphore(at_once)

    def add(self, conversation: str) -> None:
        """See to it that a conversation is worked on, now or right after what is being done in it."""
        if conversation in self._busy:
            self._again.add(conversation)
            return
        task = asyncio.create_task(self._run(conversation))
        self._busy[conversation] = task
        task.add_done_callback(lambda done: self._done(conversation, done))

    async def stop(self) -> None:
        """Stop all work."""
        self._again.clear()
        for task in list(self._busy.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self, conversation: str) -> None:
        async with self._slots:
            await self._work(conversation)

    def _done(self, conversation: str, task: asyncio.Task[None]) -> None:
        del self._busy[conversation]
        if conversation in self._again and not task.cancelled():
            self._again.discard(conversation)
            self.add(conversation)
