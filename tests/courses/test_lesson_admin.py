"""Lessons and their materials as editors make them: drafts, preview, refusals with a sentence."""

import pytest
from django.core.checks import Error
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Revision

from courses import checks
from courses.models import Lesson, StudyMaterial, Textbook
from tests.courses.test_curriculum_admin import editor, formset  # noqa: F401 - the fixture
from tests.courses.test_file_types import picture
from tests.factories.certification import user_with
from tests.factories.courses import CourseFactory, CurriculumFactory, StudyMaterialFactory, TextbookFactory, lesson

pytestmark = pytest.mark.django_db
LESSONS, MATERIALS = "wagtailsnippets_lms_courses_lesson", "wagtailsnippets_lms_courses_studymaterial"


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.LMS_PRIVATE_ROOT = tmp_path / "private"
    return settings.LMS_PRIVATE_ROOT


def form(curriculum, **fields):
    head = {
        "title": "CSは先行指標",
        "course": str(curriculum.course_id),
        "editions": [str(curriculum.pk)],
        "kind": "preparatory",
        "position": "1",
        "minutes": "20",
        "day": "",
        "half": "",
        "for_seats": "both",
        "opens_days_before": "",
        "closes_days_after": "",
        "body-count": "0",
    }
    return {**head, **fields}


def block(number, kind, **fields):
    return {
        "body-count": str(number + 1),
        f"body-{number}-deleted": "",
        f"body-{number}-order": str(number),
        f"body-{number}-type": kind,
        f"body-{number}-id": f"0000000{number}-0000-4000-8000-000000000000",
        **{f"body-{number}-value{'-' + name if name else ''}": value for name, value in fields.items()},
    }


def listed(prefix, *values):
    data = {f"{prefix}-count": str(len(values))}
    for number, fields in enumerate(values):
        row = f"{prefix}-{number}"
        data |= {f"{row}-deleted": "", f"{row}-order": str(number), f"{row}-id": ""}
        data |= {f"{row}-value{'-' + name if name else ''}": value for name, value in fields.items()}
    return data


def question(*options, several=False):
    """A self-test with one question; options are (text, right)."""
    prefix = "body-0-value-questions"
    data = block(0, "self_test", title="確認問題") | listed(
        prefix, {"question": "どれですか。", "explanation": ""} | ({"takes_several": "on"} if several else {})
    )
    rows = [{"text": text, "feedback": ""} | ({"is_right": "on"} if right else {}) for text, right in options]
    return data | listed(f"{prefix}-0-value-options", *rows)


def upload(editor, course, name, content, **fields):  # noqa: F811
    data = {"course": str(course.pk), "title": "資料", "alt_text": "", "file": SimpleUploadedFile(name, content)}
    return editor.post(reverse(f"{MATERIALS}:add"), {**data, **fields})


def messages_of(response):
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def test_a_lesson_is_drafted_and_published(editor):  # noqa: F811
    curriculum = CurriculumFactory()
    add = reverse(f"{LESSONS}:add")
    assert editor.post(add, form(curriculum)).status_code == 302
    made = Lesson.objects.get()
    assert (made.live, list(made.editions.all()), Revision.objects.for_instance(made).count()) == (
        False,
        [curriculum],
        1,
    )
    edit = reverse(f"{LESSONS}:edit", args=[made.pk])
    assert editor.post(edit, form(curriculum) | {"action-publish": "1"}).status_code == 302
    assert Lesson.objects.live().get() == made


def test_editions_of_another_course_are_refused(editor):  # noqa: F811
    curriculum = CurriculumFactory()
    response = editor.post(
        reverse(f"{LESSONS}:add"), form(curriculum, course=str(CourseFactory().pk)) | {"action-publish": "1"}
    )
    assert response.status_code == 200
    assert messages_of(response) == ["上で選んだ講座のカリキュラムの版を選んでください。"]
    assert not Lesson.objects.exists()


def test_half_a_day_needs_its_day(editor):  # noqa: F811
    response = editor.post(
        reverse(f"{LESSONS}:add"), form(CurriculumFactory(), half="morning") | {"action-publish": "1"}
    )
    assert messages_of(response) == ["日を選ぶか、午前・午後を空欄にしてください。"]


@pytest.mark.parametrize(
    "options,several,is_taken",
    [
        ([("甲", True), ("乙", False)], False, True),
        ([("甲", True), ("乙", True)], True, True),
        ([("甲", True), ("乙", True)], False, False),
        ([("甲", False), ("乙", False)], True, False),
        ([("甲", True)], False, False),
    ],
)
def test_a_self_test_can_be_answered_rightly(editor, options, several, is_taken):  # noqa: F811
    data = form(CurriculumFactory()) | question(*options, several=several) | {"action-publish": "1"}
    editor.post(reverse(f"{LESSONS}:add"), data)
    assert Lesson.objects.exists() is is_taken


def test_an_image_block_takes_no_file(editor):  # noqa: F811
    curriculum = CurriculumFactory()
    material = StudyMaterialFactory(course=curriculum.course)
    data = form(curriculum) | block(0, "image", material=str(material.pk), caption="") | {"action-publish": "1"}
    assert editor.post(reverse(f"{LESSONS}:add"), data).status_code == 200
    assert not Lesson.objects.exists()


@pytest.mark.parametrize(
    "hosts,url,is_taken",
    [
        ([], "https://player.example/1", False),
        (["player.example"], "https://player.example/1", True),
        (["player.example"], "http://player.example/1", False),
        (["player.example"], "https://player.example.evil.test/1", False),
        (["player.example"], "https://player.example:444/1", False),
    ],
)
def test_videos_come_from_named_hosts_only(editor, settings, hosts, url, is_taken):  # noqa: F811
    settings.LMS_VIDEO_EMBEDS = hosts
    data = form(CurriculumFactory()) | block(0, "video", title="講義", url=url) | {"action-publish": "1"}
    editor.post(reverse(f"{LESSONS}:add"), data)
    assert Lesson.objects.exists() is is_taken


def test_the_editor_screen_opens_with_every_block(editor):  # noqa: F811
    curriculum = CurriculumFactory()
    made = lesson(curriculum, body=[("text", "<p>本文</p>"), ("checklist", {"title": "点検", "points": ["一"]})])
    assert editor.get(reverse(f"{LESSONS}:edit", args=[made.pk])).status_code == 200
    assert editor.get(reverse(f"{LESSONS}:list")).status_code == 200


def test_the_preview_shows_what_is_not_saved(editor):  # noqa: F811
    url = reverse(f"{LESSONS}:preview_on_add")
    data = form(CurriculumFactory()) | question(("甲", True), ("乙", False))
    assert editor.post(url, data).json() == {"is_valid": True, "is_available": True}
    page = editor.get(url).text
    assert "確認問題" in page
    assert "CSは先行指標" in page


def test_an_image_is_taken_with_its_size_and_words(editor, private_root):  # noqa: F811
    response = upload(editor, CourseFactory(), "図.png", picture(size=(40, 30)), alt_text="棒グラフ")
    assert response.status_code == 302
    made = StudyMaterial.objects.get()
    assert (made.kind, made.content_type, made.width, made.height) == ("image", "image/png", 40, 30)
    assert (private_root / made.file.name).read_bytes() == picture(size=(40, 30))
    assert "図" not in made.file.name
    assert editor.get(reverse(f"{MATERIALS}:edit", args=[made.pk])).status_code == 200


def test_an_image_without_words_is_refused(editor):  # noqa: F811
    response = upload(editor, CourseFactory(), "図.png", picture())
    assert messages_of(response) == ["画像を見られない方のために、画像の内容を書いてください。"]
    assert not StudyMaterial.objects.exists()


@pytest.mark.parametrize(
    "name,content,sentence",
    [
        ("道具.exe", b"MZ", "「.exe」のファイルは登録できません。"),
        ("図.png", b"<svg/>", "ファイルの内容が拡張子「.png」と合っていません。"),
    ],
)
def test_a_file_of_another_kind_is_refused(editor, name, content, sentence):  # noqa: F811
    (message,) = messages_of(upload(editor, CourseFactory(), name, content, alt_text="図"))
    assert message.startswith(sentence)


def test_a_file_that_is_too_large_is_refused(editor, settings):  # noqa: F811
    settings.LMS_MATERIAL_MAX_MB = 1
    content = b"%PDF-" + b"x" * 1024 * 1024
    (message,) = messages_of(upload(editor, CourseFactory(), "資料.pdf", content))
    assert message == "ファイルは1.0MBです。登録できるのは1MBまでです。"


def test_editors_read_materials_of_drafts(editor, client):  # noqa: F811
    upload(editor, CourseFactory(), "資料.pdf", b"%PDF-1.7")
    url = reverse("lms_courses_study_material", args=[StudyMaterial.objects.get().public_id])
    response = editor.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"].startswith("private, no-store")  # the admin adds its own
    client.force_login(user_with("wagtailadmin.access_admin", "lms_cohorts.decide_certification"))
    assert client.get(url).status_code in {302, 403}


def test_a_textbook_refuses_a_wrong_isbn(editor):  # noqa: F811
    data = {
        "course": str(CourseFactory().pk),
        "title": "教本",
        "for_seats": "both",
        "position": "0",
        "is_current": "on",
    }
    add = reverse("wagtailsnippets_lms_courses_textbook:add")
    response = editor.post(add, {**data, "isbn": "978-4-00-310101-9"})
    assert messages_of(response) == ["ISBNとして正しくありません。番号をお確かめください。"]
    assert editor.post(add, {**data, "isbn": "978-4-00-310101-8"}).status_code == 302
    assert Textbook.objects.get().title == "教本"


@pytest.mark.parametrize("served", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_materials_never_lie_in_a_served_folder(settings, tmp_path, served):
    setattr(settings, served, tmp_path / "served")
    settings.LMS_PRIVATE_ROOT = tmp_path / "served" / "private"
    (problem,) = checks.check_private_root()
    assert isinstance(problem, Error)
    assert problem.id == "lms_courses.E001"
    settings.LMS_PRIVATE_ROOT = tmp_path / "private"
    assert checks.check_private_root() == []


def test_by_default_materials_lie_beside_the_public_files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    del settings.LMS_PRIVATE_ROOT
    from courses import conf

    assert tmp_path / "private" == conf.PRIVATE_ROOT


@pytest.mark.parametrize("hosts,ids", [(["a.example"], []), (["https://a.example"], ["lms_courses.E002"])])
def test_video_hosts_are_hosts(settings, hosts, ids):
    settings.LMS_VIDEO_EMBEDS = hosts
    assert [problem.id for problem in checks.check_video_hosts()] == ids


def test_lists_say_in_words_what_is_published_and_what_is_given_out(editor):  # noqa: F811
    curriculum = CurriculumFactory()
    lesson(curriculum, title="下書きの課", live=False)
    TextbookFactory(title="旧版の本", is_current=False)
    TextbookFactory(title="新版の本", is_current=True)
    lessons = editor.get(reverse("wagtailsnippets_lms_courses_lesson:list")).content.decode()
    books = editor.get(reverse("wagtailsnippets_lms_courses_textbook:list")).content.decode()
    assert "下書き" in row_of(lessons, "下書きの課").replace("下書きの課", "")
    assert ("いいえ" in row_of(books, "旧版の本"), "はい" in row_of(books, "新版の本")) == (True, True)


def row_of(page, title):
    start = page.index(f"{title}</a>") if f"{title}</a>" in page else page.index(title)
    return page[start : page.index("</tr>", start)]
