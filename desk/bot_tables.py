"""The bot's tables, as the desk reads them (bot/storage/schema.sql). None is created or changed from here.

The one exception is `centres`: it belongs to the desk, and the bot reads it. What else the desk wants, it asks for at
the bot's door (docs/desk-door.md).
"""

from __future__ import annotations

from django.db import models


class Conversation(models.Model):
    """Everything that one person and the bot have said to each other."""

    id = models.TextField(primary_key=True)
    channel = models.TextField()
    state = models.TextField()
    slots = models.JSONField(default=dict)
    """What the bot remembers; `language` is the one in which it speaks now."""
    last_cursor = models.BigIntegerField()
    last_read = models.BigIntegerField()
    """Cursor up to which a web page has fetched."""
    last_active = models.DateTimeField()

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "conversations"


class Message(models.Model):
    """What a person, the bot or the staff has said; the cursor counts within the conversation."""

    pk = models.CompositePrimaryKey("conversation", "cursor")
    conversation = models.TextField()
    cursor = models.BigIntegerField()
    id = models.TextField()
    sender = models.TextField()
    """person | bot | staff"""
    kind = models.TextField(null=True)
    card = models.TextField(null=True)
    language = models.TextField(null=True)
    text = models.TextField()
    payload = models.TextField(null=True)
    buttons = models.JSONField()
    german = models.TextField(null=True)
    """The same in German; None when `text` is German or a person's own words."""
    german_buttons = models.JSONField(null=True)
    beside = models.BooleanField()
    """Never shown at a desk."""
    at = models.DateTimeField()

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "messages"


class Delivery(models.Model):
    """How far a message has come on a channel that brings messages; the web channel has none."""

    pk = models.CompositePrimaryKey("conversation", "cursor")
    conversation = models.TextField()
    cursor = models.BigIntegerField()
    state = models.TextField()
    """waiting | sending | sent | failed | unreachable"""
    reason = models.TextField(null=True)
    changed = models.DateTimeField()

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "deliveries"


class Event(models.Model):
    """One of Rasa's events; those with `type_name` "user" hold what the machine took a person's words for."""

    id = models.BigAutoField(primary_key=True)
    sender_id = models.TextField()
    type_name = models.TextField()
    timestamp = models.FloatField()
    """Seconds since 1970."""
    intent_name = models.TextField(null=True)
    data = models.TextField()
    """JSON as text."""

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "events"


class Case(models.Model):
    """What a person has asked of a centre."""

    id = models.BigAutoField(primary_key=True)
    reference = models.TextField(unique=True)
    conversation = models.TextField(null=True)
    channel = models.TextField()
    centre = models.TextField()
    """Id in knowledge/places/ki.yml."""
    place = models.TextField(null=True)
    """Official key of the municipality."""
    place_said = models.TextField(null=True)
    language = models.TextField()
    topic = models.TextField(null=True)
    card = models.TextField(null=True)
    urgent = models.BooleanField()
    state = models.TextField()
    """waiting | staff | closed"""
    staff = models.BigIntegerField(null=True)
    """Id of the account that holds it."""
    agreed = models.JSONField()
    facts = models.JSONField(default=list)
    """What the person has answered in a guided check, in German, a line each."""
    reach = models.TextField(null=True)
    promised = models.DateTimeField()
    opened = models.DateTimeField()
    first_cursor = models.BigIntegerField()
    taken = models.DateTimeField(null=True)
    answered = models.DateTimeField(null=True)
    overdue = models.DateTimeField(null=True)
    asked_centre = models.TextField(null=True)
    person_at = models.DateTimeField()
    staff_at = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)
    closed_by = models.TextField(null=True)
    """staff | person | deleted | expired"""
    reason = models.TextField(null=True)

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "cases"


class CaseEvent(models.Model):
    """What happened in a case; never words of a person."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, db_column="case", related_name="events")
    at = models.DateTimeField()
    event = models.TextField()
    staff = models.BigIntegerField(null=True)
    centre = models.TextField(null=True)
    detail = models.TextField(null=True)

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "case_events"


class Centre(models.Model):
    """What the lead of a centre has changed about it; NULL or no row: as in knowledge/places/ki.yml."""

    id = models.TextField(primary_key=True)
    open = models.BooleanField(default=False)
    """Whether its staff answer at this desk."""
    phone = models.TextField(null=True, blank=True)
    email = models.TextField(null=True, blank=True)
    address = models.TextField(null=True, blank=True)
    url = models.TextField(null=True, blank=True)
    hours = models.JSONField(null=True, blank=True)
    """{"mon": [["08:00", "12:00"], ...], ...}"""
    closed_on = models.JSONField(default=list, blank=True)
    """[["2026-12-24", "2027-01-01"], ...]: first and last day."""
    languages = models.JSONField(default=list, blank=True)
    answer_days = models.IntegerField(default=2)
    """Working days within which somebody answers."""
    keep_days = models.IntegerField(default=90)
    """Days after closing until a case is deleted."""
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "centres"


class Count(models.Model):
    """A count without persons."""

    pk = models.CompositePrimaryKey("day", "what", "language", "topic", "centre")
    day = models.DateField()
    what = models.TextField()
    language = models.TextField(default="")
    topic = models.TextField(default="")
    centre = models.TextField(default="")
    number = models.BigIntegerField()

    class Meta:
        app_label = "cases"
        managed = False
        db_table = "counts"
