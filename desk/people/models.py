"""Who works at this desk, for which centre, and who looked at what."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core import signing
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from desk.centres import centre_name


class AccountManager(BaseUserManager["Account"]):
    """Finds and makes accounts."""

    def create_account(self, email: str, name: str, password: str | None, **fields: Any) -> Account:
        """Make an account; without a password nobody can log in to it before one is set."""
        account = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """Find the account of an e-mail address, in whatever case it was typed."""
        return self.get(email=(username or "").strip().lower())

    def working_in(self, centre: str) -> models.QuerySet[Account]:
        """All who can log in and read the cases of a centre, by name."""
        return self.filter(is_active=True, is_administrator=False, memberships__centre=centre).order_by("name")


class Account(AbstractBaseUser):
    """A person of the staff, or an administrator of the installation. Never deleted, only switched off: the log names it."""

    email = models.EmailField(
        "E-Mail-Adresse", unique=True, error_messages={"unique": "Diese E-Mail-Adresse hat schon ein Konto."}
    )
    name = models.CharField("Name", max_length=120)
    is_administrator = models.BooleanField("Verwaltung", default=False)
    is_active = models.BooleanField("eingeschaltet", default=True)
    own_password_first = models.BooleanField(default=False)
    """Somebody else knows the password: it must be changed before anything else."""
    wants_mail = models.BooleanField("E-Mail bei neuen Fällen und Nachrichten", default=False)
    created = models.DateTimeField(default=timezone.now)

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table = "desk_account"
        constraints = [models.UniqueConstraint(Lower("email"), name="desk_account_email_once")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def _roles(self) -> dict[str, str]:
        """Role by centre, of the centres that are switched on here. Administrators read no cases, so they have none."""
        if self.is_administrator or not self.is_active:
            return {}
        active = ActiveCentre.objects.values("id")
        return dict(self.memberships.filter(centre__in=active).values_list("centre", "role"))

    @property
    def centres(self) -> frozenset[str]:
        """Ids of the centres whose cases this person reads."""
        return frozenset(self._roles)

    @property
    def led_centres(self) -> frozenset[str]:
        """Ids of the centres that this person leads."""
        return frozenset(centre for centre, role in self._roles.items() if role == Membership.Role.LEAD)

    @property
    def role_title(self) -> str:
        """What this person is here, in German."""
        if self.is_administrator:
            return "Verwaltung"
        return str(Membership.Role.LEAD.label if self.led_centres else Membership.Role.STAFF.label)


class ActiveCentre(models.Model):
    """A centre that works with this installation. Its opening hours and contact stand in `centres`, which the bot reads."""

    id = models.CharField(primary_key=True, max_length=60)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "desk_active_centre"

    def __str__(self) -> str:
        return centre_name(self.id)


class Membership(models.Model):
    """That somebody works in a centre, and as what."""

    class Role(models.TextChoices):
        """What somebody is in a centre."""

        STAFF = "staff", "Mitarbeit"
        LEAD = "lead", "Leitung"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    centre = models.CharField(max_length=60)
    role = models.CharField("Rolle", max_length=10, choices=Role, default=Role.STAFF)

    class Meta:
        db_table = "desk_membership"
        constraints = [models.UniqueConstraint(fields=["account", "centre"], name="desk_membership_once")]

    def __str__(self) -> str:
        return f"{self.account}, {centre_name(self.centre)}, {self.get_role_display()}"


class Invitation(models.Model):
    """An invitation by e-mail. Its link is signed, holds for `INVITATION_AGE` and works once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField("E-Mail-Adresse")
    name = models.CharField("Name", max_length=120)
    centre = models.CharField("Zentrum", max_length=60, blank=True)
    """Empty for an administrator."""
    role = models.CharField("Rolle", max_length=10, choices=Membership.Role, default=Membership.Role.STAFF)
    invited_by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    used = models.DateTimeField(null=True)

    class Meta:
        db_table = "desk_invitation"

    def __str__(self) -> str:
        return self.email

    @property
    def token(self) -> str:
        """What the link carries."""
        return signing.dumps(str(self.id), salt="desk.invitation")

    @property
    def ends(self) -> datetime:
        """When the link stops working."""
        return self.created + settings.INVITATION_AGE

    @classmethod
    def open(cls) -> models.QuerySet[Invitation]:
        """All that can still be used."""
        return cls.objects.filter(used=None, created__gt=timezone.now() - settings.INVITATION_AGE)

    @classmethod
    def of_token(cls, token: str) -> Invitation | None:
        """Return the invitation of a link if it can still be used; call it inside a transaction, the row is locked."""
        try:
            found = signing.loads(token, salt="desk.invitation", max_age=settings.INVITATION_AGE)
        except signing.BadSignature:
            return None
        return cls.open().select_for_update().filter(pk=found).first()


class AccessLog(models.Model):
    """Who looked at which case. Leads read it; entries end after a year (`manage.py daily`)."""

    OPENED = "opened"
    EXPORTED = "exported"
    WHAT = [(OPENED, "geöffnet"), (EXPORTED, "exportiert")]

    at = models.DateTimeField(default=timezone.now, db_index=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    case_id = models.BigIntegerField()
    """No foreign key: that somebody looked stays known when the case is deleted."""
    reference = models.CharField(max_length=20)
    centre = models.CharField(max_length=60)
    what = models.CharField(max_length=10, choices=WHAT)

    class Meta:
        db_table = "desk_access_log"
        indexes = [models.Index(fields=["centre", "-at"], name="desk_access_log_centre")]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.account}: {self.reference}"


class RecoveryCode(models.Model):
    """A code that replaces the phone once. Only its keyed hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "desk_recovery_code"
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="desk_recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.account}"


class Session(AbstractBaseSession):
    """A log-in in a browser, with its owner: so all of one person can be ended at once."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")

    class Meta:
        db_table = "desk_session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the store that reads and writes these rows."""
        from desk.people.sessions import SessionStore

        return SessionStore
