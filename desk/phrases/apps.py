"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class PhrasesConfig(AppConfig):
    """Phrases with blanks in four languages."""

    name = "desk.phrases"
    label = "phrases"
    verbose_name = "Textbausteine"
