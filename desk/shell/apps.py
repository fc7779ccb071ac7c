"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Layout, error pages and what runs in the browser."""

    name = "desk.shell"
    label = "shell"
    verbose_name = "Rahmen"
