"""The cast is who it says it is."""

from django.urls import reverse

from tests.cast import NAMES, PASSWORD


def test_everyone_can_sign_in_with_the_password(client, trainee):
    answer = client.post(reverse("account_login"), {"login": trainee.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")


def test_permissions_are_what_tells_the_office_apart(secretariat, decider, trainer, stranger):
    secret = "lms_cohorts.work_as_secretariat"
    assert [user.has_perm(secret) for user in (secretariat, decider, trainer, stranger)] == [True, False, False, False]
    decide = "lms_cohorts.decide_certification"
    assert [user.has_perm(decide) for user in (secretariat, decider, trainer, stranger)] == [False, True, False, False]


def test_people_have_names_and_the_stranger_has_none(trainee, contact, stranger):
    assert trainee.person.full_name == " ".join(NAMES["trainee"])
    assert contact.person.employer is not None
    assert not hasattr(stranger, "person")
