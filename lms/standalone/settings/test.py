"""Settings of the test suite: fast hashing, in-memory mail, SQLite unless LMS_TEST_DATABASE_URL names a PostgreSQL."""

import atexit
import os
import shutil
import tempfile

if "LMS_VAR_DIR" not in os.environ:
    os.environ["LMS_VAR_DIR"] = tempfile.mkdtemp(prefix="lms-test-")
    atexit.register(shutil.rmtree, os.environ["LMS_VAR_DIR"], ignore_errors=True)

from lms.standalone.settings.embedded import *

SECRET_KEY = "test-only"  # noqa: S105 - signs nothing outside the test run
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STRIPE_SECRET_KEY = "sk_sandbox_test"  # noqa: S105 - the sandbox accepts any key of this form
STRIPE_WEBHOOK_SECRETS = ["whsec_test"]
LMS_PAYMENT_METHODS = ["card"]
LMS_CLOCK = ""
LMS_VISITOR_CACHE_SECONDS = 0
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # nothing is collected, but WhiteNoise looks
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT = None
CELERY_BROKER_TRANSPORT_OPTIONS = {}

if "LMS_TEST_DATABASE_URL" in os.environ:
    DATABASES = {"default": env.db_url("LMS_TEST_DATABASE_URL")}
