"""The embedded settings on the database of the run, with connections kept as in production."""

from lms.standalone.settings.embedded import *  # noqa: F403 - settings inherit
from lms.standalone.settings.embedded import env

SECRET_KEY = "bench-only"  # noqa: S105 - signs nothing outside the run
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {"default": {**env.db_url("LMS_TEST_DATABASE_URL"), "CONN_MAX_AGE": 600}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
