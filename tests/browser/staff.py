"""A person of the centre who answers, at the door that the desk uses."""

from __future__ import annotations

from bot.local_server import LocalServer
from tests.browser.chat import Chat
from tests.desk_client import Desk


def say_as_staff(server: LocalServer, chat: Chat, text: str) -> None:
    """Take the conversation of a chat, as if its person had agreed, and say something in it."""
    desk = Desk(server)
    case = desk.opens_for(chat.session)
    assert desk.order("take", case).status == 200
    assert desk.say(case, text, language="ro").status == 200
