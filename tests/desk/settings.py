"""The desk's settings as in use, but for what would make tests slow or reach outside."""

import os

os.environ.setdefault("DROM_DESK_KEY", "only-for-tests")
for name in ("DROM_DESK_URL", "DROM_SMTP_URL"):
    os.environ.pop(name, None)

from desk.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 takes a tenth of a second each time, on purpose
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # no manifest has been collected
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
