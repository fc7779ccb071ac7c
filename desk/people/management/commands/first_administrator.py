"""Makes the first account, so that somebody can log in and make all others."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from desk.people.models import Account
from desk.people.passwords import first_password


class Command(BaseCommand):
    """Makes an administrator if there is no account yet, and prints the password, once."""

    help = "Make the first administrator if there is no account yet."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        if Account.objects.exists():
            return
        email = os.environ.get("DROM_DESK_ADMINISTRATOR", "").strip() or "verwaltung@localhost"
        password = first_password()
        Account.objects.create_account(email, "Verwaltung", password, is_administrator=True, own_password_first=True)
        lines = (
            "The first administrator of the desk. This is shown once; the first log-in asks for a new password.",
            f"  address   {settings.ADDRESS.url}/anmelden/",
            f"  log in as {email}",
            f"  password  {password}",
        )
        self.stdout.write("\n".join(("", *lines, "")))
