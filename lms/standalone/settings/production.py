"""Running for real people: PostgreSQL, Redis, HTTPS, SMTP, live Stripe.

Everything that differs between sites is an environment variable.
"""

from lms.standalone.settings.base import *

SECRET_KEY = env("LMS_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list("LMS_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("LMS_CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])

DATABASES = {"default": {**env.db_url("DATABASE_URL"), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env("REDIS_URL")}}
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=env("REDIS_URL"))
# The visibility timeout must exceed CELERY_TASK_TIME_LIMIT, or a slow task would be started twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    # Seconds a request may lose to a broker that is gone; its work is a row and waits for the sweep.
    "socket_connect_timeout": 2,
}

SECURE_SSL_REDIRECT = env.bool("LMS_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("LMS_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

vars().update(env.email_url("LMS_EMAIL_URL"))
LMS_STAFF_MFA_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lms.standalone.logs.json_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LMS_LOG_LEVEL", default="INFO")},
}

# Wagtail previews pages in a frame of the same origin, so X_FRAME_OPTIONS is SAMEORIGIN rather than DENY.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
