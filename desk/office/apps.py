"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The centre's own side: opening hours, statistics, daily work."""

    name = "desk.office"
    label = "office"
    verbose_name = "Büro"
