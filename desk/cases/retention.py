"""What the desk has written about a case goes when the case goes."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from desk.cases.models import Case, Note, Order, Seen

KEEP_ORDERS = timedelta(days=90)
"""So long an answered order stays, which says by whom a message was sent; the order holds no words any more."""


def forget() -> int:
    """Delete notes, orders and marks of cases that are gone or whose person has deleted everything; return how many.

    The bot deletes cases at the end of the centre's term, and at once when a person asks for it (Art. 17 GDPR). This
    follows: within seconds by the worker, and once a day in any case.
    """
    kept = Case.objects.filter(pk=OuterRef("case_id")).exclude(closed_by="deleted")
    old = Q(changed__lt=timezone.now() - KEEP_ORDERS) & ~Q(state=Order.State.WAITING)
    with transaction.atomic():
        notes, _ = Note.objects.exclude(Exists(kept)).delete()
        seen, _ = Seen.objects.exclude(Exists(kept)).delete()
        orders, _ = Order.objects.filter(~Exists(kept) | old).delete()
    return notes + seen + orders
