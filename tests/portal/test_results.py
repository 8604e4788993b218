"""Released results: nothing shows before the release, everything after it, and a correction is a further version."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cohorts.actions.decision import CaseNotReady, decide_case
from cohorts.actions.evaluation import assign_evaluator, open_evaluation, void_sheet
from cohorts.actions.release import (
    CorrectionWithoutReason,
    NothingSettled,
    NothingToCorrect,
    NothingToRelease,
    PlanOutdated,
    digest_of,
    plan_release,
    release_correction,
    release_results,
)
from cohorts.actions.submission import accept_late
from cohorts.models import CertificationDecision, ResultRelease
from cohorts.reevaluation import Reevaluation, reevaluation
from lms.kernel.access import is_post_only
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from lms.portal.enrollment_file import file_of, files_of
from tests.factories.certification import (
    GOOD,
    NOW,
    OFFICE,
    audit_enrollment,
    evaluated,
    marked,
    passed_specialist,
    released,
    room,
    submitted,
    user_with,
)
from tests.factories.cohorts import ConfirmedEnrollmentFactory
from tests.factories.fees import ProductFactory
from tests.factories.standalone import UserFactory
from tests.factories.submissions import announce, handed_in
from tests.portal.test_assignment import late
from tests.tools.urls import ARGUMENT, our_addresses

pytestmark = pytest.mark.django_db

WEAK = "3233333"
WEAK_TOTAL, MARK = "46.25", "83.25"
NOTE = "見たこと"
OUTCOMES = ("基準に達しました", "基準に達していません", "基準に達し")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.LMS_PRIVATE_ROOT = tmp_path


@pytest.fixture
def world(at):
    """Everything is scored and marked: the lesson model did not reach the standard, the assignment did."""
    at((NOW + timedelta(hours=1)).isoformat())
    world = room()
    passed_specialist(world)
    announce(world.cohort)
    handed_in(world.enrollment)
    evaluated(world, WEAK, WEAK)
    marked(world, MARK)
    return world


@pytest.fixture
def page(client, world):
    client.force_login(world.trainee)
    return reverse("lms_portal:my_result", args=[world.enrollment.public_id])


def states(world):
    """The rows of the checklist on the trainee's page."""
    enrollment = files_of(world.trainee).get()
    return {row.code.value: row.state.value for row in file_of(enrollment, now=NOW)["requirements"]}


def mails():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def again(world, levels):
    """The sheets of the first attempt are voided and scored anew by two others."""
    evaluation = world.enrollment.lesson_model_evaluations.get()
    for sheet in list(evaluation.sheets.all()):
        void_sheet(sheet, reason="採点表の取り違え", by=OFFICE, now=NOW)
    return evaluation, levels


# Before the release


def _addresses(world):
    """Every address of the site as this trainee could open it, with the keys of their own rows where it names any."""
    keys = {
        "public_id": world.enrollment.public_id,
        "code": world.cohort.code,
        "number": 1,
        "version": 1,
        "kind": "hours",
        "material": world.enrollment.public_id,
    }
    for address in our_addresses():
        if is_post_only(address.view) or address.route.startswith(("sandbox/", "outbox/", "media/")):
            continue
        if "logout" in address.name:
            continue
        rows = [mail.pk for mail in Message.objects.all()] if address.name == "lms_portal:my_mail" else [world.case.pk]
        for pk in rows:
            known = {**keys, "pk": pk}
            yield "/" + ARGUMENT.sub(lambda found, known=known: str(known.get(found["name"], "x")), address.route)


def test_j1_14_no_address_shows_a_score_or_an_outcome_before_the_release(client, world):
    client.force_login(world.trainee)
    opened, leaks = 0, []
    for path in _addresses(world):
        response = client.get(path)
        opened += response.status_code == 200
        text = b"".join(response.streaming_content) if response.streaming else response.content
        words = text.decode("utf-8", "replace")
        leaks += [(path, secret) for secret in (WEAK_TOTAL, MARK, NOTE, *OUTCOMES) if secret in words]
    assert leaks == []
    assert opened > 40
    assert [mail for mail in Message.objects.all() if WEAK_TOTAL in mail.body or MARK in mail.body] == []


def test_j1_17_the_checklist_waits_for_the_release(client, world, page):
    assert client.get(page).status_code == 404
    assert (states(world)["lesson_model"], states(world)["assignment"]) == ("pending", "pending")
    released(world)
    assert (states(world)["lesson_model"], states(world)["assignment"]) == ("not_met", "met")


def test_j1_17_nothing_is_decided_on_results_that_are_not_released(world):
    assert world.case.status == "collecting"
    decider = Actor.person(world.decider)
    decision = {"outcome": CertificationDecision.Outcome.NOT_CERTIFIED, "reasons": "x", "by": decider, "now": NOW}
    with pytest.raises(CaseNotReady):
        decide_case(world.case, **decision)
    released(world)
    assert world.case.status == "ready"
    assert mails()[-2:] == ["cohorts.email.results_released", "cohorts.email.case_ready"]
    decide_case(world.case, **decision)


# The release


def test_j1_17_the_trainee_reads_scores_levels_and_comments_without_names(client, world, page):
    released(world)
    response = client.get(page)
    text = response.text
    for words in (WEAK_TOTAL, MARK, NOTE, "70.00", "2 不足", "3 基準"):
        assert words in text
    part = response.context["lesson_model"]
    assert (part.facts["total"], part.outcome.tone) == (WEAK_TOTAL, "warning")
    assert [len(one.seen) for one in part.criteria] == [2] * 7
    for user in [*world.evaluators, world.trainer]:
        assert user.email not in text
    mail = Message.objects.get(kind="cohorts.email.results_released")
    assert page in mail.body
    assert "2027年3月31日" in mail.body
    assert WEAK_TOTAL not in mail.body + mail.subject


def test_j1_17_every_hurdle_that_was_not_cleared_is_named(client, at):
    at(NOW.isoformat())
    world = room()
    evaluated(world, "2444441", "2444441", gate=False)
    released(world)
    client.force_login(world.trainee)
    missed = (
        client.get(reverse("lms_portal:my_result", args=[world.enrollment.public_id])).context["lesson_model"].missed
    )
    assert len(missed) == 4  # total, critical C1, level 1 in C7, gate


def test_j1_17_what_is_possible_next_has_days_and_a_fee(client, world, page, settings):
    product = ProductFactory(code="lesson-model-again")
    released(world)
    options = {option.title: option for option in client.get(page).context["options"]}
    assert list(options) == ["再評価", "再受講", "異議申立て"]
    again_text = options["再評価"].text
    assert "2028年3月1日" in again_text
    assert f"{product.price_at(NOW).unit_jpy:,}円" in again_text
    assert "2027年3月31日" in options["異議申立て"].text
    form = client.get(options["異議申立て"].url)
    assert "topic=result" in options["異議申立て"].url
    assert form.status_code == 200


def test_j1_17_after_the_last_day_no_appeal_is_offered(client, world, page, at):
    released(world)
    at("2027-04-01T00:00:00+09:00")
    client.force_login(world.trainee)
    appeal = client.get(page).context["options"][-1]
    assert (appeal.url, "2027年3月31日" in appeal.text) == ("", True)


def test_j1_17_my_data_has_what_was_released(client, world):
    client.force_login(world.trainee)
    assert WEAK_TOTAL not in client.get(reverse("lms_portal:my_data_print")).text
    released(world)
    assert WEAK_TOTAL in client.get(reverse("lms_portal:my_data_print")).text


def test_j9_12_the_office_looks_at_everybody_and_releases_at_one_moment(client, world):
    other = room()
    audit = audit_enrollment(world.cohort)
    client.force_login(user_with("wagtailadmin.access_admin", "lms_cohorts.work_as_secretariat"))
    address = reverse("lms_desk:cohort_results", args=[world.cohort.pk])
    shown = client.get(address)
    (line,) = shown.context["lines"]
    assert (line.staged.enrollment, WEAK_TOTAL in line.lesson_model, MARK in line.assignment) == (
        world.enrollment,
        True,
        True,
    )
    client.post(address, {"seen": shown.context["seen"], "when": "now"})
    assert ResultRelease.objects.get().enrollment == world.enrollment
    assert not ResultRelease.objects.filter(enrollment__in=[audit, other.enrollment]).exists()
    assert client.get(address).context["hindrance"]


def test_j9_12_what_changed_since_it_was_looked_at_is_looked_at_again(world):
    seen = digest_of(plan_release(world.cohort))
    marked(world, "71")
    with pytest.raises(PlanOutdated):
        release_results(world.cohort, seen=seen, by=OFFICE, now=NOW)
    assert not ResultRelease.objects.exists()
    released(world)
    with pytest.raises(NothingToRelease):
        released(world)


@pytest.mark.parametrize("others", [0, 3])
def test_the_plan_costs_the_same_for_any_number(world, django_assert_num_queries, others):
    for _ in range(others):
        ConfirmedEnrollmentFactory(pool=world.enrollment.pool)
    with django_assert_num_queries(PLAN_QUERIES):
        assert len(plan_release(world.cohort)) == others + 1


PLAN_QUERIES = 11


def test_a_part_settled_later_is_released_without_a_reason(at):
    at(NOW.isoformat())
    world = room()
    evaluated(world, GOOD, GOOD)
    released(world)
    marked(world)
    (second,) = released(world)
    assert (second.version, second.is_correction) == (2, False)
    assert second.facts["assignment"]["score"] == "80.00"


# Corrections


def test_j9_15_a_corrected_result_is_version_two_with_a_reason(client, world, page):
    passed = "4444444"
    released(world)
    evaluation, levels = again(world, passed)
    with pytest.raises(NothingSettled):
        release_correction(world.enrollment, reason="x", by=OFFICE, now=NOW)
    assert states(world)["lesson_model"] == "not_met"  # as it was released
    for user in (world.evaluators[2], world.staff()):
        submitted(assign_evaluator(evaluation, evaluator=user, by=OFFICE, now=NOW), levels)
    assert world.case.status == "collecting"
    with pytest.raises(NothingToRelease):
        released(world)
    with pytest.raises(CorrectionWithoutReason):
        release_correction(world.enrollment, reason=" ", by=OFFICE, now=NOW)
    client.force_login(user_with("wagtailadmin.access_admin", "lms_cohorts.work_as_secretariat"))
    client.post(reverse("lms_desk:release_correction", args=[world.enrollment.pk]), {"reason": "採点表の取り違え"})
    assert mails().count("cohorts.email.results_released") == 2
    client.force_login(world.trainee)
    latest, first = client.get(page), client.get(f"{page}1/")
    assert (latest.context["lesson_model"].facts["total"], "採点表の取り違え" in latest.text) == ("75.00", True)
    assert first.context["lesson_model"].facts["total"] == WEAK_TOTAL
    assert world.case.status == "ready"
    with pytest.raises(NothingToCorrect):
        release_correction(world.enrollment, reason="x", by=OFFICE, now=NOW)


def test_a_correction_says_why_in_the_database_too(world):
    (first,) = released(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultRelease.objects.filter(pk=first.pk).update(is_correction=True, version=2)


# Once more


def test_only_the_part_that_was_not_reached_is_handed_in_again(client, at):
    at((NOW + timedelta(hours=1)).isoformat())
    world = room()
    announce(world.cohort)
    handed_in(world.enrollment)
    marked(world, "60")
    client.force_login(world.trainee)
    address = reverse("lms_portal:my_assignment", args=[world.enrollment.public_id])
    assert client.get(address).context["form"] is None
    released(world)
    assert client.get(address).context["form"] is not None
    accept_late(late(world, now=NOW, content=b"%PDF-1.7 again"), by=OFFICE, now=NOW)
    assert client.get(address).context["form"] is None
    marked(world, "90")
    (second,) = released(world)
    assert (second.version, second.is_correction, second.facts["assignment"]["score"]) == (2, False, "90.00")
    assert client.get(address).context["form"] is None


def test_a_repeated_lesson_model_says_that_it_is_repeated(world):
    released(world)
    open_evaluation(world.enrollment, by=OFFICE, now=NOW)
    assert (states(world)["lesson_model"], states(world)["assignment"]) == ("pending", "met")


@pytest.mark.parametrize(
    "attempts, today, expected",
    [
        (1, date(2027, 3, 2), Reevaluation(2, date(2028, 3, 1), is_open=True)),
        (2, date(2028, 3, 1), Reevaluation(1, date(2028, 3, 1), is_open=True)),
        (2, date(2028, 3, 2), Reevaluation(1, date(2028, 3, 1), is_open=False)),
        (3, date(2027, 3, 2), Reevaluation(0, date(2028, 3, 1), is_open=False)),
        (4, date(2027, 3, 2), Reevaluation(0, date(2028, 3, 1), is_open=False)),
    ],
)
def test_reevaluations_left(attempts, today, expected):
    first = date(2027, 3, 1)
    assert reevaluation(attempts=attempts, first_on=first, limit=2, months=12, today=today) == expected


def test_strangers_read_no_result(client, world, page):
    released(world)
    client.force_login(UserFactory())
    assert client.get(page).status_code == 404
    assert Decimal(WEAK_TOTAL) < 70
