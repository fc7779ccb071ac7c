"""A person of the centre who answers, straight through the storage layer as the desk's door does."""

from __future__ import annotations

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor

from bot.storage.database import Database
from bot.storage.deliveries import deliver_from_staff
from tests.browser.chat import Chat


def say_as_staff(database_url: str, chat: Chat, text: str) -> None:
    """Take the conversation of a chat and say something in it."""
    conversation = chat.session

    async def say() -> None:
        database = Database(database_url)
        await database.open()
        try:
            async with database.transaction() as connection:
                await connection.execute("UPDATE conversations SET state = 'staff' WHERE id = %s", (conversation,))
            await deliver_from_staff(database, conversation, str(uuid.uuid4()), text, language="ro")
        finally:
            await database.close()

    with ThreadPoolExecutor() as pool:  # Playwright's loop runs in this thread
        pool.submit(asyncio.run, say()).result()
