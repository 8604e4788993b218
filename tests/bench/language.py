import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def _site_language():
    """Every test begins in the site's language, whatever page the one before it read last."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
