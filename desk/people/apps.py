"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, roles, log-in, sessions and the access log."""

    name = "desk.people"
    label = "people"
    verbose_name = "Konten"
