"""What all channels share, and what each channel is."""

from __future__ import annotations

from dataclasses import dataclass

from rasa.core.channels.channel import InputChannel

from bot.settings import Settings
from bot.storage.conversations import Conversations
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class House:
    """What the server gives to each channel before it starts."""

    settings: Settings
    database: Database
    conversations: Conversations


class HouseChannel(InputChannel):
    """A channel of ours: Rasa makes it from `credentials.yml`, then the server lets it move in."""

    def move_in(self, house: House) -> None:
        """Take what all channels share. The database is open when the server has started."""
        raise NotImplementedError
