"""Studying in the portal: what is open, what was done, and nothing for anybody else."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from cohorts.models import Enrollment, SeatKind, SelfTestAttempt, StudyProgress, TextbookDelivery
from courses.models import StudyMaterial
from tests.factories.certification import user_with
from tests.factories.cohorts import ClassSessionFactory, StaffAssignmentFactory
from tests.factories.courses import StudyMaterialFactory, TextbookFactory, lesson
from tests.factories.standalone import UserFactory
from tests.factories.study import FIRST_DAY, NOW, enrolled, study

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def january(at, settings, tmp_path):
    settings.LMS_PRIVATE_ROOT = tmp_path / "private"
    at(NOW.isoformat())


@pytest.fixture
def world():
    return study()


@pytest.fixture
def browser(client, world):
    client.force_login(world.user)
    return client


def item(key, value):
    return {"type": "item", "id": key, "value": value}


def option(key, text, *, right=False, feedback=""):
    return item(key, {"text": text, "is_right": right, "feedback": feedback})


CHECKLIST = {
    "type": "checklist",
    "id": "c1",
    "value": {"title": "持ち物", "points": [item("p1", "観察シート"), item("p2", "筆記用具")]},
}
SELF_TEST = {
    "type": "self_test",
    "id": "t1",
    "value": {
        "title": "確認問題",
        "questions": [
            item(
                "q1",
                {
                    "question": "先行指標はどれですか。",
                    "takes_several": False,
                    "explanation": "満足が先に動きます。",
                    "options": [option("o1", "満足", right=True), option("o2", "利益", feedback="利益は後です。")],
                },
            ),
            item(
                "q2",
                {
                    "question": "すべて選んでください。",
                    "takes_several": True,
                    "explanation": "",
                    "options": [
                        option("o3", "継続", right=True),
                        option("o4", "紹介", right=True),
                        option("o5", "配当"),
                    ],
                },
            ),
        ],
    },
}


def page_with(world, *blocks, **fields):
    return lesson(world.curriculum, title="CSは先行指標", body=json.dumps(blocks), **fields)


def course_page(enrollment):
    return reverse("lms_portal:my_enrollment_study", args=[enrollment.public_id])


def lesson_page(enrollment, made, name="my_lesson", *more):
    return reverse(f"lms_portal:{name}", args=[enrollment.public_id, made.pk, *more])


def material_in(world, content=b"%PDF-1.7", **fields):
    material = StudyMaterialFactory(course=world.curriculum.course, **fields)
    StudyMaterial.objects.filter(pk=material.pk).update(
        file=material.file.storage.save("study/x.pdf", ContentFile(content))
    )
    return material


def material_url(made, material):
    return reverse("lms_portal:lesson_material", args=[made.pk, material.public_id])


def shown(response):
    return [
        (row.title, row.is_opened, row.is_done, row.prepares, row.due_on)
        for group in response.context["groups"]
        for row in group.rows
    ]


# The course page


def test_the_course_page_tells_what_to_prepare_by_when(browser, world):
    ClassSessionFactory(day=world.cohort.days.get(position=1), position=1, title="経営戦略としてのCS理論")
    page_with(world, day=1, half="morning", minutes=20, position=1)
    lesson(world.curriculum, title="全体の準備", minutes=15, position=2)
    response = browser.get(course_page(world.enrollment))
    assert shown(response) == [
        ("CSは先行指標", False, False, "1日目 午前「経営戦略としてのCS理論」", FIRST_DAY),
        ("全体の準備", False, False, "", FIRST_DAY),
    ]
    assert (response.context["next"].title, response.context["minutes_left"]) == ("CSは先行指標", 35)
    assert "2月18日（木）の前まで" in response.text


def test_the_course_page_follows_progress(browser, world):
    first, second = lesson(world.curriculum, position=1), lesson(world.curriculum, title="次の教材", position=2)
    browser.get(lesson_page(world.enrollment, first))
    browser.post(lesson_page(world.enrollment, first, "my_lesson_done"))
    response = browser.get(course_page(world.enrollment))
    assert [row[1:3] for row in shown(response)] == [(True, True), (False, False)]
    assert (response.context["done"], response.context["count"]) == (1, 2)
    assert response.context["next"].title == second.title


def test_what_opens_later_is_counted_and_not_named(browser, world):
    lesson(world.curriculum, title="いまの教材")
    lesson(world.curriculum, title="秘密の教材", opens_days_before=14)
    lesson(world.curriculum, title="当日の教材", opens_days_before=0)
    page = browser.get(course_page(world.enrollment)).text
    assert "あと2本の学習教材がのちほど公開されます。次の公開は2027年2月4日（木）です。" in page
    assert "秘密の教材" not in page
    assert "当日の教材" not in page


def test_while_the_days_are_undecided_nothing_is_counted_down_to(browser, world):
    world.cohort.days.update(held_on=None)
    lesson(world.curriculum, title="教材")
    lesson(world.curriculum, title="あとの教材", opens_days_before=14)
    page = browser.get(course_page(world.enrollment)).text
    assert "日程が決まり次第、続きの学習教材を公開します。" in page
    assert "未定" in page
    assert "あとの教材" not in page


def test_a_course_page_without_anything_says_so(browser, world):
    assert "公開中の学習教材はまだありません" in browser.get(course_page(world.enrollment)).text


def test_textbooks_are_shown_with_their_delivery(browser, world):
    received, sent, waiting = (
        TextbookFactory(course=world.cohort.course, title=f"本{n}", position=n) for n in (1, 2, 3)
    )
    TextbookFactory(course=world.cohort.course, title="聴講の本", for_seats="audit")
    row = {"enrollment": world.enrollment, "delivered_on": FIRST_DAY, "recorded_at": NOW}
    TextbookDelivery.objects.create(textbook=received, kind="handed_out", **row)
    TextbookDelivery.objects.create(textbook=sent, kind="shipped", carrier="見本運輸", tracking_number="1-2-3", **row)
    response = browser.get(course_page(world.enrollment))
    books = [(each.textbook, each.delivery and each.delivery.kind) for each in response.context["books"]]
    assert books == [(received, "handed_out"), (sent, "shipped"), (waiting, None)]
    assert "見本運輸 1-2-3" in response.text


@pytest.mark.parametrize("count", [1, 6, 30])
def test_the_course_page_costs_the_same_for_any_number_of_lessons(browser, world, count, django_assert_num_queries):
    TextbookFactory(course=world.cohort.course)
    for number in range(count):
        made = lesson(world.curriculum, opens_days_before=14 if number > 3 else None)
        if number % 2:
            StudyProgress.objects.create(enrollment=world.enrollment, lesson=made, opened_at=NOW)
    browser.get(course_page(world.enrollment))
    with django_assert_num_queries(10):
        browser.get(course_page(world.enrollment))


def test_one_course_is_opened_at_once_and_several_are_listed(browser, world):
    assert browser.get(reverse("lms_portal:my_study"))["Location"] == course_page(world.enrollment)
    again = study()
    Enrollment.objects.filter(pk=again.enrollment.pk).update(person=world.enrollment.person)
    assert len(browser.get(reverse("lms_portal:my_study")).context["courses"]) == 2


def test_whoever_studies_nothing_reads_what_to_expect(client):
    client.force_login(UserFactory())
    assert "学習教材はまだありません" in client.get(reverse("lms_portal:my_study")).text


def test_my_page_and_the_application_lead_there(browser, world):
    for url in (reverse("lms_portal:my"), reverse("lms_portal:my_enrollment", args=[world.enrollment.public_id])):
        assert course_page(world.enrollment) not in browser.get(url).text
    lesson(world.curriculum)
    for url in (reverse("lms_portal:my"), reverse("lms_portal:my_enrollment", args=[world.enrollment.public_id])):
        assert course_page(world.enrollment) in browser.get(url).text


# A lesson


def test_opening_a_lesson_is_remembered(browser, world):
    made = page_with(world, {"type": "text", "id": "x", "value": "<p>本文です</p>"})
    assert "本文です" in browser.get(lesson_page(world.enrollment, made)).text
    assert StudyProgress.objects.get().opened_at.date() == NOW.date()


def test_lessons_lead_to_their_neighbors(browser, world):
    after = lesson(world.curriculum, title="後日", kind="after", position=0)
    first, second = (lesson(world.curriculum, title=f"準備{n}", position=n) for n in (1, 2))
    response = browser.get(lesson_page(world.enrollment, second))
    assert response.context["previous"][1] == lesson_page(world.enrollment, first)
    assert response.context["following"][1] == lesson_page(world.enrollment, after)


def test_ticks_are_kept(browser, world):
    made = page_with(world, CHECKLIST)
    response = browser.post(lesson_page(world.enrollment, made, "my_lesson_ticks", "c1"), {"point": ["p2", "zzz"]})
    assert response["Location"] == lesson_page(world.enrollment, made) + "#piece-c1"
    (piece,) = browser.get(lesson_page(world.enrollment, made)).context["pieces"]
    assert [point.is_ticked for point in piece.points] == [False, True]


def test_a_self_test_is_marked_with_feedback(browser, world):
    made = page_with(world, SELF_TEST)
    page = browser.get(lesson_page(world.enrollment, made)).text
    assert "利益は後です。" not in page
    assert "満足が先に動きます。" not in page
    url = lesson_page(world.enrollment, made, "my_lesson_test", "t1")
    assert browser.post(url, {"q-q1": "o2", "q-q2": ["o3", "o4"]}).status_code == 302
    response = browser.get(lesson_page(world.enrollment, made))
    (piece,) = response.context["pieces"]
    assert (piece.score, piece.total, piece.attempts) == (1, 2, 1)
    assert [one.is_right for one in piece.questions] == [False, True]
    assert "利益は後です。" in response.text
    assert "満足が先に動きます。" in response.text
    browser.post(url, {"q-q1": "o1", "q-q2": ["o3", "o4"]})
    assert list(SelfTestAttempt.objects.values_list("number", "right")) == [(1, 1), (2, 2)]


def test_an_unanswered_question_is_named_and_nothing_chosen_is_lost(browser, world):
    made = page_with(world, SELF_TEST)
    response = browser.post(lesson_page(world.enrollment, made, "my_lesson_test", "t1"), {"q-q2": ["o3"]})
    assert response.status_code == 422
    (piece,) = response.context["pieces"]
    assert piece.problems == ("設問1にまだ答えていません。",)
    assert [one.is_chosen for one in piece.questions[1].options] == [True, False, False]
    assert not SelfTestAttempt.objects.exists()


def test_an_edited_self_test_keeps_the_old_score(browser, world):
    made = page_with(world, SELF_TEST)
    browser.post(lesson_page(world.enrollment, made, "my_lesson_test", "t1"), {"q-q1": "o1", "q-q2": ["o3", "o4"]})
    shorter = {**SELF_TEST, "value": {**SELF_TEST["value"], "questions": SELF_TEST["value"]["questions"][:1]}}
    made.body = json.dumps([shorter])
    made.save()
    (piece,) = browser.get(lesson_page(world.enrollment, made)).context["pieces"]
    assert (piece.score, piece.total) == (2, 2)


def test_a_piece_that_is_not_there_is_not_found(browser, world):
    made = page_with(world, CHECKLIST)
    assert browser.post(lesson_page(world.enrollment, made, "my_lesson_ticks", "gone")).status_code == 404
    assert browser.post(lesson_page(world.enrollment, made, "my_lesson_test", "c1")).status_code == 404


def test_done_can_be_taken_back(browser, world):
    made = page_with(world)
    browser.post(lesson_page(world.enrollment, made, "my_lesson_done"))
    browser.post(lesson_page(world.enrollment, made, "my_lesson_done"), {"undo": "1"})
    assert StudyProgress.objects.get().done_at is None


def test_a_video_is_a_link_only_where_its_host_is_allowed(browser, world, settings):
    video = {"type": "video", "id": "v", "value": {"title": "講義", "url": "https://player.example/1"}}
    made = page_with(world, video)
    assert "player.example" not in browser.get(lesson_page(world.enrollment, made)).text
    settings.LMS_VIDEO_EMBEDS = ["player.example"]
    page = browser.get(lesson_page(world.enrollment, made)).text
    assert 'data-video="https://player.example/1"' in page
    assert "<iframe" not in page


def test_a_deleted_material_leaves_no_hole(browser, world):
    material = material_in(world)
    made = page_with(world, {"type": "file", "id": "f", "value": {"material": material.pk, "note": ""}}, CHECKLIST)
    material.delete()
    response = browser.get(lesson_page(world.enrollment, made))
    assert [piece.kind for piece in response.context["pieces"]] == ["checklist"]


# Materials


def file_lesson(world, **fields):
    material = material_in(world, **fields)
    return page_with(world, {"type": "file", "id": "f", "value": {"material": material.pk, "note": ""}}), material


def test_a_material_is_sent_to_whoever_may_read_its_lesson(browser, world):
    made, material = file_lesson(world)
    assert material_url(made, material) in browser.get(lesson_page(world.enrollment, made)).text
    response = browser.get(material_url(made, material))
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert {name: response[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")} == {
        "Content-Type": "application/pdf",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''")


def test_office_files_are_only_offered_for_saving(browser, world):
    made, material = file_lesson(world, filename="表.xlsx", content_type="application/vnd.x")
    response = browser.get(material_url(made, material))
    response.close()
    assert response["Content-Disposition"].startswith("attachment; ")


def test_nginx_sends_the_file_where_it_is_told_to(browser, world, settings):
    settings.LMS_X_ACCEL_PREFIX = "/private/"
    made, material = file_lesson(world)
    response = browser.get(material_url(made, material))
    assert response["X-Accel-Redirect"] == "/private/study/x.pdf"
    assert (response.content, response["Content-Type"]) == (b"", "application/pdf")


def test_a_lost_file_is_not_found(browser, world):
    made, material = file_lesson(world)
    material.refresh_from_db()
    material.file.storage.delete(material.file.name)
    assert browser.get(material_url(made, material)).status_code == 404


def test_a_material_is_not_found_through_a_lesson_that_does_not_show_it(browser, world):
    made, _material = file_lesson(world)
    assert browser.get(material_url(made, material_in(world))).status_code == 404


# Everybody else


def addresses(enrollment, made, material):
    yield "get", lesson_page(enrollment, made)
    yield "post", lesson_page(enrollment, made, "my_lesson_done")
    yield "post", lesson_page(enrollment, made, "my_lesson_ticks", "c1")
    yield "post", lesson_page(enrollment, made, "my_lesson_test", "t1")
    yield "get", reverse("lms_portal:lesson", args=[made.pk])
    yield "get", material_url(made, material)


def answers(client, user, enrollment, made, material):
    client.force_login(user)
    return {status(getattr(client, verb)(url)) for verb, url in addresses(enrollment, made, material)}


def status(response):
    """Of a response whose file, if it carries one, is read by nobody."""
    response.close()
    return response.status_code


@pytest.fixture
def closed(world):
    """A lesson for certification seats from 14 days before the course, with a material."""
    material = material_in(world)
    file = {"type": "file", "id": "f", "value": {"material": material.pk, "note": ""}}
    return page_with(world, file, CHECKLIST, SELF_TEST, for_seats="certification", opens_days_before=14), material


@pytest.fixture
def in_february(at):
    at((NOW + timedelta(days=20)).isoformat())


def test_before_the_window_nothing_is_there(client, world, closed):
    assert answers(client, world.user, world.enrollment, *closed) == {404}


def test_in_the_window_everything_is_there(client, world, closed, in_february):
    assert answers(client, world.user, world.enrollment, *closed) == {200, 302, 422}


def test_an_audit_seat_does_not_find_what_is_for_certification(client, world, closed, in_february):
    auditor = enrolled(world.cohort, kind=SeatKind.AUDIT)
    assert answers(client, auditor.user, auditor.enrollment, *closed) == {404}
    assert "CSは先行指標" not in client.get(course_page(auditor.enrollment)).text


def test_another_cohort_finds_nothing(client, closed, in_february):
    other = study()
    assert answers(client, other.user, other.enrollment, *closed) == {404}


def test_nobody_studies_on_somebody_elses_page(client, world, closed, in_february):
    neighbor = enrolled(world.cohort)
    client.force_login(neighbor.user)
    assert client.get(lesson_page(world.enrollment, closed[0])).status_code == 404
    assert client.get(course_page(world.enrollment)).status_code == 404


def test_after_cancellation_nothing_is_there(client, world, closed, in_february):
    Enrollment.objects.filter(pk=world.enrollment.pk).update(status="canceled")
    assert answers(client, world.user, world.enrollment, *closed) == {404}
    assert client.get(course_page(world.enrollment)).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, world, closed):
    for verb, url in addresses(world.enrollment, *closed):
        assert getattr(client, verb)(url)["Location"].startswith(reverse("account_login"))


def test_staff_read_lessons_and_materials_without_leaving_a_trace(client, world, closed):
    trainer = StaffAssignmentFactory(cohort=world.cohort).user
    office = user_with("lms_cohorts.work_as_secretariat")
    made, material = closed
    for user in (trainer, office):
        client.force_login(user)
        page = client.get(reverse("lms_portal:lesson", args=[made.pk]))
        assert "担当者として閲覧しています" in page.text
        assert status(client.get(material_url(made, material))) == 200
        assert client.get(lesson_page(world.enrollment, made)).status_code == 404
    assert not StudyProgress.objects.exists()


def test_a_participant_is_led_to_their_own_page_of_a_lesson(browser, world):
    made = lesson(world.curriculum)
    response = browser.get(reverse("lms_portal:lesson", args=[made.pk]))
    assert response["Location"] == lesson_page(world.enrollment, made)
