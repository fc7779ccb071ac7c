"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Queue, case, replies."""

    name = "desk.cases"
    label = "cases"
    verbose_name = "Fälle"
    default_auto_field = "django.db.models.BigAutoField"
