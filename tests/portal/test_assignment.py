"""Handing in the designated assignment: what is taken, until when, who reads it, and what is late."""

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cohorts.actions.assignment import (
    AssignmentNotDescribed,
    DueBroughtForward,
    DueInThePast,
    StillReplaceable,
    decide_assignment,
    record_assignment_result,
)
from cohorts.actions.forgetting import forget_person
from cohorts.actions.submission import (
    HandingInClosed,
    NothingToHandIn,
    NotLate,
    RefusalWithoutReason,
    RequestAnswered,
    accept_late,
    ask_to_hand_in_late,
    hand_in,
    refuse_late,
)
from cohorts.models import Enrollment, Submission
from lms.desk.models import WorkItem
from lms.desk.work_queues import QUEUES
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from tests.factories.certification import OFFICE, audit_enrollment, room, user_with
from tests.factories.cohorts import StaffAssignmentFactory
from tests.factories.standalone import UserFactory
from tests.factories.submissions import PDF, TASK, announce, handed_in, office_file, upload

pytestmark = pytest.mark.django_db

DUE = datetime(2027, 3, 20, 0, 0, tzinfo=JST)
BEFORE, AFTER = DUE - timedelta(days=3), DUE + timedelta(days=1)
LATE = "出張が続き、資料の承認が遅れたため"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.LMS_PRIVATE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def world(at):
    at(BEFORE.isoformat())
    world = room(status="confirmed")
    announce(world.cohort, due_at=DUE)
    return world


@pytest.fixture
def page(client, world):
    client.force_login(world.trainee)
    return reverse("lms_portal:my_assignment", args=[world.enrollment.public_id])


def send(client, page, file=None, **words):
    return client.post(page, {**({"file": file} if file else {}), **words}, follow=True)


def mails():
    return [(mail.kind, mail.body) for mail in Message.objects.filter(kind__contains="submission").order_by("pk")]


def late(world, *, now=AFTER, content=PDF):
    by = Actor.person(world.trainee)
    return ask_to_hand_in_late(world.enrollment, upload=upload(content=content), reason=LATE, by=by, now=now)


# In time


def test_j1_15_the_page_says_what_is_handed_in_and_until_when(client, world, page):
    text = client.get(page).text
    assert TASK in text
    assert "2027年3月19日（金）23:59" in text
    assert "20 MB" in text
    overview = client.get(reverse("lms_portal:my_enrollment", args=[world.enrollment.public_id])).text
    assert page in overview


def test_j1_15_what_is_not_decided_says_so(client, world, page):
    announce(world.cohort)
    assert "未定" in client.get(page).text
    type(world.cohort).objects.update(assignment_task="")
    response = client.get(page)
    assert response.context["form"] is None
    assert "未定" in response.text


def test_j1_15_a_file_is_kept_with_its_moment_and_digest_and_receipted(client, world, page, files):
    response = send(client, page, upload("自社の接点.pdf"))
    submission = Submission.objects.get()
    digest = sha256(PDF).hexdigest()
    assert (submission.number, submission.status, submission.sha256) == (1, "handed_in", digest)
    assert digest in response.text
    assert "自社の接点.pdf" in response.text
    ((kind, body),) = mails()
    assert kind == "cohorts.email.submission_received"
    assert digest in body
    assert "2027年3月19日（金）23:59" in body
    (kept,) = [path for path in files.rglob("*") if path.is_file()]
    assert kept.read_bytes() == PDF
    assert "自社" not in kept.name


def test_j1_15_the_last_version_counts_and_earlier_ones_stay(client, world, page):
    send(client, page, upload(content=PDF + b"1"))
    response = send(client, page, upload(content=PDF + b"2"))
    assert [(version.submission.number, version.counts) for version in response.context["assignment"].versions] == [
        (2, True),
        (1, False),
    ]
    first = reverse("lms_portal:my_assignment_file", args=[world.enrollment.public_id, 1])
    assert b"".join(client.get(first).streaming_content) == PDF + b"1"


def test_j1_15_the_same_file_once_more_changes_nothing(client, world, page):
    send(client, page, upload())
    send(client, page, upload())
    assert Submission.objects.count() == len(mails()) == 1


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.pdf", PDF),
        ("a.docx", office_file("word")),
        ("a.pptx", office_file("ppt")),
        ("a.XLSX", office_file("xl")),
    ],
)
def test_j1_15_four_kinds_of_files_are_taken(client, page, name, content):
    send(client, page, upload(name, content))
    assert Submission.objects.get().filename == name


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("a.pdf", b"MZ\x90\x00 This program", "内容"),
        ("a.docx", office_file("xl"), "内容"),
        ("a.pdf", b"", "空です（0バイト）"),
        ("a.pdf", PDF + bytes(1024 * 1024), "1 MBまで"),
        ("a.exe", b"MZ\x90\x00", "PDF、Word"),
        ("a.docm", office_file("word"), "PDF、Word"),
    ],
)
def test_j1_15_other_files_are_refused_in_words(client, page, settings, name, content, words):
    settings.LMS_ASSIGNMENT_MAX_MB = 1
    response = send(client, page, upload(name, content))
    (error,) = response.context["form"].errors["file"]
    assert words in error
    assert not Submission.objects.exists()


def test_j1_15_nothing_chosen_is_said_beside_the_field(client, page):
    assert send(client, page).context["form"].errors == {"file": ["ファイルを選んでください。"]}


# Late


def test_j1_15_after_the_due_moment_a_file_needs_a_reason_that_stays_on_the_page(client, world, page, at):
    at(DUE.isoformat())
    refused = send(client, page, upload("a.pdf", b"MZ"), reason=LATE)
    assert LATE in refused.text
    assert "reason" in send(client, page, upload()).context["form"].errors
    assert not Submission.objects.exists()
    send(client, page, upload(), reason=LATE)
    submission = Submission.objects.get()
    assert (submission.status, submission.reason) == ("requested", LATE)
    assert not submission.counts
    assert [kind for kind, _ in mails()] == ["cohorts.email.late_submission_asked"]


def test_j1_15_the_last_minute_is_in_time(world):
    assert handed_in(world.enrollment, now=DUE - timedelta(microseconds=1)).status == "handed_in"
    with pytest.raises(NotLate):
        late(world, now=DUE - timedelta(microseconds=1))


def test_j1_15_the_office_accepts_a_late_file(client, world, at):
    at(AFTER.isoformat())
    asked = late(world)
    assert list(QUEUES[WorkItem.Kind.LATE_ASSIGNMENT].rows()) == [asked]
    client.force_login(user_with("wagtailadmin.access_admin", "lms_cohorts.work_as_secretariat"))
    shown = client.get(reverse("lms_desk:accept_late", args=[asked.pk])).text
    assert LATE in shown
    client.post(reverse("lms_desk:accept_late", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.status == "accepted"
    assert mails()[-1][0] == "cohorts.email.late_submission_accepted"
    with pytest.raises(RequestAnswered):
        refuse_late(asked, reason="x", by=OFFICE, now=AFTER)


def test_j1_15_the_office_refuses_a_late_file_with_a_reason(client, world, page, at):
    at(AFTER.isoformat())
    asked = late(world)
    with pytest.raises(RefusalWithoutReason):
        refuse_late(asked, reason=" ", by=OFFICE, now=AFTER)
    refuse_late(asked, reason="評価が終わっているため", by=OFFICE, now=AFTER)
    kind, body = mails()[-1]
    assert kind == "cohorts.email.late_submission_refused"
    assert "評価が終わっているため" in body
    assert "評価が終わっているため" in client.get(page).text


def test_j1_15_a_further_late_file_takes_the_place_of_the_one_that_waits(world):
    late(world)
    late(world, content=PDF + b"2")
    assert list(world.enrollment.submissions.values_list("number", "status")) == [(1, "withdrawn"), (2, "requested")]


# Marking


def test_j1_15_what_was_handed_in_is_marked_after_the_due_moment_and_stays(client, world, page, at):
    first = handed_in(world.enrollment, now=BEFORE)
    evaluator = world.evaluators[0]
    mark = {"score": Decimal(80), "marked_by": evaluator, "by": Actor.person(evaluator)}
    with pytest.raises(StillReplaceable):
        record_assignment_result(world.enrollment, **mark, now=BEFORE)
    result = record_assignment_result(world.enrollment, **mark, now=AFTER)
    assert result.submission == first
    at(AFTER.isoformat())
    response = client.get(page)
    assert response.context["form"] is None
    assert "80" not in response.context["assignment"].text
    with pytest.raises(HandingInClosed):
        late(world)


def test_j1_15_evaluators_read_what_counts_beside_where_they_mark_it(client, world, at):
    handed_in(world.enrollment, now=BEFORE)
    at(AFTER.isoformat())
    late(world, content=PDF + b"2")
    client.force_login(world.evaluators[0])
    desk = client.get(reverse("lms_portal:evaluate_assignment", args=[world.enrollment.public_id])).text
    address = reverse("lms_portal:evaluate_assignment_file", args=[world.enrollment.public_id, 1])
    assert address in desk
    assert LATE not in desk
    file = client.get(address)
    assert b"".join(file.streaming_content) == PDF
    assert file["Cache-Control"] == "private, no-store"
    waiting = reverse("lms_portal:evaluate_assignment_file", args=[world.enrollment.public_id, 2])
    assert client.get(waiting).status_code == 404


def test_j1_15_who_only_teaches_or_evaluates_elsewhere_reads_no_file(client, world):
    submission = handed_in(world.enrollment, now=BEFORE)
    addresses = [
        reverse("lms_portal:evaluate_assignment_file", args=[world.enrollment.public_id, 1]),
        reverse("lms_portal:my_assignment_file", args=[world.enrollment.public_id, 1]),
    ]
    for user in (world.trainer, StaffAssignmentFactory(role="evaluator").user, world.decider):
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [404, 404]
    at_desk = reverse("lms_desk:submission_file", args=[submission.pk])
    assert client.get(at_desk).status_code in {302, 403}
    client.force_login(user_with("wagtailadmin.access_admin", "lms_cohorts.work_as_secretariat"))
    assert b"".join(client.get(at_desk).streaming_content) == PDF


def test_j1_15_audit_seats_have_no_assignment(client, world):
    seat = audit_enrollment(world.cohort)
    with pytest.raises(NothingToHandIn):
        hand_in(seat, upload=upload(), by=OFFICE, now=BEFORE)
    seat.person.user = UserFactory()
    seat.person.save(update_fields=["user"])
    client.force_login(seat.person.user)
    assert client.get(reverse("lms_portal:my_assignment", args=[seat.public_id])).status_code == 404


# What is decided, kept, forgotten


def test_j1_15_the_due_moment_is_moved_to_a_later_one_only(world):
    decided = {"task": TASK, "by": OFFICE, "now": BEFORE}
    decide_assignment(world.cohort, due_at=DUE + timedelta(days=7), **decided)
    for moment in (DUE, None):
        with pytest.raises(DueBroughtForward):
            decide_assignment(world.cohort, due_at=moment, **decided)
    with pytest.raises(AssignmentNotDescribed):
        decide_assignment(world.cohort, **{**decided, "task": " "}, due_at=DUE + timedelta(days=9))
    with pytest.raises(DueInThePast):
        decide_assignment(room().cohort, due_at=BEFORE, **decided)


def test_j1_15_the_office_decides_the_assignment_at_the_desk(client, at):
    at(BEFORE.isoformat())
    cohort = room().cohort
    client.force_login(user_with("wagtailadmin.access_admin", "lms_cohorts.work_as_secretariat"))
    client.post(reverse("lms_desk:cohort_assignment", args=[cohort.pk]), {"task": TASK, "due_at": "2027-03-20 00:00"})
    cohort.refresh_from_db()
    assert (cohort.assignment_task, cohort.assignment_due_at) == (TASK, DUE)


def test_j1_15_my_data_names_the_files_and_forgetting_deletes_them(
    client, world, files, django_capture_on_commit_callbacks
):
    digest = handed_in(world.enrollment, now=BEFORE).sha256
    client.force_login(world.trainee)
    assert digest in client.get(reverse("lms_portal:my_data_print")).text
    Enrollment.objects.filter(pk=world.enrollment.pk).update(status="completed")
    with django_capture_on_commit_callbacks(execute=True):
        forget_person(world.enrollment.person, by=OFFICE, now=AFTER)
    kept = Submission.objects.get()
    assert (kept.file.name, kept.filename, kept.sha256) == ("", "", digest)
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_a_refusal_says_why_in_the_database_too(world):
    asked = late(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=asked.pk).update(status="refused", answered_at=AFTER)


def test_an_accepted_file_is_what_is_marked(world):
    handed_in(world.enrollment, now=BEFORE)
    asked = late(world, content=PDF + b"2")
    accept_late(asked, by=OFFICE, now=AFTER)
    evaluator = world.evaluators[0]
    result = record_assignment_result(
        world.enrollment, score=Decimal(80), marked_by=evaluator, by=Actor.person(evaluator), now=AFTER
    )
    assert result.submission == asked
