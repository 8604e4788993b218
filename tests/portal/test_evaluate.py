"""The evaluator desk: blind until all sheets are in, nothing typed is lost, nothing changes by looking."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from cohorts.actions.evaluation import assign_evaluator, open_evaluation
from cohorts.models import AssignmentResult, Attendance, EvaluationSheet
from tests.factories.certification import GOOD, NOW, OFFICE, audit_enrollment, room, submitted
from tests.factories.cohorts import ConfirmedEnrollmentFactory, PersonFactory
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at):
    at("2027-03-01T12:30:00+09:00")
    return room(status="confirmed")


@pytest.fixture
def sheets(world):
    """The sheets of both evaluators, not begun."""
    evaluation = open_evaluation(world.enrollment, topic="待ち時間の見える化", by=OFFICE, now=NOW)
    return [assign_evaluator(evaluation, evaluator=user, by=OFFICE, now=NOW) for user in world.evaluators[:2]]


@pytest.fixture
def mine(sheets, client):
    client.force_login(sheets[0].evaluator)
    return sheets[0]


def address(sheet, name="evaluate_sheet"):
    return reverse(f"lms_portal:{name}", args=[sheet.pk])


def filled(sheet, levels=GOOD, *, note="具体的に見たこと", gate="yes", edition=None, **more):
    """What the form sends; "." leaves a criterion open."""
    data = {"edition": sheet.edition if edition is None else edition, "gate": gate, "comment": "", **more}
    rubric = [each for each in sheet.evaluation.scheme_version.rubric.all() if not each.is_gate]
    for criterion, level in zip(rubric, levels, strict=True):
        data[f"note_{criterion.pk}"] = note
        if level != ".":
            data[f"level_{criterion.pk}"] = level
    return data


def levels_of(sheet):
    return [score.level for score in sheet.scores.order_by("criterion__position")]


def said(response):
    return [str(message) for message in response.context["messages"]]


# Who comes in


def test_the_desk_tells_others_why_it_is_closed(client):
    client.force_login(UserFactory())
    response = client.get(reverse("lms_portal:evaluate"))
    assert response.status_code == 403
    assert "担当の開催回がありません" in response.text


def test_trainees_find_no_desk_in_their_own_cohort(client, world):
    client.force_login(world.trainee)
    assert client.get(reverse("lms_portal:evaluate")).status_code == 403
    assert client.get(reverse("lms_portal:evaluate_cohort", args=[world.cohort.code])).status_code == 404


def test_the_desk_lists_cohorts_with_their_days_and_open_sheets(client, world, mine):
    response = client.get(reverse("lms_portal:evaluate"))
    (assigned,) = response.context["cohorts"]
    assert [day.date for day in assigned.days] == [date(2027, 2, 18), date(2027, 2, 19)]
    assert assigned.roles == ["評価者"]
    assert [(sheet.pk, sheet.scored, sheet.criteria) for sheet in response.context["open_sheets"]] == [(mine.pk, 0, 7)]


def test_j4_05_trainers_see_everyone_and_evaluators_no_audit_seats(client, world):
    audit_enrollment(world.cohort)
    page = reverse("lms_portal:evaluate_cohort", args=[world.cohort.code])
    client.force_login(world.trainer)
    context = client.get(page).context
    assert (len(context["roster"]), len(context["candidates"])) == (2, 0)
    client.force_login(world.evaluators[0])
    context = client.get(page).context
    assert (len(context["roster"]), [each.enrollment for each in context["candidates"]]) == (0, [world.enrollment])


def test_j1_05_trainers_read_what_they_have_to_do_and_nothing_of_the_request(client, world):
    from cohorts.actions.accommodation import answer_accommodation
    from tests.factories.cohorts import AccommodationFactory

    request = AccommodationFactory(enrollment=world.enrollment, wish="難聴のため聞き取りにくいことがあります。")
    elsewhere = AccommodationFactory(wish="車いすで参加します。")
    for one, told in ((request, "資料は前日までにお渡しください。"), (elsewhere, "通路側の席にご案内ください。")):
        facts = {"answer": "診断書を拝見しました。", "for_trainers": told, "by": OFFICE, "now": NOW}
        answer_accommodation(one, outcome="agreed", **facts)
    page = reverse("lms_portal:evaluate_cohort", args=[world.cohort.code])
    client.force_login(world.trainer)
    shown = client.get(page).content.decode()
    assert "資料は前日までにお渡しください。" in shown
    for private in ("難聴", "診断書", "通路側"):
        assert private not in shown
    client.force_login(world.evaluators[0])
    assert "資料は前日まで" not in client.get(page).content.decode(), "who only evaluates has nothing to do here"


# Blindness


def test_another_evaluators_sheet_does_not_exist_before_both_are_submitted(client, sheets):
    mine, theirs = sheets
    submitted(theirs)
    client.force_login(mine.evaluator)
    assert client.get(address(theirs)).status_code == 404
    submitted(mine)
    response = client.get(address(theirs))
    assert response.status_code == 200
    assert response.context["is_mine"] is False


def test_my_own_page_tells_nothing_of_the_other_sheet(client, mine, sheets):
    desk = reverse("lms_portal:evaluate")
    before = [client.get(path).text for path in (desk, address(mine))]
    submitted(sheets[1], "5555555")
    after = [client.get(path).text for path in (desk, address(mine))]
    assert [strip_token(text) for text in after] == [strip_token(text) for text in before]


def strip_token(text):
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_submitted_sheet_alone_shows_no_other(client, mine, sheets):
    submitted(mine)
    assert list(client.get(address(mine)).context["others"]) == []
    submitted(sheets[1])
    assert list(client.get(address(mine)).context["others"]) == [sheets[1]]


def test_another_evaluators_open_sheet_cannot_be_written(client, sheets):
    mine, theirs = sheets
    client.force_login(mine.evaluator)
    for name in ("evaluate_sheet", "evaluate_sheet_autosave", "evaluate_submit"):
        assert client.post(address(theirs, name), filled(theirs)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == EvaluationSheet.Status.ASSIGNED


# Filling in


def test_the_note_rule_is_said_before_typing(client, mine):
    assert client.get(address(mine)).text.count("レベル1・2・5のときは必須です") == 7


def test_a_draft_may_stay_incomplete(client, mine):
    response = client.post(address(mine), filled(mine, "43.....", gate=""), follow=True)
    mine.refresh_from_db()
    assert (mine.status, levels_of(mine)) == (EvaluationSheet.Status.DRAFT, [4, 3, None, None, None, None, None])
    assert (response.context["stored"].scored, response.context["stored"].total) == (2, None)


def test_the_total_is_shown_after_saving_a_complete_draft(client, mine):
    response = client.post(address(mine), filled(mine, "4444444"), follow=True)
    assert response.context["stored"].total == Decimal("75.00")


def test_a_second_window_loses_nothing_and_sees_both(client, mine):
    client.post(address(mine), filled(mine, "4444444", comment="先の窓"))
    response = client.post(address(mine), filled(mine, "4434444", edition=0, comment="後の窓"))
    assert response.status_code == 409
    there = response.context["differences"]
    assert [(line.criterion.code, line.level) for line in there.lines] == [("C3", 4)]
    assert there.comment == "先の窓"
    assert "後の窓" in response.text
    mine.refresh_from_db()
    assert (levels_of(mine)[2], mine.comment) == (4, "先の窓")
    client.post(
        address(mine), filled(mine, "4434444", edition=response.context["form"]["edition"].value(), comment="後の窓")
    )
    mine.refresh_from_db()
    assert (levels_of(mine)[2], mine.comment) == (3, "後の窓")


def test_autosave_answers_with_the_next_edition(client, mine):
    answer = client.post(address(mine, "evaluate_sheet_autosave"), filled(mine, "4......"))
    assert answer.json() == {"edition": 1, "words": "12:30に保存しました"}
    assert levels_of(mine)[0] == 4


def test_autosave_of_a_stale_window_is_refused(client, mine):
    client.post(address(mine), filled(mine))
    assert client.post(address(mine, "evaluate_sheet_autosave"), filled(mine, "1111111", edition=0)).status_code == 409
    assert levels_of(mine) == [4] * 7


def test_autosave_without_a_session_leads_to_the_sign_in_page(client, mine):
    client.logout()
    assert client.post(address(mine, "evaluate_sheet_autosave"), filled(mine)).status_code == 302
    assert levels_of(mine) == []


@pytest.mark.parametrize("level", ["0", "6", "x"])
def test_a_level_outside_the_scale_is_refused(client, mine, level):
    response = client.post(address(mine), filled(mine, [level, *"444444"]))
    assert response.context["form"].errors
    assert levels_of(mine) == []


# Submitting


def test_looking_at_the_confirm_page_locks_nothing(client, mine):
    client.post(address(mine), filled(mine))
    assert client.get(address(mine, "evaluate_submit")).context["stored"].is_complete
    mine.refresh_from_db()
    assert mine.status == EvaluationSheet.Status.DRAFT


def test_a_sheet_is_submitted_once_and_locked(client, mine):
    on_the_way = client.post(address(mine), {**filled(mine), "submit": "1"})
    assert on_the_way["Location"] == address(mine, "evaluate_submit")
    sent = client.post(address(mine, "evaluate_submit"), {"edition": 1}, follow=True)
    assert said(sent) == ["提出しました。ありがとうございました。評価票は確定され、変更できません。"]
    again = client.post(address(mine, "evaluate_submit"), {"edition": 1}, follow=True)
    assert said(again) == ["この評価票はすでに提出されています。変更はありません。"]
    late = client.post(address(mine), filled(mine, "1111111", edition=1))
    assert late.status_code == 409
    mine.refresh_from_db()
    assert (mine.status, mine.total, levels_of(mine)) == ("submitted", Decimal(75), [4] * 7)


@pytest.mark.parametrize(
    "given",
    [{"levels": "444444."}, {"gate": ""}, {"levels": "5444444", "note": ""}, {"levels": "2444444", "note": " "}],
)
def test_what_is_missing_is_said_and_nothing_is_submitted(client, mine, given):
    client.post(address(mine), filled(mine, **given))
    assert client.get(address(mine, "evaluate_submit")).context["stored"].is_complete is False
    client.post(address(mine, "evaluate_submit"), {"edition": 1})
    mine.refresh_from_db()
    assert mine.status == EvaluationSheet.Status.DRAFT


def test_a_confirm_page_of_an_older_edition_submits_nothing(client, mine):
    client.post(address(mine), filled(mine))
    client.post(address(mine), filled(mine, "3333333", edition=1))
    for edition in ("1", "", "x"):
        client.post(address(mine, "evaluate_submit"), {"edition": edition})
    mine.refresh_from_db()
    assert mine.status == EvaluationSheet.Status.DRAFT


# Attendance


@pytest.fixture
def session(world, client):
    client.force_login(world.trainer)
    return world.cohort.sessions.order_by("position").first()


def there(session):
    return reverse("lms_portal:evaluate_attendance", args=[session.pk])


def row(enrollment, status="", late="", early="", was=":0:0"):
    prefix = f"p{enrollment.pk}"
    values = {"status": status, "late": late, "early": early, "was": was}
    return {f"{prefix}-{name}": value for name, value in values.items()}


def test_before_the_day_there_is_nothing_to_fill_in(client, session, world, at):
    at("2027-02-01T09:00:00+09:00")
    page = client.get(there(session)).content.decode()
    assert "まだ開催前" in page
    assert "attendance__row" not in page
    client.post(there(session), row(world.enrollment, "present"))
    assert not session.attendances.exists()


def recorded(session):
    return list(session.attendances.order_by("pk").values_list("status", "late_minutes", "early_leave_minutes"))


def test_only_trainers_of_the_cohort_take_attendance(client, world, session):
    for user in (world.evaluators[0], world.trainee, room().trainer, UserFactory()):
        client.force_login(user)
        assert client.get(there(session)).status_code == 404
        assert client.post(there(session), row(world.enrollment, "present")).status_code == 404
    assert recorded(session) == []


@pytest.mark.parametrize(
    "status, late, early, stored",
    [
        ("present", "", "", ("present", 0, 0)),
        ("absent", "", "", ("absent", 0, 0)),
        ("partial", "15", "", ("partial", 15, 0)),
        ("partial", "", "３０", ("partial", 0, 30)),
        ("present", "5", "", ("partial", 5, 0)),
    ],
)
def test_attendance_is_recorded(client, world, session, status, late, early, stored):
    client.post(there(session), row(world.enrollment, status, late, early))
    assert recorded(session) == [stored]
    assert session.attendances.get().recorded_by == world.trainer


@pytest.mark.parametrize(
    "status, late",
    [("partial", ""), ("absent", "10"), ("", "10"), ("partial", "361"), ("partial", "-1"), ("x", "")],
)
def test_a_mistake_is_shown_and_nobody_is_recorded(client, world, session, status, late):
    other = ConfirmedEnrollmentFactory(pool=world.enrollment.pool)
    response = client.post(there(session), {**row(world.enrollment, status, late), **row(other, "present")})
    assert [bool(each.form.errors) for each in response.context["rows"] if each.enrollment == world.enrollment] == [
        True
    ]
    (mistaken,) = [each.form for each in response.context["rows"] if each.enrollment == world.enrollment]
    assert (mistaken["status"].value(), mistaken["late"].value()) == (status, late)
    assert recorded(session) == []


def test_people_nobody_touched_stay_unrecorded(client, world, session):
    other = ConfirmedEnrollmentFactory(pool=world.enrollment.pool)
    client.post(there(session), {**row(world.enrollment, "present"), **row(other)})
    assert list(session.attendances.values_list("enrollment", flat=True)) == [world.enrollment.pk]


def test_a_page_opened_earlier_does_not_undo_what_a_colleague_recorded(client, world, session):
    client.post(there(session), row(world.enrollment, "present"))
    Attendance.objects.update(status="absent")
    client.post(there(session), row(world.enrollment, "present", was="present:0:0"))
    assert recorded(session) == [("absent", 0, 0)]


def test_setting_everyone_to_present_records_nothing_yet(client, world, session):
    response = client.post(there(session), {**row(world.enrollment), "fill": "present"})
    assert [each.form["status"].value() for each in response.context["rows"]] == ["present"]
    assert recorded(session) == []


def test_a_closed_attendance_is_shown_and_not_changed(client, world, session):
    world.enrollment.status = "completed"
    world.enrollment.save()
    client.post(there(session), row(world.enrollment, "absent"))
    assert [each.form for each in client.get(there(session)).context["rows"]] == [None]
    assert recorded(session) == []


# The assignment


@pytest.fixture
def paper(world, client):
    client.force_login(world.evaluators[0])
    return reverse("lms_portal:evaluate_assignment", args=[world.enrollment.public_id])


def marks():
    return list(AssignmentResult.objects.order_by("pk").values_list("attempt", "score", "comment"))


def test_a_mark_is_recorded_after_a_last_look(client, paper):
    confirm = client.post(paper, {"attempt": 0, "score": "８２．５", "comment": "良い"})
    assert (confirm.status_code, marks()) == (200, [])
    client.post(paper, {"attempt": 0, "score": "82.5", "comment": "良い", "confirmed": "1"})
    assert marks() == [(1, Decimal("82.50"), "良い")]


def test_going_back_keeps_what_was_typed(client, paper):
    response = client.post(paper, {"attempt": 0, "score": "82.5", "comment": "良い", "back": "1"})
    assert 'value="82.5"' in response.text
    assert marks() == []


def test_a_double_click_records_one_mark(client, paper):
    for _ in range(2):
        client.post(paper, {"attempt": 0, "score": "80", "comment": "", "confirmed": "1"})
    assert marks() == [(1, Decimal(80), "")]


def test_a_further_mark_is_a_further_attempt(client, paper):
    client.post(paper, {"attempt": 0, "score": "60", "comment": "", "confirmed": "1"})
    client.post(paper, {"attempt": 1, "score": "90", "comment": "", "confirmed": "1"})
    assert marks() == [(1, Decimal(60), ""), (2, Decimal(90), "")]


@pytest.mark.parametrize("score", ["", "-1", "100.01", "80.123", "良"])
def test_a_score_outside_the_scale_is_refused(client, paper, score):
    response = client.post(paper, {"attempt": 0, "score": score, "comment": "消えない", "confirmed": "1"})
    assert "消えない" in response.text
    assert marks() == []


def test_only_evaluators_of_the_cohort_mark(client, world, paper):
    for user in (world.trainer, world.trainee, room().evaluators[0], UserFactory()):
        client.force_login(user)
        assert client.post(paper, {"attempt": 0, "score": "80", "confirmed": "1"}).status_code == 404
    assert marks() == []


def test_an_audit_seat_has_no_assignment(client, world):
    client.force_login(world.evaluators[0])
    audit = audit_enrollment(world.cohort)
    assert client.get(reverse("lms_portal:evaluate_assignment", args=[audit.public_id])).status_code == 404


# Sizes


def crowd(world, size):
    """So many participants, each with a sheet of the first evaluator."""
    for _ in range(size - world.cohort.enrollments.count()):
        ConfirmedEnrollmentFactory(pool=world.enrollment.pool, person=PersonFactory())
    for enrollment in world.cohort.enrollments.filter(lesson_model_evaluations=None):
        evaluation = open_evaluation(enrollment, by=OFFICE, now=NOW)
        assign_evaluator(evaluation, evaluator=world.evaluators[0], by=OFFICE, now=NOW)


@pytest.mark.parametrize("size, desk, cohort, attendance", [(1, 8, 9, 7), (3, 8, 9, 7), (30, 8, 9, 7)])
def test_the_number_of_queries_does_not_grow(
    client, world, session, django_assert_num_queries, size, desk, cohort, attendance
):
    world.enrollment.pool.capacity = 40
    world.enrollment.pool.save()
    crowd(world, size)
    pages = {
        reverse("lms_portal:evaluate_cohort", args=[world.cohort.code]): cohort,
        there(session): attendance,
    }
    for path, count in pages.items():
        client.get(path)
        with django_assert_num_queries(count):
            client.get(path)
    client.force_login(world.evaluators[0])
    client.get(reverse("lms_portal:evaluate"))
    with django_assert_num_queries(desk):
        client.get(reverse("lms_portal:evaluate"))
