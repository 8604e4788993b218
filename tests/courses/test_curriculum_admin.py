"""The editor's screen: three levels of inline forms on one page, with preview."""

import json

import pytest
from django.urls import reverse
from wagtail.models import Revision

from courses.models import Curriculum
from tests.factories.courses import CourseFactory, two_day_curriculum
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def formset(prefix, forms, *, initial=0):
    """A formset as the browser sends it; forms are (fields, children) with children keyed by their relation."""
    data = {
        f"{prefix}-TOTAL_FORMS": str(len(forms)),
        f"{prefix}-INITIAL_FORMS": str(initial),
        f"{prefix}-MIN_NUM_FORMS": "0",
        f"{prefix}-MAX_NUM_FORMS": "1000",
    }
    for number, (fields, children) in enumerate(forms):
        row = f"{prefix}-{number}"
        data |= {f"{row}-{name}": value for name, value in {"id": "", "ORDER": str(number + 1), **fields}.items()}
        for name, nested in children.items():
            data |= formset(f"{row}-{name}", nested)
    return data


def session(half, title, formats, *outcomes):
    fields = {"half": half, "title": title, "theme": "", "formats": formats, "starts_at": "", "ends_at": ""}
    return fields, {"outcomes": [({"text": text}, {}) for text in outcomes]}


def two_days():
    return [
        (
            {"opens_at": "10:00", "closes_at": "17:00"},
            {
                "sessions": [
                    session(
                        "morning", "経営戦略としてのCS理論", ["case_presentation", "lecture"], "社会知性を説明できる"
                    ),
                    session(
                        "afternoon",
                        "CSマネジメントの実務",
                        ["lecture", "workshop"],
                        "気づきを具現化できる",
                        "事例にできる",
                    ),
                ],
            },
        ),
        (
            {"opens_at": "09:00", "closes_at": "16:00"},
            {"sessions": [session("morning", "CS設計の実務", ["workshop"])]},
        ),
    ]


def form(course, days):
    head = {"course": str(course.pk), "title": "二日間の課程", "version": "1", "is_current": "on"}
    return head | formset("days", days)


def test_one_screen_saves_days_sessions_and_outcomes(editor):
    response = editor.post(reverse("wagtailsnippets_lms_courses_curriculum:add"), form(CourseFactory(), two_days()))
    assert response.status_code == 302
    curriculum = Curriculum.objects.get()
    assert [
        (
            day.opens_at.hour,
            [(one.title, one.formats, [str(each) for each in one.outcomes.all()]) for one in day.sessions.all()],
        )
        for day in curriculum.days.all()
    ] == [
        (
            10,
            [
                ("経営戦略としてのCS理論", ["lecture", "case_presentation"], ["社会知性を説明できる"]),
                ("CSマネジメントの実務", ["lecture", "workshop"], ["気づきを具現化できる", "事例にできる"]),
            ],
        ),
        (9, [("CS設計の実務", ["workshop"], [])]),
    ]
    assert Revision.objects.for_instance(curriculum).count() == 1


def test_the_edit_screen_renders_all_three_levels(editor):
    curriculum = two_day_curriculum()
    page = editor.get(reverse("wagtailsnippets_lms_courses_curriculum:edit", args=[curriculum.pk])).content.decode()
    for name in ["days-1-opens_at", "days-1-sessions-1-title", "days-1-sessions-1-outcomes-0-text"]:
        assert page.count(f'name="{name}"') == 1
    assert page.count('name="days-0-sessions-0-formats"') == 5


def test_an_unknown_format_is_refused_on_the_screen(editor):
    days = [({"opens_at": "10:00", "closes_at": "17:00"}, {"sessions": [session("morning", "題", ["karaoke"])]})]
    response = editor.post(reverse("wagtailsnippets_lms_courses_curriculum:add"), form(CourseFactory(), days))
    assert response.status_code == 200
    assert not Curriculum.objects.exists()


def test_a_day_that_closes_before_it_opens_is_refused(editor):
    days = [({"opens_at": "17:00", "closes_at": "10:00"}, {"sessions": []})]
    response = editor.post(reverse("wagtailsnippets_lms_courses_curriculum:add"), form(CourseFactory(), days))
    assert response.status_code == 200
    assert not Curriculum.objects.exists()


def test_preview_draws_the_ribbon_of_what_is_not_saved_yet(editor):
    url = reverse("wagtailsnippets_lms_courses_curriculum:preview_on_add")
    sent = editor.post(url, form(CourseFactory(), two_days()))
    assert sent.json() == {"is_valid": True, "is_available": True}
    page = editor.get(url).content.decode()
    assert "経営戦略としてのCS理論" in page
    assert "社会知性を説明できる" in page
    assert not Curriculum.objects.exists()


def test_a_course_is_edited_and_previewed(editor):
    add = reverse("wagtailsnippets_lms_courses_course:add")
    fields = {
        "title": "養成講座",
        "title_en": "",
        "code": "cs",
        "summary": "要約",
        "license_title": "講師",
        "textbooks": "",
    }
    assert editor.post(add, fields).status_code == 302
    url = reverse("wagtailsnippets_lms_courses_course:preview_on_add")
    assert editor.post(url, fields | {"code": "cs2"}).json()["is_valid"]
    assert "養成講座" in editor.get(url).content.decode()


def test_the_menu_is_japanese(editor):
    page = editor.get(reverse("wagtailadmin_home")).content.decode()
    # The sidebar is drawn from JSON, which writes kanji as escapes.
    assert all(json.dumps(label) in page for label in ["講座と検定", "講座", "カリキュラム"])
