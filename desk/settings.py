"""Django's settings of the desk. What an installation may set stands in `desk/environment.py`."""

from __future__ import annotations

import os
from datetime import timedelta

from csp.constants import NONE, SELF

from desk import environment

ADDRESS = environment.desk_address()
SECRET_KEY = environment.signing_key()
DATABASES = {"default": environment.database()}
DEBUG = False

INSTALLED_APPS = [
    "desk.shell",
    "desk.people",
    "desk.cases",
    "desk.phrases",
    "desk.office",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "desk.people.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "desk.people.middleware.LoginThroughHtmx",
    "desk.people.middleware.SessionEnds",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "desk.people.middleware.OwnPasswordFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "desk.shell.middleware.NothingKept",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "desk.urls"
WSGI_APPLICATION = "desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "de"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# Who may come in
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["name", "email"]}},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": "desk.people.passwords.PatternValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "people:start"
LOGOUT_REDIRECT_URL = "people:login"
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=2).total_seconds())
INVITATION_AGE = timedelta(days=7)
OTP_TOTP_ISSUER = "Drom"

# A lock after failed log-ins: of one account from one address, so that nobody can lock out a colleague from afar.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "desk.people.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "desk.people.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Sessions: kept in the database, so that they can be ended everywhere.
SESSION_ENGINE = "desk.people.sessions"
SESSION_IDLE = timedelta(hours=8)
SESSION_LONGEST = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_COOKIE_NAME = "drom_desk"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "drom_desk_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "desk.shell.views.form_expired"

# The way to the browser
ALLOWED_HOSTS = [ADDRESS.host] if ADDRESS.secure else [ADDRESS.host, *environment.LOCAL_HOSTS]
CSRF_TRUSTED_ORIGINS = [ADDRESS.url]
SECURE_SSL_REDIRECT = ADDRESS.secure  # gunicorn believes X-Forwarded-Proto from loopback alone
SESSION_COOKIE_SECURE = ADDRESS.secure
CSRF_COOKIE_SECURE = ADDRESS.secure
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if ADDRESS.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ADDRESS.secure
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether to be on the browsers' preload lists is for the owner of the domain
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Files
STATIC_URL = "static/"
STATIC_ROOT = environment.VAR / "desk_static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

globals().update(environment.mail())
SERVER_EMAIL = os.environ.get("DROM_MAIL_FROM", "") or "drom@localhost"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "desk": {"level": "INFO"}},  # a 403 or 404 is an answer, not a fault
}
