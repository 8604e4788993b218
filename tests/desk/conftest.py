import pytest

from tests.cast import create
from tests.factories.certification import ready, room


@pytest.fixture
def office(client, secretariat):
    """A browser in which the secretariat is signed in."""
    client.force_login(secretariat)
    return client


@pytest.fixture
def world(db):
    """A cohort that was held, with one trainee; nothing evaluated yet."""
    return room()


@pytest.fixture
def ready_world(db):
    """Everything met, nothing decided."""
    return ready()


@pytest.fixture
def editor(db):
    """Somebody who edits pages and has no business with people."""
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    call_command("setup_roles", verbosity=0)
    user = create("stranger")
    user.groups.add(Group.objects.get(name="編集者"))
    return user
