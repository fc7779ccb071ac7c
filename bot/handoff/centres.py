"""A centre as it is today: what stands in knowledge/places/ki.yml, with what its lead has changed."""

from __future__ import annotations

from bot.answer.centres import Centre, load_centres, with_changes
from bot.storage.centres import changes_of
from bot.storage.database import Connection


async def centre_of(connection: Connection, centre: str) -> Centre:
    """Return a centre with the changes of its lead.

    Raises:
        KeyError: there is no such centre.
    """
    return with_changes(load_centres()[centre], await changes_of(connection, centre))
