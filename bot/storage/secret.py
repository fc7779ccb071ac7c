"""The secrets of this installation: with which it signs sessions, and with which the desk comes to the door."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets

from bot.settings import VAR

_FILE = VAR / "secret"
_DESK_FILE = VAR / "desk_secret"


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


def desk_secret() -> str:
    """Return `DROM_DESK_SECRET`, or a secret derived from that of the installation.

    The derived one is written to `var/desk_secret` for the desk, readable by the owner alone.
    """
    if given := os.environ.get("DROM_DESK_SECRET"):
        return given
    secret = hmac.digest(installation_secret().encode(), b"desk door", hashlib.sha256).hex()
    if not _DESK_FILE.exists() or _DESK_FILE.read_text(encoding="ascii") != secret:
        VAR.mkdir(parents=True, exist_ok=True)
        new = _DESK_FILE.with_name(f"desk_secret.{os.getpid()}")
        with os.fdopen(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secret)
        new.replace(_DESK_FILE)
    return secret
