"""One command, no account anywhere: SQLite, file-system broker, Stripe sandbox, browsable outbox."""

import os
import secrets
import time

from lms.standalone.settings.base import *

# WhiteNoise serves from the apps themselves here, but wants the folder of collected files to exist.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def _generated_secret(name: str) -> str:
    """Secrets of a demonstration are made on first run and stay in var/, which is never committed."""
    path = VAR_DIR / "secrets" / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Web and worker may start together: exactly one of them creates the file.
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    for _attempt in range(50):
        if secret := path.read_text(encoding="ascii"):
            return secret
        time.sleep(0.02)
    message = f"{path} is empty; remove it and start again."
    raise RuntimeError(message)


SECRET_KEY = _generated_secret("django")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
SECURE_SSL_REDIRECT = False

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": env("LMS_SQLITE", default=str(VAR_DIR / "lms.sqlite3")),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # A transaction that will write takes the write lock at its start: no reader ever has to upgrade and fail.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;"
                "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;"
            ),
        },
    },
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR_DIR / "cache")},
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

BROKER_DIR = VAR_DIR / "broker"
for folder in ("messages", "processed", "control"):
    (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://")
CELERY_BROKER_TRANSPORT: str | None = None
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT = "lms.standalone.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }

# Mails are kept as rows and shown under /outbox/; an address may be given to send them for real as well.
EMAIL_BACKEND = "lms.standalone.mail.OutboxBackend"
LMS_RELAY_EMAIL_BACKEND = ""
if env("LMS_EMAIL_URL", default=""):
    relay = env.email_url("LMS_EMAIL_URL")
    LMS_RELAY_EMAIL_BACKEND = relay.pop("EMAIL_BACKEND")
    vars().update(relay)
LMS_OUTBOX_PAGE = True

LMS_CLOCK_SETTABLE = True
# Children inherit the moment at which the clock was set, so that web and worker agree to the microsecond.
LMS_CLOCK_SET_AT = float(os.environ.setdefault("LMS_CLOCK_SET_AT", str(time.time())))

INSTALLED_APPS = [*INSTALLED_APPS, "payments.sandbox"]
LMS_SANDBOX = True
LMS_DEMO = True
STRIPE_API_BASE = env("STRIPE_API_BASE", default=f"{LMS_BASE_URL}/sandbox/stripe")
STRIPE_SECRET_KEY = "sk_sandbox_" + _generated_secret("stripe-key")
STRIPE_WEBHOOK_SECRETS = ["whsec_" + _generated_secret("stripe-webhook")]
STRIPE_LIVEMODE = False
LMS_PAYMENT_METHODS = ["card", "konbini", "paypay"]
CELERY_BEAT_SCHEDULE = {
    **CELERY_BEAT_SCHEDULE,
    "sweep-sandbox-deliveries": {"task": "lms_sandbox.sweep_deliveries", "schedule": 10.0},
}
