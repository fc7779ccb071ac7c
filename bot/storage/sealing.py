"""Addresses of people at rest: encrypted, and found again by a keyed hash that cannot be turned back."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.secret import installation_secret

_NONCE_BYTES = 12


class Unreadable(ValueError):
    """The text was sealed with another key."""


class Seal:
    """Seals addresses with the keys of this installation.

    Args:
        key: any long secret text; the keys in use are derived from it.
    """

    def __init__(self, key: str) -> None:
        self._lookup_key = _derived(key, b"lookup")
        self._cipher = AESGCM(_derived(key, b"seal"))

    def lookup(self, channel: str, address: int) -> bytes:
        """Return by what an address is found again: the same for the same address, of no use without the key."""
        return hmac.digest(self._lookup_key, f"{channel}:{address}".encode(), hashlib.sha256)

    def close(self, channel: str, address: int) -> bytes:
        """Return the address encrypted; twice the same address gives different bytes."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, str(address).encode(), channel.encode())

    def open(self, channel: str, sealed: bytes) -> int:
        """Return the address.

        Raises:
            Unreadable: it was sealed with another key or for another channel.
        """
        try:
            return int(self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], channel.encode()))
        except InvalidTag:
            raise Unreadable("sealed with another key") from None


def installation_seal() -> Seal:
    """Return the seal with `DROM_ADDRESS_KEY`, or with the secret of the installation if it is not set."""
    return Seal(os.environ.get("DROM_ADDRESS_KEY") or installation_secret())


def _derived(key: str, purpose: bytes) -> bytes:
    return hmac.digest(key.encode(), b"drom address " + purpose, hashlib.sha256)
