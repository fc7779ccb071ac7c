"""How the templates of cases write times and orders."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from desk import texts
from desk.cases import situation
from desk.cases.models import Order

register = template.Library()
register.filter("order_title", situation.order_title)
register.filter("refusal", situation.refusal)


@register.filter
def ago(moment: datetime | None) -> str:
    """Return how long ago something was: „gerade eben“, „vor 5 Min.“, „vor 3 Std.“, „gestern“, „12. März“."""
    if moment is None:
        return ""
    now, then = timezone.localtime(), timezone.localtime(moment)
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "gerade eben"
    if minutes < 60:
        return f"vor {minutes} Min."
    days = (now.date() - then.date()).days
    if days == 0 or minutes < 6 * 60:
        return f"vor {minutes // 60} Std."
    if days == 1:
        return "gestern"
    if days < 7:
        return f"vor {days} Tagen"
    return date_format(then, "j. F" if then.year == now.year else "j. F Y")


@register.filter
def since(moment: datetime) -> str:
    """Return since when something waits: „5 Min.“, „3 Std.“, „gestern“, „12. März“."""
    return "eben" if (words := ago(moment)) == "gerade eben" else words.removeprefix("vor ")


@register.filter
def part_title(part: str) -> str:
    """Return what a part of a card is called."""
    return texts.PARTS[part]


@register.filter
def own_words(order: Order) -> str:
    """Return the German version of a message that is still on its way, or which card it is."""
    if order.order == "say_card":
        return f"Karte „{texts.card_title(order.body.get('card'))}“, {texts.PARTS.get(order.body.get('part', ''), '')}"
    return str(order.body.get("german") or order.body.get("text") or "")
