"""The second step of a log-in: a code from the phone (TOTP, RFC 6238) or a recovery code."""

from __future__ import annotations

import secrets

import segno
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.people.models import Account, RecoveryCode

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike."""
_LENGTH = 10


def device_of(account: Account) -> TOTPDevice | None:
    """Return the phone that an account logs in with, if it uses one."""
    return TOTPDevice.objects.filter(user=account, confirmed=True).first()


def unconfirmed_device(account: Account) -> TOTPDevice:
    """Return the phone that is just being set up; a new secret if there is none."""
    found = TOTPDevice.objects.filter(user=account, confirmed=False).first()
    return found or TOTPDevice.objects.create(user=account, name="Handy", confirmed=False)


def qr_code(device: TOTPDevice) -> SafeString:
    """Return the secret of a phone as SVG, black on nothing, without inline style."""
    drawing = segno.make(device.config_url, error="m").svg_inline(scale=1, border=0, omitsize=True, dark="#000")
    return mark_safe(drawing)


@transaction.atomic
def confirm(device: TOTPDevice, code: str) -> list[str] | None:
    """Switch the second step on if the code is right, and return new recovery codes, to be shown once."""
    if not device.verify_token(code):
        return None
    account: Account = device.user
    TOTPDevice.objects.filter(user=account).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return new_recovery_codes(account)


@transaction.atomic
def new_recovery_codes(account: Account) -> list[str]:
    """Replace the recovery codes of an account and return them; only their keyed hashes are kept."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    account.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(account=account, digest=_digest(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def switch_off(account: Account) -> None:
    """Log in with the password alone from now on."""
    TOTPDevice.objects.filter(user=account).delete()
    account.recovery_codes.all().delete()


def is_right(account: Account, code: str) -> bool:
    """Whether a code of the phone or a recovery code is right; a recovery code is used up by that.

    Args:
        account: that has given its password before.
        code: without spaces and hyphens.
    """
    if len(code) == _LENGTH and not code.isdigit():
        deleted, _ = account.recovery_codes.filter(digest=_digest(code)).delete()
        return deleted == 1
    device = device_of(account)
    return bool(device and device.verify_token(code))


def _digest(code: str) -> str:
    return salted_hmac("desk.recovery", code, algorithm="sha256").hexdigest()
