"""Where things stand in the project, and what the environment may set."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
LOCALES = ROOT / "locales"
SAYINGS = ROOT / "data" / "nlu"
OTHER_LANGUAGES = ROOT / "data" / "other_languages"
VECTORS = ROOT / "data" / "vectors"
ENCODER_PATCH = ROOT / "data" / "encoder" / "tuned.npz"
STORIES = ROOT / "data" / "stories"
MODELS = ROOT / "models"
WIDGET = ROOT / "widget"
VAR = ROOT / "var"
"""Everything that a running installation writes, apart from models: database, secrets. Not in git."""

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may set by environment variables; `.env.example` explains each."""

    host: str
    port: int
    database_url: str | None
    session_days: int
    messages_per_minute: int
    origins: frozenset[str]
    """Websites that may show the chat: scheme, host and port, as browsers send it in `Origin`."""
    telegram_token: str | None
    telegram_webhook: str | None
    telegram_api: str

    @property
    def public_url(self) -> str | None:
        """Where people reach this server, as far as the webhook of Telegram tells; without a slash at the end."""
        address = urlsplit(self.telegram_webhook or "")
        return f"{address.scheme}://{address.netloc}" if address.scheme == "https" else None


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        ValueError: a number is not a number, an origin has a path; the message names the variable.
    """
    return Settings(
        host=os.environ.get("DROM_HOST", "127.0.0.1"),
        port=_whole_number("DROM_PORT", 5005),
        database_url=os.environ.get("DATABASE_URL") or None,
        session_days=_whole_number("DROM_SESSION_DAYS", 30),
        messages_per_minute=_whole_number("DROM_MESSAGES_PER_MINUTE", 20),
        origins=_origins("DROM_ORIGINS"),
        telegram_token=os.environ.get("TELEGRAM_BOT_TOKEN", "").strip() or None,
        telegram_webhook=os.environ.get("TELEGRAM_WEBHOOK_URL", "").strip().rstrip("/") or None,
        telegram_api=os.environ.get("TELEGRAM_API_URL", "").strip().rstrip("/") or "https://api.telegram.org",
    )


def load_env_file(path: Path = ROOT / ".env") -> None:
    """Set the variables of a `.env` file that the environment does not set itself."""
    if path.exists():
        from honcho.environ import parse

        for name, value in parse(path.read_text(encoding="utf-8")).items():
            os.environ.setdefault(name, value)


def _origins(name: str) -> frozenset[str]:
    origins = frozenset(os.environ.get(name, "").lower().replace(",", " ").split())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{name} must hold addresses such as https://www.example.org, without a path, not {origin!r}")
    return origins


def _whole_number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if not value:
        return default
    if not value.isdigit():
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return int(value)
