"""Every address says who may open it, and everybody else is turned away: walked with real rows of every kind.

Each stranger knocks at every address by POST and by GET. Besides the answer, its text is read: no stranger finds a name,
an address or a number of somebody else on any page, whoever may open it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.db.models import EmailField
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, ExamRecord, License, Organization, Person, PostalAddress, StaffAssignment
from lms.inquiries.models import Inquiry
from lms.kernel.access import access_rule, is_post_only
from lms.standalone.models import User
from payments.models import Order
from tests.cast import create
from tests.factories.cohorts import ConfirmedEnrollmentFactory, OrganizationFactory, StaffAssignmentFactory
from tests.rows import every_row, model_of, row_of
from tests.strangers import ANYBODYS, DESK, KEYS, SOMEBODY_ELSES
from tests.tools.urls import ARGUMENT, Address, every_address, our_addresses

# What addresses declare -------------------------------------------------------------------------------------------


def test_the_walk_finds_the_addresses():
    assert {"/healthz", "/readyz"} <= {address.path for address in our_addresses()}
    assert len(every_address()) > 100


def test_every_view_declares_who_may_open_it():
    undeclared = [
        address.route
        for address in our_addresses()
        if access_rule(address.view) is None and not address.is_in_admin and not _is_api(address)
    ]
    assert undeclared == []


def test_only_signed_requests_skip_the_csrf_check():
    exempt = {
        address.route
        for address in our_addresses()
        if getattr(address.view, "csrf_exempt", False) and not _is_api(address)
        if access_rule(address.view).name != "signed_request"
    }
    assert exempt == set()


def test_nothing_changes_by_looking(admin_client):
    answers = {
        address.route: admin_client.get(address.path).status_code
        for address in our_addresses()
        if is_post_only(address.view)
    }
    assert {route: status for route, status in answers.items() if status != 405} == {}


def test_every_address_that_names_a_row_has_one_to_try():
    """A new address: its row goes into tests/strangers.py, or for the desk into tests/rows.py."""
    named = {address for address in our_addresses() if address.has_arguments and not _is_tool(address)}
    assert {address.route for address in named if address.is_in_admin and model_of(address) is None} == set()
    of_rule = {"owner_only": set(SOMEBODY_ELSES), "secret_link": set(KEYS)}
    for rule in ("owner_only", "secret_link", ""):
        expected = {address.name for address in named if not address.is_in_admin and _list_of(address) == rule}
        assert of_rule.get(rule, set(ANYBODYS)) == expected


def _list_of(address: Address) -> str:
    """Under which rule the rows of an address are listed; all that need no key and no owner stand together."""
    rule = _rule(address)
    return rule if rule in {"owner_only", "secret_link"} else ""


def _rule(address: Address) -> str:
    rule = access_rule(address.view)
    return rule.name if rule else ""


def _is_api(address: Address) -> bool:
    """django-ninja declares access per operation; tests/api/ holds those to their rule."""
    view = getattr(address.view, "func", address.view)
    return view.__module__.startswith("ninja.")


def _is_tool(address: Address) -> bool:
    """The sandbox and the outbox exist on demonstrations only; pictures of pages are named by their file."""
    return address.route.startswith(("sandbox/", "outbox/", "media/"))


# The doors --------------------------------------------------------------------------------------------------------

PLANTED = "竜骨座の人"
LEFT_OUT = {*KEYS, "account_logout", "wagtailadmin_logout"}


@dataclass(frozen=True)
class Door:
    """An address with a row behind it, and who came into the world with that row."""

    address: Address
    path: str
    owners: tuple[User, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Meant for somebody: the staff, or whom its row names."""
        return self.address.is_in_admin or _rule(self.address) in {"owner_only", "staff_only"}

    def knock(self, client: Client) -> Iterator[tuple[str, object]]:
        """By POST first, so that GET shows what the POST may have done."""
        yield "POST", client.post(self.path)
        client.cookies.pop("messages", None)  # nobody reads what the admin says to each who knocks
        if not is_post_only(self.address.view):
            yield "GET", client.get(self.path)


@pytest.fixture
def doors(db, at, settings, tmp_path) -> list[Door]:
    """All of them. Signing out ends the walk, and links that are keys open to whoever holds them."""
    settings.LMS_PRIVATE_ROOT = settings.MEDIA_ROOT = tmp_path
    at("2027-01-20T12:00:00+09:00")
    every_row()
    call_command("setup_roles", verbosity=0)
    walked = [address for address in every_address() if not _is_tool(address) and address.name not in LEFT_OUT]
    found = [_door(address) for address in walked]
    _plant()
    return found


def _door(address: Address) -> Door:
    known = set(User.objects.values_list("pk", flat=True))
    path = _path(address)
    return Door(address, path, tuple(User.objects.exclude(pk__in=known)))


def _path(address: Address) -> str:
    listed = SOMEBODY_ELSES.get(address.name) or ANYBODYS.get(address.name) or DESK.get(address.name)
    if listed:
        return reverse(address.name, kwargs=listed())
    model = model_of(address) if address.is_in_admin and address.has_arguments else None
    if model is None:
        return address.path
    row = row_of(model)
    return "/" + ARGUMENT.sub(lambda found: str(getattr(row, found["name"], row.pk)), address.route)


def _plant() -> None:
    """A word that stands nowhere else becomes part of everybody's name and address."""
    Person.objects.update(family_name=PLANTED)
    PostalAddress.objects.update(address=PLANTED)
    Organization.objects.update(name=PLANTED)
    Order.objects.update(buyer_name=PLANTED)
    License.objects.update(holder_name=PLANTED)
    ExamRecord.objects.update(holder_name=PLANTED)
    Inquiry.objects.update(name=PLANTED, message=PLANTED)


def _words() -> re.Pattern[str]:
    """Everybody's name, and every mail address and number in the database."""
    found = {PLANTED}
    for model in apps.get_models():
        if model._meta.app_label.startswith("lms_") and model._meta.app_label != "lms_sandbox":
            for column in model._meta.concrete_fields:
                if isinstance(column, EmailField) or column.name in {"number", "candidate_number"}:
                    found |= {str(value) for value in model.objects.values_list(column.name, flat=True)}
    words = "|".join(re.escape(word) for word in found if len(word) > 4)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.ASCII)


# Those who come ---------------------------------------------------------------------------------------------------


def _visitor() -> None:
    """Has no account."""


def _trainee() -> User:
    """Has a seat in every cohort there is."""
    user = create("other_trainee")
    for cohort in Cohort.objects.filter(pools__isnull=False).distinct():
        ConfirmedEnrollmentFactory(pool=cohort.pools.earliest("pk"), person=user.person)
    return user


def _contact() -> User:
    """Arranges training for a company that is none of those in the world."""
    return create("contact")


def _evaluator() -> User:
    """Scores and teaches in a cohort of their own."""
    return _in_charge_of(create("evaluator"), StaffAssignmentFactory().cohort)


def _colleague() -> User:
    """Scores and teaches in every cohort there is, and has no sheet of anybody."""
    return _in_charge_of(create("second_evaluator"), *Cohort.objects.all())


def _all_of_them() -> User:
    """Another trainee who is the contact of a company and an evaluator as well: each of these, at one knock."""
    user = _in_charge_of(_trainee(), *Cohort.objects.all())
    Person.objects.filter(user=user).update(employer=OrganizationFactory())
    return user


def _editor() -> User:
    """Writes pages in the admin, and has no business with people."""
    user = create("stranger")
    user.groups.add(Group.objects.get(name="編集者"))
    return user


def _in_charge_of(user: User, *cohorts: Cohort) -> User:
    for cohort in cohorts:
        for role in StaffAssignment.Role.values:
            StaffAssignmentFactory(user=user, cohort=cohort, role=role)
    return user


# The walk ---------------------------------------------------------------------------------------------------------

LESSONS = {"lms_portal:lesson", "lms_portal:lesson_material"}
OF_A_COHORT = {
    "lms_portal:evaluate_assignment",
    "lms_portal:evaluate_assignment_file",
    "lms_portal:evaluate_attendance",
    "lms_portal:evaluate_cohort",
}
#: Who comes, and what of all that is meant for others opens to them by rights.
STRANGERS: dict[str, tuple[Callable[[], User | None], set[str]]] = {
    "visitor": (_visitor, set()),
    "trainee": (_trainee, LESSONS),
    "contact": (_contact, set()),
    "evaluator": (_evaluator, {"lms_portal:evaluate"}),
    "colleague": (_colleague, {*LESSONS, *OF_A_COHORT, "lms_portal:evaluate"}),
}
#: What the admin shows to anybody: how to get in, and what these pages are drawn with.
WAYS_IN = {
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_sprite",
}
#: What the desk shows to whoever edits courses.
OF_COURSES = {"lms_desk:coverage", "lms_desk:curriculum_current", "lms_desk:curriculum_version"}


def test_strangers_are_turned_away_and_read_nothing_of_others(doors):
    outside = [door for door in doors if not door.address.is_in_admin]
    found = {name: walk(come, outside, by_rights=rights) for name, (come, rights) in STRANGERS.items()}
    assert found == {name: Findings(rights) for name, (_come, rights) in STRANGERS.items()}


def test_the_admin_is_closed_to_everybody_without_a_right_in_it(doors):
    inside = [door for door in doors if door.address.is_in_admin]
    assert walk(_visitor, inside, by_rights=WAYS_IN) == Findings(WAYS_IN)
    assert walk(_all_of_them, inside, by_rights=WAYS_IN) == Findings(WAYS_IN)


def test_editors_get_nothing_of_the_desk(doors):
    desk = [door for door in doors if door.address.route.startswith("cms/desk/")]
    home = reverse("wagtailadmin_home")
    assert walk(_editor, desk, by_rights=OF_COURSES, home=home) == Findings(OF_COURSES)


def test_those_whom_the_doors_are_meant_for_find_what_is_behind_them(doors, admin_client):
    """Otherwise the strangers would have been sent to rows that are not there."""
    rows = [door for door in doors if door.address.name in SOMEBODY_ELSES]
    assert [door.path for door in rows if not _is_found_by_owner(door)] == []
    ours = [door for door in doors if door.address.is_in_admin and door.address.is_ours]
    desk = [door for door in ours if len(ARGUMENT.findall(door.address.route)) < 2]
    assert [door.path for door in desk if _answer_to(admin_client, door).status_code == 404] == []


def test_a_key_opens_its_own_doors_and_no_other(doors, client):
    keys = {name: make() for name, make in KEYS.items()}
    views = {address.name: address.view for address in our_addresses()}
    for name, key in keys.items():
        knock = client.post if is_post_only(views[name]) else client.get
        last = "A" if key[-1] != "A" else "B"
        wrong = {*keys.values(), key[:-1], key[:-1] + last, key.swapcase(), "x"} - {key}
        assert {knock(reverse(name, args=[each])).status_code for each in wrong} == {404}
        assert knock(reverse(name, args=[key])).status_code in {200, 302}


Come = Callable[[], User | None]


@dataclass
class Findings:
    """Which closed doors opened, and where something of those who were there before was said."""

    opened: set[str] = field(default_factory=set)
    told: set[tuple[str, str, str]] = field(default_factory=set)


def walk(come: Come, doors: list[Door], *, by_rights: set[str], home: str = "") -> Findings:
    """Knock everywhere, and leave no trace for whoever comes next."""
    with transaction.atomic():
        found = _walk(come, doors, by_rights, {reverse("account_login"), reverse("wagtailadmin_login"), home})
        transaction.set_rollback(True)
    return found


def _walk(come: Come, doors: list[Door], by_rights: set[str], away: set[str]) -> Findings:
    words = _words()
    client = Client()
    if (user := come()) is not None:
        client.force_login(user)
    findings = Findings()
    for door in doors:
        for method, answer in door.knock(client):
            if door.is_closed and not _is_turned_away(answer, method, away):
                findings.opened.add(door.address.name)
            said = set(words.findall(_text(answer)))
            if door.address.name not in by_rights:
                findings.told |= {(method, door.path, word) for word in said if word not in door.path}
    return findings


def _is_turned_away(answer, method: str, away: set[str]) -> bool:
    if answer.status_code == 302:
        return answer["Location"].partition("?")[0] in away
    return answer.status_code in {403, 404} or (method == "POST" and answer.status_code == 405)


def _is_found_by_owner(door: Door) -> bool:
    for owner in door.owners:
        client = Client()
        client.force_login(owner)
        if _answer_to(client, door).status_code not in {403, 404}:
            return True
    return False


def _answer_to(client: Client, door: Door):
    answer = (client.post if is_post_only(door.address.view) else client.get)(door.path)
    _text(answer)
    return answer


def _text(answer) -> str:
    """The whole body; a file is closed again."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return unquote(body.decode(errors="ignore"))
