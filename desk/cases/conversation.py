"""A conversation as the staff reads it: in German beside the original, the machine's guesses marked as guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import localtime

from desk import texts
from desk.cases.models import Case, Conversation, Delivery, Message, Order

PAGE_SIZE: Final = 200
"""So many messages are shown at first; older ones on demand."""

_KINDS: Final[Mapping[str, str]] = {
    "voice": "Sprachnachricht (der Assistent kann sie nicht hören)",
    "video": "Video (der Assistent kann es nicht ansehen)",
    "photo": "Foto (der Assistent kann es nicht ansehen)",
    "document": "Datei (der Assistent kann sie nicht öffnen)",
    "sticker": "Sticker",
    "contact": "Kontakt",
    "poll": "Umfrage",
    "near": "Standort (nur der Ort wird gespeichert)",
    "other": "Etwas, das der Assistent nicht lesen kann",
}

_BROUGHT: Final[Mapping[str, tuple[str, str]]] = {
    "waiting": ("wird zugestellt", "sending"),
    "sending": ("wird zugestellt", "sending"),
    "sent": ("zugestellt", "ok"),
    "failed": ("nicht zugestellt", "failed"),
    "unreachable": ("nicht erreichbar: Die Person hat den Bot blockiert", "failed"),
}

# What the machine took a message for. The ranking stands in where it was unsure and offered or asked.
_GUESSES: Final = """
    SELECT parsed ->> 'message_id',
           parsed #>> '{parse_data,intent,name}', (parsed #>> '{parse_data,intent,confidence}')::float,
           parsed #>> '{parse_data,intent_ranking,0,name}', (parsed #>> '{parse_data,intent_ranking,0,confidence}')::float,
           COALESCE(parsed #>> '{parse_data,decision,spoken}', parsed #>> '{parse_data,language}')
    FROM events, LATERAL (SELECT data::jsonb AS parsed) AS reading
    WHERE sender_id = %s AND type_name = 'user' AND timestamp >= %s
"""
_UNSURE: Final = ("offer", "fallback", "fallback_again")
_CLOCKS_APART: Final = 120.0
"""Seconds by which an event may be older than the message that it belongs to: they have clocks of their own."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What the machine took a person's words for."""

    title: str
    percent: int
    language: str
    """German name of the language, or empty."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far a message of ours has come to the person."""

    title: str
    mark: str
    """sending | ready | ok | failed"""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message."""

    german: str
    original: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message."""

    cursor: int
    sender: str
    """person | bot | staff"""
    at: datetime
    german: str
    """Empty for a person's own words: nobody has translated them."""
    original: str
    """Empty when the German text is the original."""
    language: str
    """Code of the original's language."""
    urgent: bool = False
    tapped: bool = False
    """The person has tapped a button instead of writing."""
    buttons: Sequence[Button] = ()
    guess: Guess | None = None
    way: Way | None = None
    author: str = ""
    """Who of the staff wrote it."""
    card: str = ""
    """German title of the card that was sent."""
    new_day: bool = field(default=False, kw_only=True)

    @property
    def language_name(self) -> str:
        """The original's language in German."""
        return texts.language_name(self.language)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a conversation, the oldest first."""

    lines: Sequence[Line]
    older: int | None
    """Cursor before which there is more."""

    @property
    def last_cursor(self) -> int:
        """Cursor of the newest line, 0 without any."""
        return self.lines[-1].cursor if self.lines else 0


def messages_of(case: Case) -> QuerySet[Message]:
    """Return what the desk may show of a case's conversation: from the hand-off's beginning to its closing, nothing private."""
    shown = Message.objects.filter(conversation=case.conversation or "", cursor__gte=case.first_cursor, beside=False)
    return shown.filter(at__lte=case.closed) if case.state == "closed" and case.closed else shown


def read(case: Case, *, before: int | None = None, after: int = 0) -> Page:
    """Return the newest messages of a case, at most `PAGE_SIZE`.

    Args:
        case: the case.
        before: only messages with a smaller cursor.
        after: only messages with a greater cursor.
    """
    if case.conversation is None:
        return Page((), None)
    shown = messages_of(case).filter(cursor__gt=after)
    if before is not None:
        shown = shown.filter(cursor__lt=before)
    newest = list(shown.order_by("-cursor")[: PAGE_SIZE + 1])
    messages = newest[:PAGE_SIZE][::-1]
    if not messages:
        return Page((), None)
    context = _Context(case, messages)
    lines = [context.line(message, earlier) for earlier, message in zip([None, *messages[:-1]], messages, strict=True)]
    return Page(lines, messages[0].cursor if len(newest) > PAGE_SIZE else None)


class _Context:
    """What has to be known of a conversation to show some of its messages: four queries, however many they are."""

    def __init__(self, case: Case, messages: Sequence[Message]) -> None:
        self._case = case
        self._titles: dict[str, str] = {}
        own = [message.cursor for message in messages if message.sender != "person"]
        self._deliveries = {d.cursor: d.state for d in Delivery.objects.filter(conversation=case.conversation, cursor__in=own)}
        self._last_read = Conversation.objects.filter(pk=case.conversation).values_list("last_read", flat=True).first() or 0
        self._guesses = _guesses(str(case.conversation), messages[0].at.timestamp() - _CLOCKS_APART)
        self._authors = authors(case)

    def line(self, message: Message, earlier: Message | None) -> Line:
        german_text = message.text if message.german is None else message.german
        new_day = earlier is None or localtime(earlier.at).date() != localtime(message.at).date()
        if message.sender == "person":
            return self._said_by_person(message, new_day)
        self._remember(message)
        return Line(
            cursor=message.cursor,
            sender=message.sender,
            at=message.at,
            german=german_text,
            original=message.text if message.german is not None and message.german != message.text else "",
            language=message.language or self._case.language,
            urgent=message.kind == "urgent",
            buttons=_buttons(message),
            way=self._way(message) if message.sender == "staff" else None,
            author=self._authors.get(message.cursor, ""),
            card=texts.card_title(message.card) if message.card else "",
            new_day=new_day,
        )

    def _said_by_person(self, message: Message, new_day: bool) -> Line:
        guess = self._guesses.get(message.id)
        language = guess[1] if guess else ""
        german = ""
        if message.kind == "start":
            german = "Beginnt das Gespräch"
        elif message.payload:
            german = self._titles.get(message.payload) or tapped_title(message.payload)
        elif not message.text:
            german = _KINDS.get(message.kind or "other", _KINDS["other"])
        return Line(
            cursor=message.cursor,
            sender="person",
            at=message.at,
            german=german,
            original=message.text,
            language=language or message.language or self._case.language,
            tapped=bool(message.payload),
            guess=guess[0] if guess and not message.payload and message.text else None,
            new_day=new_day,
        )

    def _remember(self, message: Message) -> None:
        titles = message.german_buttons or [button["title"] for button in message.buttons]
        for button, title in zip(message.buttons, titles, strict=False):
            self._titles[button["payload"]] = title

    def _way(self, message: Message) -> Way:
        if state := self._deliveries.get(message.cursor):
            return Way(*_BROUGHT.get(state, (state, "sending")))
        return Way("zugestellt", "ok") if message.cursor <= self._last_read else Way("liegt für die Person bereit", "ready")


def authors(case: Case) -> dict[int, str]:
    """Return who of the staff wrote which message, by cursor."""
    found = Order.objects.filter(case=case, cursor__isnull=False).values_list("cursor", "author__name")
    return {cursor: name or "" for cursor, name in found if cursor is not None}


def tapped_title(payload: str) -> str:
    """Return in German what a tapped button stands for, when the message with the button is not at hand.

    Payloads are those of the bot: `c:tenancy/deposit:steps`, `t:tenancy`, `l:ro`, `p:05112000`, `d:help`.
    """
    match payload.split(":"):
        case ["c", card, part]:
            return texts.card_title(card) + (f": {texts.PARTS[part]}" if part in texts.PARTS and part != "short" else "")
        case ["t", topic]:
            return texts.topic_title(topic)
        case ["l", language]:
            return f"Sprache: {texts.language_name(language)}"
        case ["p", ags]:
            return texts.place_name(ags)
        case ["d", said]:
            return texts.intent_title(said)
    return ""


def _buttons(message: Message) -> list[Button]:
    originals = [str(button["title"]) for button in message.buttons]
    return [Button(german, original) for german, original in zip(message.german_buttons or originals, originals, strict=False)]


def _guesses(conversation: str, since: float) -> dict[str, tuple[Guess, str]]:
    """Return guess and language code by the id of the message."""
    with connection.cursor() as cursor:
        cursor.execute(_GUESSES, [conversation, since])
        return {row[0]: _guess(*row[1:]) for row in cursor.fetchall() if row[0]}


def _guess(name: str | None, sure: float | None, first: str | None, first_sure: float | None, language: Any) -> tuple[Guess, str]:
    if name in _UNSURE or not name:
        name, sure = first or "", first_sure
    known = str(language) if language in texts.LANGUAGES else ""
    title = texts.intent_title(name) if name else "nicht erkannt"
    return Guess(title, round(100 * (sure or 0.0)), texts.language_name(known) if known else ""), known
