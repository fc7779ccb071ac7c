"""Where a case stands for the one who looks at it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db import connection
from django.utils import timezone

from desk import texts
from desk.cases.models import Case, CaseEvent, Centre, Conversation, Note, Order
from desk.centres import all_centres, centre_name
from desk.people.models import Account, ActiveCentre

REASONS: Final[Mapping[str, str]] = {
    "answered": "Frage beantwortet",
    "appointment": "Termin vereinbart",
    "referred": "An andere Stelle verwiesen",
    "unreachable": "Person nicht erreichbar",
    "no_answer": "Person antwortet nicht mehr",
    "mistake": "Aus Versehen gekommen",
}
"""Why the staff closes a case (docs/desk-door.md)."""

CLOSED_BY: Final[Mapping[str, str]] = {
    "staff": "vom Zentrum",
    "person": "von der Person",
    "deleted": "Die Person hat alles gelöscht",
    "expired": "nach langer Stille, von selbst",
}

ERRORS: Final[Mapping[str, str]] = {
    "gone": "Die Person hat ihre Daten gelöscht. Es kommt nichts mehr bei ihr an.",
    "closed": "Der Fall ist inzwischen geschlossen.",
    "held_by_other": "Eine Kollegin oder ein Kollege hat den Fall inzwischen übernommen.",
    "not_held": "Sie haben den Fall nicht mehr. Vielleicht ist die Person zurück zum Assistenten gegangen.",
    "open": "Der Fall ist schon wieder offen.",
    "other_open": "Die Person hat inzwischen einen neuen Fall.",
    "invalid": "Der Assistent konnte damit nichts anfangen. Bitte melden Sie das der Verwaltung.",
}
"""What the bot's refusals mean."""

_ORDERS: Final[Mapping[str, str]] = {
    "take": "Übernehmen",
    "release": "Freigeben",
    "say": "Nachricht",
    "say_card": "Karte",
    "hand_over": "Übergabe an ein anderes Zentrum",
    "close": "Schließen",
    "reopen": "Wieder öffnen",
    "delete": "Alles löschen",
    "send_again": "Noch einmal senden",
}

_EVENTS: Final[Mapping[str, str]] = {
    "opened": "Fall eröffnet",
    "taken": "Übernommen",
    "released": "Freigegeben",
    "replied": "Geantwortet",
    "transfer_asked": "Person gefragt, ob der Fall weitergegeben werden darf",
    "transferred": "An ein anderes Zentrum gegeben",
    "transfer_refused": "Person möchte nicht an ein anderes Zentrum",
    "overdue": "Frist verstrichen; der Person gesagt",
    "closed": "Geschlossen",
    "reopened": "Wieder geöffnet",
    "unreachable": "Person nicht mehr erreichbar",
    "person_back": "Person ist zurück beim Assistenten",
}

# All that a page of a case shows, as a few texts that change when it does: one query, each part by an index.
_VERSION: Final = """
    SELECT md5(concat_ws('|', state, staff, centre, asked_centre, urgent, topic, card, place, place_said, reach, promised,
                         overdue, answered, closed, closed_by, reason,
                         (SELECT max(id) FROM case_events WHERE "case" = cases.id))),
           concat((SELECT last_cursor FROM conversations WHERE id = cases.conversation)),
           md5(concat_ws('|', (SELECT last_read FROM conversations WHERE id = cases.conversation),
                         (SELECT max(changed) FROM deliveries WHERE deliveries.conversation = cases.conversation),
                         (SELECT max(id) FROM events WHERE sender_id = cases.conversation))),
           md5(concat_ws('|', (SELECT count(*) || ' ' || max(changed) FROM desk_outbox WHERE case_id = cases.id))),
           md5(concat_ws('|', (SELECT count(*) || ' ' || max(id) FROM desk_note WHERE case_id = cases.id)))
    FROM cases WHERE id = %s
"""


@dataclass(frozen=True, slots=True)
class Version:
    """What a page has shown last; each part changes with what it stands for."""

    head: str = ""
    cursor: str = ""
    ways: str = ""
    orders: str = ""
    notes: str = ""

    @classmethod
    def of(cls, case: Case) -> Version:
        """Return the version of now."""
        with connection.cursor() as cursor:
            cursor.execute(_VERSION, [case.pk])
            return cls(*(cursor.fetchone() or ()))

    @classmethod
    def read(cls, text: str) -> Version:
        """Read what `str` has written; anything else is a page that has shown nothing."""
        parts = text.split(".")
        return cls(*parts) if len(parts) == 5 else cls()

    def __str__(self) -> str:
        return ".".join((self.head, self.cursor, self.ways, self.orders, self.notes))


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of the history."""

    event: CaseEvent
    title: str
    who: str


class Situation:
    """A case for one reader; what costs a query is asked when it is needed, and once.

    Args:
        case: a case that the account may read.
        account: who looks at it.
    """

    def __init__(self, case: Case, account: Account) -> None:
        self.case = case
        self.account = account

    @cached_property
    def orders(self) -> Sequence[Order]:
        """Orders that the bot has not taken yet or has refused, the oldest first."""
        open_states = (Order.State.WAITING, Order.State.REFUSED)
        return list(Order.objects.filter(case=self.case, state__in=open_states).select_related("author").order_by("number"))

    @property
    def messages_to_come(self) -> list[Order]:
        """Messages among the orders: shown where the conversation ends."""
        return [order for order in self.orders if order.order in ("say", "say_card")]

    @property
    def things_to_come(self) -> list[Order]:
        """All other orders."""
        return [order for order in self.orders if order.order not in ("say", "say_card")]

    @property
    def waiting_for_bot(self) -> bool:
        """Whether something is on its way to the bot."""
        return any(order.state == Order.State.WAITING for order in self.orders)

    def _on_its_way(self, what: str) -> bool:
        return any(order.order == what and order.state == Order.State.WAITING for order in self.orders)

    @property
    def open(self) -> bool:
        """Whether the case is not closed."""
        return self.case.state != "closed"

    @property
    def deleted(self) -> bool:
        """Whether the person has deleted everything: then nothing of theirs is shown, ours about them neither."""
        return self.case.closed_by == "deleted" or (self.case.conversation is None and self.case.state == "closed")

    @property
    def mine(self) -> bool:
        """Whether the account holds the case, or will as soon as the bot has heard of it."""
        if not self.open or self._on_its_way("release"):
            return False
        taking = any(o.order == "take" and o.state == Order.State.WAITING and o.author_id == self.account.pk for o in self.orders)
        return taking or (self.case.state == "staff" and self.case.staff == self.account.pk)

    @property
    def with_other(self) -> bool:
        """Whether a colleague holds it."""
        return self.case.state == "staff" and self.case.staff not in (None, self.account.pk)

    @property
    def free(self) -> bool:
        """Whether it waits for somebody to take it."""
        return self.case.state == "waiting" and not self.mine

    @property
    def can_reopen(self) -> bool:
        """Whether a closed case has still somebody to talk to."""
        return not self.open and not self.deleted and not self._on_its_way("reopen")

    @cached_property
    def holder(self) -> str:
        """Name of the one who holds it, or empty."""
        if self.case.staff is None:
            return ""
        return self._names.get(self.case.staff, "ein früheres Konto")

    @cached_property
    def colleagues(self) -> list[Account]:
        """Who else could hold it."""
        return [
            account
            for account in Account.objects.working_in(self.case.centre)
            if account.pk not in (self.account.pk, self.case.staff)
        ]

    @cached_property
    def other_centres(self) -> list[tuple[str, str]]:
        """Centres whose staff answers at this desk and to which the case could go, with their names."""
        answering = ActiveCentre.objects.filter(id__in=Centre.objects.filter(open=True).values("id"))
        here = set(answering.values_list("id", flat=True)) - {self.case.centre}
        return [(centre.id, centre.short_name) for centre in all_centres().values() if centre.id in here]

    @cached_property
    def notes(self) -> list[Note]:
        """Notes of colleagues, the oldest first."""
        return [] if self.deleted else list(Note.objects.filter(case=self.case).select_related("author").order_by("at", "pk"))

    @cached_property
    def history(self) -> list[Happening]:
        """What has happened, the newest first."""
        return [Happening(event, self._what(event), self._names.get(event.staff or 0, "")) for event in reversed(self._events)]

    def _what(self, event: CaseEvent) -> str:
        title = _EVENTS.get(event.event, event.event)
        if event.centre and event.event.startswith("transfer"):
            return f"{title}: {centre_name(event.centre)}"
        if event.event == "closed" and (reason := REASONS.get(event.detail or "")):
            return f"{title}: {reason}"
        return title

    @cached_property
    def _events(self) -> list[CaseEvent]:
        return list(CaseEvent.objects.filter(case=self.case).order_by("id"))

    @cached_property
    def _names(self) -> dict[int, str]:
        ids = {event.staff for event in self._events if event.staff} | ({self.case.staff} if self.case.staff else set())
        return dict(Account.objects.filter(pk__in=ids).values_list("pk", "name"))

    @property
    def unreachable(self) -> bool:
        """Whether the person could not be reached, and has not written since."""
        last = next((event for event in reversed(self._events) if event.event == "unreachable"), None)
        return last is not None and last.at > self.case.person_at

    # What the templates say

    @property
    def about(self) -> str:
        """What it is about, in German."""
        return about(self.case)

    @property
    def place(self) -> str:
        """The town, with what the person called it."""
        return texts.place_name(self.case.place, self.case.place_said)

    @cached_property
    def language_code(self) -> str:
        """The language in which the person is answered now: they may have changed it since they asked."""
        return language_of(self.case)

    @property
    def language(self) -> str:
        """The person's language, in German."""
        return texts.language_name(self.language_code)

    @property
    def centre(self) -> str:
        """The centre's name."""
        return centre_name(self.case.centre)

    @property
    def asked_centre(self) -> str:
        """Name of the centre to which the person is asked to agree, or empty."""
        return centre_name(self.case.asked_centre) if self.case.asked_centre else ""

    @property
    def channel(self) -> str:
        """Where the person writes."""
        return {"telegram": "Telegram", "web": "Chat auf der Webseite"}.get(self.case.channel, self.case.channel)

    @property
    def overdue(self) -> bool:
        """Whether nobody has answered until the day that the person was told."""
        return is_overdue(self.case)

    @property
    def closing(self) -> str:
        """By whom and why it was closed."""
        words = (CLOSED_BY.get(self.case.closed_by or "", ""), REASONS.get(self.case.reason or "", ""))
        return " – ".join(word for word in words if word)


def language_of(case: Case) -> str:
    """Return the language in which the bot speaks with a person now."""
    slots = Conversation.objects.filter(pk=case.conversation).values_list("slots", flat=True).first() or {}
    spoken = str(slots.get("language"))
    return spoken if spoken in texts.LANGUAGES else case.language


def about(case: Case) -> str:
    """Return what a case is about: its card, else its topic."""
    return texts.card_title(case.card) if case.card else texts.topic_title(case.topic)


def is_overdue(case: Case) -> bool:
    """Tell whether nobody has answered until the day that the person was told."""
    return case.state != "closed" and case.answered is None and case.promised < timezone.now()


def order_title(order: Order) -> str:
    """Return what an order is, in German."""
    return _ORDERS.get(order.order, order.order)


def refusal(order: Order) -> str:
    """Return why an order was refused, in German."""
    return ERRORS.get(order.error, ERRORS["invalid"])
