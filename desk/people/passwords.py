"""Passwords that somebody hands over, and passwords that are too easy to guess."""

from __future__ import annotations

import re
import secrets
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike."""
_DIFFERENT = 6
"""Fewer different characters than that are a pattern."""


def first_password() -> str:
    """Return a random password that can be read out on the phone: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


class PatternValidator:
    """Refuses common passwords that were only made longer: „passwort2026!!“, „sommersommer“, „aaaaaaaaaaaa“."""

    def validate(self, password: str, user: object = None) -> None:
        """Look at a new password.

        Raises:
            ValidationError: it is a pattern.
        """
        bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower())
        repeated = re.fullmatch(r"(.+?)\1+", bare)
        core = repeated.group(1) if repeated else bare
        if len(set(password)) < _DIFFERENT or repeated or core in _common():
            raise ValidationError("Dieses Passwort ist leicht zu erraten. Nehmen Sie mehrere Wörter, die nicht zusammengehören.")

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return "Nehmen Sie mehrere Wörter, die nicht zusammengehören."


@cache
def _common() -> frozenset[str]:
    german = {"passwort", "willkommen", "sommer", "winter", "herbst", "frühling", "integration", "integrationszentrum", "drom"}
    return frozenset(CommonPasswordValidator().passwords) | german
