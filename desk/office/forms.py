"""The form in which a lead keeps what people are told about their centre."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from desk.bot_tables import Centre
from desk.office.hours import WEEKDAYS, read_closed_days, read_hours, show_closed_days, show_hours
from desk.office.preview import known
from desk.texts import SPOKEN

_phone = RegexValidator(r"^\+?[\d\s/()-]{5,30}$", "Bitte nur Ziffern, Leerzeichen und + / - ( )")


class CentreForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own class takes no parameter
    """Contact, hours and terms of one centre. An empty contact field means: as in knowledge/places/ki.yml."""

    phone = forms.CharField(label="Telefon", required=False, max_length=40, validators=[_phone])
    email = forms.EmailField(label="E-Mail-Adresse", required=False)
    address = forms.CharField(label="Adresse", required=False, max_length=160)
    url = forms.URLField(label="Internetseite", required=False, assume_scheme="https")
    languages = forms.MultipleChoiceField(
        label="Sprachen im Zentrum",
        choices=[(code, language.german) for code, language in SPOKEN.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Der Assistent nennt sie. Bitte nur Sprachen, in denen wirklich jemand antworten kann.",
    )
    answer_days = forms.IntegerField(
        label="Antwort in Arbeitstagen",
        min_value=1,
        max_value=20,
        help_text="Diesen Tag verspricht der Assistent. Es zählen nur Tage, an denen Sie geöffnet haben, ab dem Tag danach.",
    )
    keep_days = forms.IntegerField(
        label="Aufbewahrung in Tagen",
        min_value=7,
        max_value=365,
        help_text="So lange bleibt ein Fall nach dem Schließen. Danach wird er mit allen Texten gelöscht.",
    )
    closed_on = forms.CharField(
        label="Geschlossene Tage",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Eine Zeile für jeden Tag oder Zeitraum: 24.12.2026 – 01.01.2027. Feiertage in NRW sind schon bekannt.",
    )

    class Meta:
        model = Centre
        fields = ["open", "phone", "email", "address", "url", "languages", "closed_on", "answer_days", "keep_days"]
        labels = {"open": "Wir antworten an diesem Arbeitsplatz"}
        help_texts = {"open": "Ausgeschaltet nennt der Assistent nur Ihre Adresse und Ihr Telefon. Offene Fälle bleiben."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        before = known(self.instance.id)
        for name in ("phone", "email", "address", "url"):
            if before[name]:
                self.fields[name].help_text = f"Leer gilt: {before[name]}"
        hours = self.instance.hours or {}
        for day, title in WEEKDAYS.items():
            field = forms.CharField(label=title, required=False, max_length=80, initial=show_hours(hours.get(day) or ()))
            field.widget.attrs["placeholder"] = "geschlossen"
            self.fields[f"hours_{day}"] = field
        self.initial["closed_on"] = show_closed_days(self.instance.closed_on)

    @property
    def hours_fields(self) -> list[forms.BoundField]:
        """The fields of the seven days."""
        return [self[f"hours_{day}"] for day in WEEKDAYS]

    def clean_closed_on(self) -> list[list[str]]:
        """Read the closed days; those that are over are left out."""
        try:
            spans = read_closed_days(self.cleaned_data["closed_on"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        today = timezone.localdate().isoformat()
        return [[first, last] for first, last in spans if last >= today]

    def clean(self) -> dict[str, Any]:
        """Read the hours of the seven days into `hours`."""
        cleaned = super().clean() or self.cleaned_data
        hours = {}
        for day in WEEKDAYS:
            try:
                hours[day] = read_hours(cleaned.get(f"hours_{day}") or "")
            except ValueError as error:
                self.add_error(f"hours_{day}", str(error))
        cleaned["hours"] = {day: spans for day, spans in hours.items() if spans} or None
        return cleaned

    def save(self, commit: bool = True) -> Centre:
        """Write the row; the caller tells the bot."""
        self.instance.hours = self.cleaned_data["hours"]
        for name in ("phone", "email", "address", "url"):
            setattr(self.instance, name, self.cleaned_data[name] or None)
        return super().save(commit)
