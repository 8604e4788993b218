"""Lists at the desk: a file, a page that says what it would do, and one acceptance whatever is clicked."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cohorts.actions.data_import import KINDS
from cohorts.models import DataImport, ExamRecord, ImportEffect, ImportRow, RecordMatch
from lms.desk.imports import PER_PAGE
from tests.factories.cohorts import ConfirmedEnrollmentFactory, DeclarationFactory, ExamRecordFactory, PersonFactory
from tests.factories.lists import csv_of

pytestmark = pytest.mark.django_db
HEADINGS = "受検番号,氏名,合否,合格日"
NEW = reverse("lms_desk:new_import", args=["exam_records"])


@pytest.fixture(autouse=True)
def today(at):
    at("2027-01-15T10:00:00+09:00")


def upload(office, *rows, name="結果.csv", data=None, headings=HEADINGS, kind="exam_records"):
    content = csv_of(headings, rows, encoding="cp932") if data is None else data
    file = SimpleUploadedFile(name, content)
    return office.post(reverse("lms_desk:new_import", args=[kind]), {"file": file}, follow=True)


def page_of(data_import):
    return reverse("lms_desk_dataimport:inspect", args=[data_import.pk])


def accept(office, page, **answers):
    data_import = page.context["import"]
    given = {"digest": page.context["digest"], "scope": "all", **answers}
    return office.post(reverse("lms_desk:accept_import", args=[data_import.pk]), given, follow=True)


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_j9_07_a_list_is_looked_at_before_anything_is_written(office):
    ExamRecordFactory(candidate_number="SP-1", holder_name="見本 花子")
    rows = ["SP-1,見本 花子,合格,R8.11.3", "SP-2,𠮷田 一郎,,", "SP-3,見本 次郎,合格,", "SP-1,,,"]
    page = upload(office, *rows, data=csv_of(HEADINGS, rows))
    assert not ImportEffect.objects.exists()
    assert {tab.name: tab.count for tab in page.context["page"].tabs} == {
        "new": 1, "changed": 1, "unclear": 0, "unreadable": 2, "same": 0, "accepted": 0,
    }  # fmt: skip
    assert "𠮷田 一郎" in page.text
    changed = office.get(page_of(page.context["import"]), {"show": "changed"}).text
    assert ["<del>受講中</del>" in changed, "<ins>合格</ins>" in changed, "2026年11月3日（火）" in changed] == [
        True
    ] * 3
    unreadable = office.get(page_of(page.context["import"]), {"show": "unreadable"}).text
    assert "合格には合格日が必要です。" in unreadable


def test_chosen_rows_first_the_others_later(office):
    page = upload(office, "SP-1,見本 花子,,", "SP-2,見本 太郎,,")
    first = ImportRow.objects.get(number=2)
    assert "未処理の行がある取り込み" in office.get(reverse("lms_desk:today")).text
    page = accept(office, page, scope="ticked", row=[first.pk])
    assert said(page) == ["1行を取り込みました。"]
    assert list(ExamRecord.objects.values_list("candidate_number", flat=True)) == ["SP-1"]
    later = office.get(page_of(page.context["import"]))
    assert later.context["page"].acceptable == 1
    accept(office, later)
    assert ExamRecord.objects.count() == 2


def test_a_second_click_and_a_second_tab_do_nothing_twice(office):
    page = upload(office, "SP-1,見本 花子,,")
    accept(office, page)
    again = accept(office, page)
    assert said(again) == ["これらの行はすでに取り込み済みです。二重には行われていません。"]
    assert (ExamRecord.objects.count(), ImportEffect.objects.count()) == (1, 1)
    assert said(upload(office, "SP-1,見本 花子,,")) == [
        "同じファイルがすでにアップロードされています。二重には保存していません。"
    ]
    assert DataImport.objects.count() == 1


@pytest.mark.parametrize(
    "data,sentence",
    [
        (b"", "ファイルの中身が空です。"),
        (b"%PDF-1.7", "一覧として読み取れないファイルです。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い形式（.xls）"),
        (b"a,b\n1,2\n", "見出し行に次の列が必要です：受検番号、氏名"),
    ],
)
def test_a_file_that_is_no_list_is_answered_where_it_was_chosen(office, data, sentence):
    page = upload(office, data=data)
    assert sentence in page.text
    assert not DataImport.objects.exists()


def test_nothing_chosen_is_said(office):
    page = accept(office, upload(office, "SP-1,見本 花子,,"), scope="ticked")
    assert said(page) == ["取り込める行が選ばれていません。"]


def test_the_owner_is_asked_about_and_answered(office):
    person = PersonFactory(family_name="髙橋", given_name="美咲")
    enrollment = ConfirmedEnrollmentFactory(person=person)
    DeclarationFactory(enrollment=enrollment, specialist_number="SP-1")
    accept(office, upload(office, "SP-1,別 人,合格,2026/11/3"))
    match = RecordMatch.objects.get()
    assert "本人が未確認の検定記録" in office.get(reverse("lms_desk:today")).text
    listed = office.get(reverse("lms_desk_examrecord:index"), {"unclear": "yes"}).context["object_list"]
    assert list(listed) == [match.record]
    record = reverse("lms_desk_examrecord:inspect", args=[match.record_id])
    assert "番号は一致しますが、氏名が一致しません。" in office.get(record).text
    answer = office.post(reverse("lms_desk:accept_match", args=[match.pk]))
    assert answer["Location"] == record
    assert ExamRecord.objects.get().person == person
    assert "一覧の取り込みで登録されました" in office.get(record).text


def test_nobody_answers_whether_a_record_is_their_own(office, secretariat):
    own = PersonFactory(user=secretariat)
    match = RecordMatch.objects.create(
        record=ExamRecordFactory(), person=own, doubt="name_only", found_at="2027-01-01T00:00Z"
    )
    assert office.post(reverse("lms_desk:accept_match", args=[match.pk])).status_code == 404


def test_undoing_names_each_row_first(office):
    page = upload(office, "SP-1,見本 花子,,", "SP-2,見本 太郎,,")
    data_import = page.context["import"]
    accept(office, page)
    ExamRecord.objects.filter(candidate_number="SP-2").update(status="failed")
    address = reverse("lms_desk:undo_import", args=[data_import.pk])
    preview = office.get(address).text
    assert ["削除されます" in preview, "取り込みの後に変更されています" in preview] == [True, True]
    answer = office.post(address, follow=True)
    assert said(answer) == ["1行を元に戻しました。1行はそのままです。"]
    assert list(ExamRecord.objects.values_list("candidate_number", flat=True)) == ["SP-2"]


def test_the_rest_is_thrown_away(office):
    page = upload(office, "SP-1,見本 花子,,")
    office.post(reverse("lms_desk:discard_import", args=[page.context["import"].pk]))
    assert ImportRow.objects.get().cells == {}
    listed = office.get(reverse("lms_desk_dataimport:index"), {"waiting": "yes"})
    assert list(listed.context["object_list"]) == []


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_template_can_be_uploaded_as_it_is(office, kind):
    file = office.get(reverse("lms_desk:import_template", args=[kind])).content
    sheet = openpyxl.load_workbook(BytesIO(file)).worksheets[0]
    assert sheet["A1"].number_format == "@"
    page = upload(office, data=file, name="ひな形.xlsx", kind=kind)
    assert page.context["page"].tabs[0].count == 1


def test_an_unknown_kind_does_not_exist(office):
    assert office.get(reverse("lms_desk:new_import", args=["everything"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 10, PER_PAGE * 2])
def test_the_page_asks_the_same_number_of_questions(office, django_assert_num_queries, rows):
    page = upload(office, *[f"SP-{number},見本 花子,," for number in range(rows)])
    with django_assert_num_queries(15):
        office.get(page_of(page.context["import"]))
    accept(office, page)
    with django_assert_num_queries(13):
        office.get(page_of(page.context["import"]), {"show": "accepted"})


OLD = "認定番号,氏名,フリガナ,メールアドレス,資格名,認定日,有効期限"


def test_a_list_of_licenses_says_what_is_entered_of_somebody_new_and_is_undone(office):
    row = "第12号,髙橋 美咲,ﾀｶﾊｼ ﾐｻｷ,misaki@example.test,CS実務インストラクター,平成30年4月1日,令和9年3月31日"
    page = upload(office, row, data=csv_of(OLD, [row]), kind="licenses")
    for words in ("misaki@example.test", "タカハシ"):
        assert words in page.text
    after = accept(office, page)
    assert said(after) == ["1行を取り込みました。"]
    undo = reverse("lms_desk:undo_import", args=[page.context["import"].pk])
    assert undo in after.text
    assert "削除" in office.get(undo).text
    assert said(office.post(undo, follow=True)) == ["1行を元に戻しました。0行はそのままです。"]


def test_a_forged_row_of_an_import_is_nobodys(office):
    page = upload(office, "SP-2,𠮷田 一郎,,", data=csv_of(HEADINGS, ["SP-2,𠮷田 一郎,,"]))
    for forged in ("²", "9" * 30):
        after = accept(office, page, scope="ticked", row=forged, **{f"choice-{forged}": "new"})
        assert said(after) == ["取り込める行が選ばれていません。"]
