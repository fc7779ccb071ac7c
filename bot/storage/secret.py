"""The secret with which this installation signs sessions."""

from __future__ import annotations

import os
import secrets

from bot.settings import VAR

_FILE = VAR / "secret"


def installation_secret() -> str:
    """Return `DROM_SECRET`, or a secret made once and kept in `var/`, readable by its owner alone."""
    if given := os.environ.get("DROM_SECRET"):
        return given
    VAR.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(_FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _FILE.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(32)
        file.write(secret)
    return secret
