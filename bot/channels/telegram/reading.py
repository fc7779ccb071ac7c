"""What an update of Telegram means. Nothing is kept here but words, taps and the kind of everything else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.answer import payloads
from bot.answer.nearest import municipalities_at
from bot.channels.door import masked
from bot.channels.telegram.forwarded import looks_like_an_offer
from bot.storage.addresses import Arrival

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]
"""What Telegram is asked to send."""

_KINDS = {
    "voice": "voice", "audio": "voice", "video_note": "video", "video": "video", "animation": "video", "photo": "photo",
    "document": "document", "sticker": "sticker", "contact": "contact", "poll": "poll",
}  # fmt: skip
"""Attachments and how they are spoken of, in this order: an animation is a document too."""
_OTHER_CONTENT = ("dice", "game", "story", "paid_media", "invoice", "checklist", "giveaway", "gift", "unique_gift")
_LANGUAGES = {"ro": "ro", "mo": "ro", "bg": "bg", "de": "de", "rom": "rom", "rmy": "rom", "rmn": "rom"}
_START = re.compile(r"/start(?:@\w+)?(?:\s+(\S{1,64}))?\s*", re.IGNORECASE)
_NAMED_COMMAND = re.compile(r"(/\w+)@\w+")
_FRAUD = payloads.card("fraud/check")
_MAX_PAYLOAD = 64


@dataclass(frozen=True, slots=True)
class Said:
    """A person has said or tapped something in private."""

    arrival: Arrival
    tap: str | None = None
    """Id of the tap, to be acknowledged."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """A person has blocked or unblocked us."""

    chat: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class InCompany:
    """We are in a group or a channel, where we do not talk."""

    chat: int
    language: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A chat has a new id."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class StrayTap:
    """A tap on something that is no button of ours; it only wants to be acknowledged."""

    tap: str


Meaning = Said | Reachable | InCompany | Moved | StrayTap | None


def read(update: Update, source: str) -> Meaning:
    """Return what an update means; None if it asks for nothing (a pinned message, a live location that moves on).

    Args:
        update: as it came.
        source: channel and account, within which ids of updates are given once.
    """
    if update.callback_query:
        return _tap(update, source)
    if member := update.my_chat_member:
        left = member.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
        if member.chat.type == ChatType.PRIVATE:
            return Reachable(member.chat.id, not left)
        return None if left else InCompany(member.chat.id, language_of(member.from_user))
    message = update.message or update.edited_message or update.channel_post
    if message is None:
        return None
    if message.migrate_to_chat_id:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    if message.migrate_from_chat_id:
        return Moved(message.migrate_from_chat_id, message.chat.id)
    if message.chat.type != ChatType.PRIVATE:
        return None if message.left_chat_member else InCompany(message.chat.id, language_of(message.from_user))
    if update.edited_message and message.location:
        return None
    return _said(message, update.update_id, source)


def language_of(user: User | None) -> str | None:
    """Return the language in which a person uses Telegram, if it is one of ours."""
    code = (user.language_code or "") if user else ""
    return _LANGUAGES.get(code.lower().split("-")[0])


def _said(message: Message, update_id: int, source: str) -> Said | None:
    text = message.text or message.caption or ""
    payload = None
    kind = next((kind for name, kind in _KINDS.items() if getattr(message, name)), None)
    if location := message.location or (message.venue.location if message.venue else None):
        kind, payload, text = *_place(municipalities_at(location.latitude, location.longitude)), ""
    elif kind is None and any(getattr(message, name, None) for name in _OTHER_CONTENT):
        kind = "other"
    elif kind is None and not text:
        return None  # a message of the service
    elif start := _START.fullmatch(text):
        kind, payload, text = "start", start[1], "/start"
    elif text and _is_from_others(message, source) and looks_like_an_offer(text):
        kind, payload = "forward", _FRAUD
    return Said(
        Arrival(
            source=source,
            id=update_id,
            address=message.chat.id,
            text=_kept(_NAMED_COMMAND.sub(r"\1", text)),
            payload=payload,
            kind=kind,
            language=language_of(message.from_user),
            ref=message.message_id,
        )
    )


def _place(municipalities: tuple[str, ...]) -> tuple[str, str | None]:
    """Return kind and payload of a shared place: all that is kept of it are the towns."""
    match municipalities:
        case ():
            return "outside", None
        case (ags,):
            return "location", payloads.place(ags)
    return "near", " ".join(municipalities)


def _tap(update: Update, source: str) -> Said | StrayTap:
    query = update.callback_query
    assert query is not None
    message = query.message
    if not query.data or len(query.data.encode()) > _MAX_PAYLOAD or (message and message.chat.type != ChatType.PRIVATE):
        return StrayTap(query.id)
    title = ""
    if isinstance(message, Message) and message.reply_markup:
        buttons = (button for row in message.reply_markup.inline_keyboard for button in row)
        title = next((button.text for button in buttons if button.callback_data == query.data), "")
    arrival = Arrival(
        source=source,
        id=update.update_id,
        address=message.chat.id if message else query.from_user.id,
        text=title,
        payload=query.data,
        language=language_of(query.from_user),
        ref=message.message_id if message else None,
    )
    return Said(arrival, query.id)


def _is_from_others(message: Message, source: str) -> bool:
    """Whether a message was forwarded, and neither the person nor Drom has written it."""
    if message.forward_origin is None:
        return False
    writer: User | None = getattr(message.forward_origin, "sender_user", None)
    return writer is None or (writer != message.from_user and not source.endswith(f":{writer.id}"))


def _kept(text: str) -> str:
    """Return what is stored of a text: without account numbers, and without signs that the database can't hold."""
    return masked(text.encode("utf-8", "ignore").decode().replace("\x00", ""))
