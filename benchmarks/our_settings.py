"""The embedded settings on the database of the run, with connections kept as in production."""

from benchmarks.database import database_of_the_run
from lms.standalone.settings.embedded import *  # noqa: F403 - settings inherit
from lms.standalone.settings.embedded import env

SECRET_KEY = "bench-only"  # noqa: S105 - signs nothing outside the run
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {"default": database_of_the_run(env)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
