"""What the desk itself keeps about cases. The cases are the bot's (desk/bot_tables.py)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from desk.bot_tables import (
    Case,
    CaseEvent,
    Centre,
    Conversation,
    Count,
    Delivery,
    Event,
    Message,
)

__all__ = ["Case", "CaseEvent", "Centre", "Conversation", "Count", "Delivery", "Event", "Message", "Note", "Order", "Seen"]


class Order(models.Model):
    """One thing that the staff wants the bot to do; a worker carries it to the bot's door (desk/cases/outbox.py)."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "wird gesendet"
        DONE = "done", "angenommen"
        REFUSED = "refused", "nicht angenommen"
        DISCARDED = "discarded", "verworfen"

    number = models.BigAutoField(primary_key=True)
    """Orders of one case are carried out in this order."""
    id = models.UUIDField(unique=True, default=uuid.uuid4)
    """The same id twice is one order, here and at the bot."""
    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, db_constraint=False, related_name="orders")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    order = models.TextField()
    """take | release | say | say_card | send_again | hand_over | close | reopen | delete"""
    body = models.JSONField(default=dict)
    """The further fields of the order; words are removed when it is done."""
    state = models.TextField(choices=State.choices, default=State.WAITING)
    error = models.TextField(blank=True)
    """Why the door refused it: gone, closed, held_by_other, not_held, …"""
    cursor = models.BigIntegerField(null=True)
    """Of the message that came of it."""
    attempts = models.IntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "desk_outbox"
        indexes = [
            models.Index(fields=["case", "number"], condition=models.Q(state="waiting"), name="desk_outbox_waiting"),
            models.Index(fields=["case", "changed"], name="desk_outbox_case"),
        ]


class Note(models.Model):
    """A note at a case, for colleagues only."""

    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, db_constraint=False, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "desk_note"


class Seen(models.Model):
    """Until when an account has seen the messages of a case, and been told of them."""

    pk = models.CompositePrimaryKey("account_id", "case_id")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seen")
    at = models.DateTimeField()
    told = models.DateTimeField(null=True)
    """Time of the newest message of which an e-mail has told; the next one follows only when that was seen."""

    class Meta:
        db_table = "desk_seen"


class Mailed(models.Model):
    """Up to which event of each centre its staff has been told by e-mail."""

    centre = models.TextField(primary_key=True)
    event = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "desk_mailed"
