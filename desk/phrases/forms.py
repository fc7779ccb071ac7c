"""A form with one field for each blank of a phrase."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from desk.phrases.book import Blank, Book, Phrase, load_book
from desk.phrases.doubts import doubts
from desk.phrases.render import EMERGENCY

_EURO = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d{1,6})(?:[.,](?P<cents>\d{1,2}))?")
_PHONE = r"^\+?[\d\s/()-]{3,25}$"
_NUMBER_MAX = 999_999


class EuroField(forms.Field):
    """An amount as written in Germany: 12, 12,50, 1.200 or 1.200,50; a point before three digits parts thousands."""

    def to_python(self, value: Any) -> Any:
        """Return a Decimal, or None for an empty field."""
        text = re.sub(r"[€\s]", "", value or "")
        if not text:
            return None
        found = _EURO.fullmatch(text)
        amount = found and Decimal(f"{found['whole'].replace('.', '')}.{(found['cents'] or '0')}")
        if not amount:
            raise forms.ValidationError("Bitte schreiben Sie den Betrag so: 120,50")
        return amount


class PhraseForm(forms.Form):
    """The blanks of a phrase. `cleaned_data` is what `render` needs."""

    def __init__(self, phrase: Phrase, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.phrase = phrase
        book = load_book()
        for blank in phrase.blanks:
            field = _field(blank, book)
            field.label = blank.label
            field.error_messages["required"] = f"Bitte ausfüllen: {blank.label}."
            self.fields[blank.name] = field

    def clean(self) -> dict[str, Any]:
        """See that a span of time does not end before it begins, and that a choice of two is one."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("time_from"), cleaned.get("time_to")
        if start and end and end <= start:
            self.add_error("time_to", "„Bis“ muss später sein als „Von“.")
        first, second = ((cleaned.get(f"date_{x}"), cleaned.get(f"time_{x}")) for x in "ab")
        if all(first) and first == second:
            self.add_error("date_b", "Termin A und Termin B sind gleich.")
        return cleaned

    @property
    def warnings(self) -> list[str]:
        """What looks like a slip in the values, in German; for a valid form."""
        return list(doubts(self.phrase, self.cleaned_data, timezone.localdate()))


def _field(blank: Blank, book: Book) -> forms.Field:
    match blank.kind:
        case "date":
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case "time":
            return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        case "weekday":
            return _choice(book.names("de", "weekday"))
        case "papers":
            names = sorted(book.names("de", "paper").items(), key=lambda entry: entry[1].casefold())
            return forms.MultipleChoiceField(choices=names, widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}))
        case "office":
            names = sorted(book.names("de", "office").items(), key=lambda entry: entry[1].casefold())
            return _choice(dict(names))
        case "emergency":
            return _choice(EMERGENCY)
        case "euro":
            widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 14})
            return EuroField(widget=widget, help_text="Zum Beispiel 120,50")
        case "number":
            return forms.IntegerField(min_value=0, max_value=_NUMBER_MAX)
        case "phone":
            widget = forms.TextInput(attrs={"type": "tel"})
            return forms.RegexField(_PHONE, widget=widget, error_messages={"invalid": "Bitte nur Ziffern, Leerzeichen und + / -"})
        case "words":
            return forms.CharField(max_length=80, help_text="Höchstens 80 Zeichen. Das wird nicht übersetzt.")
        case "place":
            return forms.CharField(max_length=120, help_text="Straße, Hausnummer, Ort, Raum. Bleibt Deutsch.")
        case "person":
            return forms.CharField(max_length=60)


def _choice(names: Mapping[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", "– bitte wählen –"), *names.items()])
