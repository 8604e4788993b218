"""The same few people in every test, each with one meaning.

trainee           applied, pays, attends: everything the tests are about is theirs
other_trainee     someone in the same position, whose rows the trainee must never see
trainer           teaches where a StaffAssignment says so
evaluator         scores where a StaffAssignment says so; second_evaluator is the other one of two blind sheets
secretariat       runs the office: permission lms_cohorts.work_as_secretariat
decider           decides on certifications: permission lms_cohorts.decide_certification; neither taught nor scored
contact           arranges training for their company, and sees nobody's results
stranger          has an account and no business here

Each is an account with a verified address and `PASSWORD`; those who learn, teach or arrange are also a Person. They are
fixtures by these names; `create("trainee")` serves where a test works on another database (`with site.rows(): …`).
"""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission

from lms.standalone.models import User
from tests.factories.cohorts import OrganizationFactory, PersonFactory

PASSWORD = "見本の合言葉1234"
NAMES = {
    "trainee": ("見本", "花子"),
    "other_trainee": ("例示", "太郎"),
    "trainer": ("講師", "一郎"),
    "evaluator": ("評価", "春子"),
    "second_evaluator": ("評価", "夏子"),
    "contact": ("担当", "次郎"),
}
PERMISSIONS = {
    "secretariat": ["wagtailadmin.access_admin", "lms_cohorts.work_as_secretariat"],
    "decider": ["wagtailadmin.access_admin", "lms_cohorts.decide_certification"],
    "stranger": [],
}


def create(role: str) -> User:
    """The account of this role, on whatever database is the default now."""
    user = User.objects.create_user(f"{role}@example.test", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if role in NAMES:
        _introduce(user, role)
    return grant(user, *PERMISSIONS.get(role, []))


def grant(user: User, *permissions: str) -> User:
    """The same account with further rights, as it is read anew."""
    for permission in permissions:
        user.user_permissions.add(_permission(permission))
    return User.objects.get(pk=user.pk)


def _introduce(user: User, role: str) -> None:
    family_name, given_name = NAMES[role]
    employer = OrganizationFactory() if role == "contact" else None
    PersonFactory(user=user, family_name=family_name, given_name=given_name, email=user.email, employer=employer)


def _permission(name: str) -> Permission:
    label, _, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def _fixture(role: str) -> Callable[..., User]:
    @pytest.fixture(name=role)
    def member(db) -> User:
        return create(role)

    return member


trainee = _fixture("trainee")
other_trainee = _fixture("other_trainee")
trainer = _fixture("trainer")
evaluator = _fixture("evaluator")
second_evaluator = _fixture("second_evaluator")
secretariat = _fixture("secretariat")
decider = _fixture("decider")
contact = _fixture("contact")
stranger = _fixture("stranger")
