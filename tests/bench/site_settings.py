"""The embedded settings with the test suite's key and fast hashes, so that rows made by a test fit the running site."""

from lms.standalone.settings.embedded import *  # noqa: F403 - settings inherit

SECRET_KEY = "test-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
