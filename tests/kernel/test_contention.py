"""Which errors say that somebody else was faster, and which would come at any moment."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from cohorts.models import Person
from lms.kernel.contention import is_contention
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory, PersonFactory
from tests.factories.standalone import UserFactory


def points_to_a_row_that_is_gone():
    Person.objects.filter(pk=PersonFactory().pk).update(employer_id=0)
    connection.check_constraints()


def writes_a_row_that_is_gone():
    person = PersonFactory()
    Person.objects.filter(pk=person.pk).delete()
    person.save(update_fields=["phone"])


def takes_away_what_somebody_points_to():
    EnrollmentFactory().person.delete()


def repeats_what_is_unique():
    UserFactory(email="a@example.test")
    UserFactory(email="a@example.test")


def breaks_a_rule_of_the_table():
    OrganizationFactory()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO lms_cohorts_organization (name) VALUES (NULL)")


@pytest.mark.both_databases
@pytest.mark.django_db
@pytest.mark.parametrize(
    "act, expected",
    [
        (points_to_a_row_that_is_gone, True),
        (writes_a_row_that_is_gone, True),
        (takes_away_what_somebody_points_to, True),
        (repeats_what_is_unique, False),
        (breaks_a_rule_of_the_table, False),
    ],
)
def test_which_errors_are_the_lot_of_whoever_came_second(act, expected):
    with pytest.raises((DatabaseError, ProtectedError)) as error, transaction.atomic():
        act()
    if act is points_to_a_row_that_is_gone and connection.vendor == "sqlite":
        assert isinstance(error.value, IntegrityError)  # Django's own check; a real commit is told apart by its name
    else:
        assert is_contention(error.value) is expected


@pytest.mark.parametrize("error", [ValueError(), KeyError("pk")])
def test_other_errors_are_not(error):
    assert not is_contention(error)
