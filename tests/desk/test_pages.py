"""The file of an enrollment and the other pages of the desk: who sees what, and at what cost."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from cohorts.models import CertificationCase, EvaluationSheet
from cohorts.requirements import requirements_of
from lms.desk.dossier import dossier_of
from lms.desk.permissions import readable_enrollments
from lms.kernel import clock
from tests.factories.certification import GOOD, evaluated, licensed, ready
from tests.factories.cohorts import AttendanceFactory, ConfirmedEnrollmentFactory, StaffAssignmentFactory
from tests.factories.commerce import purchase
from tests.factories.payments import OrderFactory

pytestmark = pytest.mark.django_db


def file_of(enrollment):
    return reverse("lms_desk_enrollment:inspect", args=[enrollment.pk])


def dossier(enrollment, reader):
    return dossier_of(readable_enrollments(reader), enrollment.pk, reader=reader, now=clock.now())


def test_file_shows_the_checklist_the_trainee_sees(secretariat, ready_world):
    file = dossier(ready_world.enrollment, secretariat)
    assert file.requirements == requirements_of(file.enrollment, clock.now())


def test_secretariat_reads_money_scores_and_history(office, ready_world):
    purchase(OrderFactory(number="O-2026-999999"), ready_world.enrollment)
    page = office.get(file_of(ready_world.enrollment)).content.decode()
    assert ["O-2026-999999" in page, "100点中75.00点" in page, "評価者を割り当て" in page] == [True, True, True]


def test_decider_reads_the_file_without_money_or_mail(client, decider, ready_world):
    purchase(OrderFactory(number="O-2026-999999"), ready_world.enrollment)
    client.force_login(decider)
    page = client.get(file_of(ready_world.enrollment)).content.decode()
    assert ["100点中75.00点" in page, "O-2026-999999" in page] == [True, False]
    assert dossier(ready_world.enrollment, decider).order is None


def test_decider_reads_no_file_without_a_case(client, decider):
    client.force_login(decider)
    assert client.get(file_of(ConfirmedEnrollmentFactory())).status_code == 404


def test_evaluator_gets_no_file(client, world):
    client.force_login(world.evaluators[0])
    assert client.get(file_of(world.enrollment)).status_code == 302


def test_scoring_stays_blind_for_whoever_still_has_a_sheet(secretariat, world):
    StaffAssignmentFactory(cohort=world.cohort, user=secretariat, role="evaluator")
    evaluation = evaluated(world, GOOD)
    open_sheet = EvaluationSheet.objects.open().get()
    assert dossier(world.enrollment, secretariat).evaluations is not None
    EvaluationSheet.objects.filter(pk=open_sheet.pk).update(evaluator=secretariat)
    assert (dossier(world.enrollment, secretariat).evaluations, evaluation.sheets.count()) == (None, 2)


@pytest.mark.parametrize("others", [0, 2, 29])
def test_file_costs_the_same_in_any_cohort(office, django_assert_num_queries, ready_world, others):
    for _ in range(others):
        ConfirmedEnrollmentFactory(pool=ready_world.enrollment.pool)
    for session in ready_world.cohort.sessions.all():
        AttendanceFactory(enrollment=ready_world.enrollment, session=session)
    office.get(file_of(ready_world.enrollment))
    with django_assert_num_queries(FILE_QUERIES):
        assert office.get(file_of(ready_world.enrollment)).status_code == 200


@pytest.mark.parametrize("participants", [1, 3, 30])
def test_attendance_sheet_costs_the_same_however_long(office, django_assert_num_queries, world, participants):
    for _ in range(participants - 1):
        ConfirmedEnrollmentFactory(pool=world.enrollment.pool)
    address = reverse("lms_desk:attendance", args=[world.cohort.pk])
    office.get(address)
    with django_assert_num_queries(SHEET_QUERIES):
        assert len(office.get(address).context["rows"]) == participants


FILE_QUERIES = 33
SHEET_QUERIES = 13


def test_j9_06_today_counts_what_its_links_list(office, ready_world):
    queues = office.get(reverse("lms_desk:today")).context["queues"]
    assert [queue.count for queue in queues] == [len(office.get(queue.url).context["object_list"]) for queue in queues]
    assert ready_world.case.status == CertificationCase.Status.READY


def test_today_is_for_the_secretariat(client, decider):
    client.force_login(decider)
    assert client.get(reverse("lms_desk:today")).status_code == 302


def test_license_page_shows_its_ledger_and_acts(office):
    license_ = licensed()
    answer = office.get(reverse("lms_desk_license:inspect", args=[license_.pk]))
    assert answer.status_code == 200
    assert license_.number in answer.content.decode()


@pytest.mark.parametrize("name", ["order", "person", "message"])
def test_rows_are_readable(office, name):
    world = ready()
    order = OrderFactory()
    purchase(order, world.enrollment)
    from lms.kernel.models import Message

    rows = {"order": order, "person": world.enrollment.person, "message": Message.objects.first()}
    assert office.get(reverse(f"lms_desk_{name}:inspect", args=[rows[name].pk])).status_code == 200


@pytest.mark.parametrize(
    "name", ["cohort", "person", "examrecord", "listing", "discountoffer", "legaldocument", "venue"]
)
def test_forms_open(office, name):
    assert office.get(reverse(f"lms_desk_{name}:add")).status_code == 200


@pytest.mark.parametrize("name", ["enrollment", "certificationcase", "license", "order", "message", "finding"])
def test_what_happened_is_not_typed_by_hand(admin_client, name):
    assert admin_client.get(reverse(f"lms_desk_{name}:add")).status_code == 302


def test_person_entered_here_is_found_by_reading(office):
    names = {"family_name": "髙橋", "given_name": "美咲", "family_kana": "タカハシ", "given_kana": "ミサキ"}
    office.post(reverse("lms_desk_person:add"), {**names, "language": "ja"})
    found = office.get(reverse("lms_desk_person:index"), {"q": "たかはし"}).context["object_list"]
    assert [person.full_name for person in found] == ["髙橋 美咲"]


def test_roles_are_set_up_once_and_stay():
    for _ in range(2):
        call_command("setup_roles", stdout=StringIO())
    groups = {group.name: group.permissions.count() for group in Group.objects.filter(name__in=ROLE_NAMES)}
    assert groups == {"事務局": 36, "認定決定者": 2, "配慮の担当": 2, "編集者": 17}


ROLE_NAMES = ["事務局", "認定決定者", "配慮の担当", "編集者"]


def test_the_first_page_of_the_admin_begins_with_today_for_the_office_only(client, secretariat, decider):
    client.force_login(secretariat)
    assert "lms-today" in client.get("/cms/").content.decode()
    client.force_login(decider)
    assert "lms-today" not in client.get("/cms/").content.decode()
