"""Makes everything ready that the desk needs before it starts."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Brings tables and files up to date and makes the first administrator; does nothing when all of that has been done."""

    help = "Bring tables and files up to date and make the first administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command. The bot's tables must be there."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("first_administrator", stdout=self.stdout)
