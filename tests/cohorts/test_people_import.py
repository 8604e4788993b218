"""Lists of people and of licenses from before this register: certain, new, or asked about."""

from datetime import date

import pytest
from django.urls import reverse

from cohorts.actions import import_licenses
from cohorts.actions.certificate import OldCertificate, reissue_certificate
from cohorts.actions.data_import import NothingToUndo, accept_rows, standing_effects, undo_import
from cohorts.actions.license import suspend_license
from cohorts.actions.person import create_person
from cohorts.imports.plan import Verdict
from cohorts.ledger import Standing
from cohorts.license_number import compose
from cohorts.models import Affiliation, DataImport, ImportEffect, License, LicenseEvent, Organization, Person
from cohorts.verification import verify
from lms.kernel import clock
from lms.kernel.models import Message
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.lists import OFFICE, compared, digest, list_of

pytestmark = pytest.mark.django_db
HEADINGS = "氏名,フリガナ,メールアドレス,電話番号,郵便番号,住所,勤務先"
OLD = "認定番号,氏名,フリガナ,資格名,認定日,有効期限,状態,返上日"


@pytest.fixture(autouse=True)
def today(at):
    at("2027-01-15T10:00:00+09:00")


def people(*rows, headings=HEADINGS):
    return list_of(DataImport.Kind.PEOPLE, headings, *rows)


def licenses(*rows, headings=OLD):
    return list_of(DataImport.Kind.LICENSES, headings, *rows)


def accept(data_import, **options):
    options = {"digest": digest(data_import), "rows": None, "by": OFFICE, "now": clock.now(), **options}
    return accept_rows(data_import, **options)


def known(**fields):
    names = {"family_name": "髙橋", "given_name": "美咲", "email": "misaki@example.test"}
    return create_person(**{**names, **fields}, by=OFFICE, now=clock.now())


def only(data_import, **options):
    (row,) = compared(data_import).rows
    return row


# People


def test_somebody_new_is_entered_as_written_and_found_in_any_spelling():
    accept(
        people(
            "𠮷田　髙志,ﾖｼﾀﾞ ﾀｶｼ,ｙｏｓｈｉｄａ@example.test,０９０－１２３４－５６７８,１０００００１,東京都見本区1-2,見本商事"
        )
    )
    person = Person.objects.get()
    assert (person.family_name, person.given_name, person.kana) == ("𠮷田", "髙志", "ヨシダ タカシ")
    assert (person.email, person.phone, person.postal_code) == ("yoshida@example.test", "090-1234-5678", "100-0001")
    assert (str(person.employer), Affiliation.objects.get().organization) == ("見本商事", person.employer)
    assert person.postal_addresses.get().is_preferred
    assert list(Person.objects.search("吉田高志")) == [person]


def test_name_and_mailbox_together_are_certain_and_only_what_is_new_is_written():
    person = known(phone="03-0000-0000", address="東京都見本区1-1")
    data_import = people("高橋 美咲,タカハシ ミサキ,MISAKI@example.test,090-1234-5678,,,")
    row = only(data_import)
    assert row.verdict is Verdict.CHANGED
    assert [(one.before, one.after) for one in row.changes] == [
        ("", "タカハシ"),
        ("", "ミサキ"),
        ("03-0000-0000", "090-1234-5678"),
    ]
    accept(data_import)
    person.refresh_from_db()
    assert (person.full_name, person.kana, person.phone) == ("髙橋 美咲", "タカハシ ミサキ", "090-1234-5678")
    assert (person.email, person.address) == ("misaki@example.test", "東京都見本区1-1")


@pytest.mark.parametrize(
    "row", ["髙橋 美咲,,other@example.test,,,,", "髙橋 美咲,,,,,,", "田中 一郎,,misaki@example.test,,,,"]
)
def test_half_the_evidence_asks_and_the_answer_decides(row):
    person = known()
    data_import = people(row)
    asked = only(data_import)
    assert (asked.verdict, [one.value for one in asked.choices]) == (Verdict.UNCLEAR, [str(person.pk), "new"])
    accept(data_import, rows=[asked.row.pk], choices={asked.row.pk: "new"})
    assert Person.objects.count() == 2


def test_the_answer_may_be_somebody_we_know():
    person = known()
    data_import = people("髙橋 美咲,タカハシ ミサキ,other@example.test,,,,")
    asked = only(data_import)
    accept(data_import, rows=[asked.row.pk], choices={asked.row.pk: str(person.pk)})
    person.refresh_from_db()
    assert (person.kana, person.email, Person.objects.count()) == ("タカハシ ミサキ", "misaki@example.test", 1)


@pytest.mark.parametrize(
    "row,word",
    [
        ("髙橋美咲,,,,,,", "空白"),
        ("髙橋 美咲,,misaki,,,,", "メールアドレス"),
        ("髙橋 美咲,,,312345678,1000,,", "7桁"),
        ("髙橋 美咲,,,1234,,,", "先頭の0"),
        ("髙橋 美咲,,,9012345678,,,", "先頭の0"),
        ("髙橋 美咲,takahashi,,,,,", "かな"),
    ],
)
def test_what_cannot_be_read_says_why(row, word):
    read = only(people(row))
    assert (read.verdict, read.heading[:2]) == (Verdict.UNREADABLE, "髙橋")
    assert word in " ".join(one.sentence for one in read.problems)


@pytest.mark.parametrize(
    "phone", ["03-1234-5678 内線21", "+81 90 1234 5678", "（０３）１２３４－５６７８", "TEL 0120-000-000"]
)
def test_a_telephone_number_keeps_what_stands_around_it(phone):
    assert only(people(f"髙橋 美咲,,,{phone},,,")).verdict is Verdict.NEW


def test_a_person_twice_in_a_file_is_never_a_correction_of_the_first_row():
    data_import = people(
        "髙橋 美咲,,misaki@example.test,,,東京都見本区1-2,", "高橋 美咲,,misaki@example.test,,,東京都,"
    )
    first, second = compared(data_import).rows
    accept(data_import, rows=[first.row.pk])
    left = only(data_import)
    assert (left.row, left.verdict, left.problems) == (second.row, Verdict.UNREADABLE, second.problems)


def test_an_employer_is_the_one_we_know_in_any_spelling():
    organization = Organization.objects.create(name="見本商事株式会社")
    accept(people("田中 一郎,,,,,,見本商事 株式会社", "田中 二郎,,,,,,別の会社"))
    assert Person.objects.get(given_name="一郎").employer == organization
    assert Organization.objects.count() == 2


def test_undoing_takes_people_away_unless_something_is_theirs():
    before = known(phone="03-0000-0000")
    data_import = people(
        "田中 一郎,,a@example.test,,,,",
        "田中 二郎,,b@example.test,,,,",
        "髙橋 美咲,,misaki@example.test,090-0000-0000,,,",
    )
    accept(data_import)
    Person.objects.filter(given_name="二郎").update(phone="090-9999-9999")
    assert undo_import(data_import, by=OFFICE, now=clock.now()) == (2, 1)
    assert [str(one) for one in Person.objects.order_by("pk")] == ["髙橋 美咲", "田中 二郎"]
    before.refresh_from_db()
    assert before.phone == "03-0000-0000"


@pytest.mark.parametrize("kind", ["new", "known"])
def test_people_by_the_hundred_take_a_fixed_number_of_questions(django_assert_max_num_queries, kind):
    rows = [f"田中 一郎{n},タナカ イチロウ,m{n}@example.test,090-0000-0000,,東京都,見本商事" for n in range(300)]
    if kind == "known":
        for number in range(300):
            Person.objects.create(family_name="田中", given_name=f"一郎{number}", email=f"m{number}@example.test")
        rows = [row.removesuffix("見本商事") for row in rows]
    data_import = people(*rows)
    seen = digest(data_import)
    with django_assert_max_num_queries(40):
        accept_rows(data_import, digest=seen, rows=None, by=OFFICE, now=clock.now())
    assert ImportEffect.objects.count() == Person.objects.count() == 300


# Licenses of the old numbering


def test_a_legacy_license_enters_the_register_with_its_holder_and_dates(client):
    accept(licenses("第１２号,髙橋 美咲,タカハシ ミサキ,CS実務インストラクター,平成30年4月1日,平成33年3月31日,有効,"))
    license_ = License.objects.get()
    assert (license_.number, license_.holder_name, license_.person.full_name) == ("第12号", "髙橋 美咲", "髙橋 美咲")
    assert (license_.issued_on, license_.valid_until) == (date(2018, 4, 1), date(2021, 4, 1))
    assert [(one.kind, one.reason) for one in license_.events.all()] == [("imported", "list.csv (2)")]
    assert license_.status_on(date(2020, 1, 1)).standing is Standing.VALID
    assert license_.status_on(clock.today()).standing is Standing.EXPIRED
    assert (license_.listed, license_.show_name) == (False, False)
    page = client.post(reverse("lms_cohorts:verify"), {"number": " 第12号", "name": ""})
    assert "CS実務インストラクター" in page.text
    assert verify("第１２号", "高橋美咲", clock.today()).name_matches is True


def test_a_license_that_was_given_back_says_so():
    accept(licenses("A-1,髙橋 美咲,,CS実務インストラクター,2024/4/1,2027/3/31,返上,R8.10.1"))
    status = License.objects.get().status_on(clock.today())
    assert (status.standing, status.since) == (Standing.SURRENDERED, date(2026, 10, 1))


def test_somebody_with_the_name_is_asked_about_and_holds_it_then():
    person = known()
    data_import = licenses("A-1,髙橋 美咲,,CS実務インストラクター,2024/4/1,2027/3/31,,")
    asked = only(data_import)
    assert asked.verdict is Verdict.UNCLEAR
    accept(data_import, rows=[asked.row.pk], choices={asked.row.pk: str(person.pk)})
    assert License.objects.get().person == person


@pytest.mark.parametrize(
    "row,word",
    [
        ("A-1,髙橋 美咲,,資格,2024/4/1,2024/3/31,,", "有効期限が有効開始日より前"),
        ("A-1,髙橋 美咲,,資格,2027/4/1,2028/3/31,,", "先の日付"),
        ("A-1,髙橋 美咲,,資格,2024/4/1,,,", "空欄"),
        ("A-1,髙橋 美咲,,資格,2024/4/1,2027/3/31,返上,", "日付が必要"),
        ("A-1,髙橋 美咲,,資格,2024/4/1,2027/3/31,行方不明,", "行方不明"),
        (
            f"{compose(prefix='CSI', fiscal_year=2027, sequence=1)},髙橋 美咲,,資格,2024/4/1,2027/3/31,,",
            "現在の番号体系",
        ),
    ],
)
def test_dates_that_contradict_each_other_are_named(row, word):
    read = only(licenses(row))
    assert read.verdict is Verdict.UNREADABLE
    assert word in " ".join(one.sentence for one in read.problems)


def test_the_register_is_never_changed_by_a_list():
    row = "A-1,髙橋 美咲,,CS実務インストラクター,2024/4/1,2027/3/31,,"
    accept(licenses(row))
    again = licenses(row, "Ａ１,別 人,,CS実務インストラクター,2024/4/1,2027/3/31,,")
    assert [one.verdict for one in compared(again).rows] == [Verdict.SAME, Verdict.UNREADABLE]
    assert only(licenses(row.replace("2027/3/31", "2028/3/31"))).verdict is Verdict.UNCLEAR


OLD_ROW = "A-1,髙橋 美咲,,CS実務インストラクター,2024/4/1,2027/3/31,,"


def test_no_certificate_of_the_old_numbering_is_printed_anew():
    accept(licenses(OLD_ROW))
    with pytest.raises(OldCertificate):
        reissue_certificate(License.objects.get(), reason="x", by=OFFICE)


def test_licenses_nothing_refers_to_are_undone_with_the_holders_only_the_list_knows():
    person = known()
    data_import = licenses(OLD_ROW, "A-2,例示 太郎,,CS実務インストラクター,2024/4/1,2027/3/31,返上,2026/10/1")
    asked = next(row for row in compared(data_import).rows if row.choices)
    accept(data_import, rows=[row.row.pk for row in compared(data_import).rows], choices={asked.row.pk: str(person.pk)})
    assert (License.objects.count(), LicenseEvent.objects.count(), Person.objects.count()) == (2, 3, 2)
    assert undo_import(data_import, by=OFFICE, now=clock.now()) == (2, 0)
    assert (License.objects.count(), LicenseEvent.objects.count()) == (0, 0)
    assert Person.objects.get() == person
    assert [one.verdict for one in compared(licenses(OLD_ROW)).rows] == [Verdict.UNCLEAR]  # the file can come again


def suspended(license_):
    suspend_license(license_, reason="調査中", by=OFFICE, now=clock.now())


def listed(license_):
    License.objects.filter(pk=license_.pk).update(show_name=True, listed=True)


def mailed(license_):
    Message.objects.create(
        kind="cohorts.email.license_issued", dedupe_key="x", to_email="a@example.test", about=Message.key_of(license_)
    )


@pytest.mark.parametrize("refer, word", [(suspended, "停止"), (listed, "公開名簿"), (mailed, "メール")])
def test_a_license_that_something_refers_to_stays_and_says_what(refer, word):
    data_import = licenses(OLD_ROW, OLD_ROW.replace("A-1,髙橋 美咲", "A-2,例示 太郎"))
    accept(data_import)
    refer(License.objects.get(number="A-1"))
    (why,) = [why for why in import_licenses.why_they_stay(standing_effects(data_import)) if why]
    assert word in why
    assert undo_import(data_import, by=OFFICE, now=clock.now()) == (1, 1)
    assert License.objects.get().number == "A-1"


def test_where_everything_stays_nothing_is_undone():
    data_import = licenses(OLD_ROW)
    accept(data_import)
    suspended(License.objects.get())
    with pytest.raises(NothingToUndo):
        undo_import(data_import, by=OFFICE, now=clock.now())
    assert LicenseEvent.objects.count() == 2


def test_a_holder_who_has_something_else_by_now_stays_without_the_license():
    data_import = licenses(OLD_ROW)
    accept(data_import)
    holder = Person.objects.get()
    EnrollmentFactory(person=holder)
    undo_import(data_import, by=OFFICE, now=clock.now())
    assert (list(Person.objects.all()), License.objects.count()) == ([holder], 0)


def test_undoing_costs_the_same_however_many_licenses(django_assert_max_num_queries):
    rows = [f"A-{number},見本 花子{number},,CS実務インストラクター,2024/4/1,2027/3/31,," for number in range(30)]
    data_import = licenses(*rows)
    accept(data_import)
    with django_assert_max_num_queries(7):
        import_licenses.why_they_stay(standing_effects(data_import))


def test_the_desk_shows_where_it_came_from_and_what_keeps_it(client, secretariat):
    client.force_login(secretariat)
    data_import = licenses(OLD_ROW)
    accept(data_import)
    page = client.get(reverse("lms_desk_license:inspect", args=[License.objects.get().pk])).text
    assert ["旧名簿から引き継ぎ" in page, "認定証を再発行" in page] == [True, False]
    suspended(License.objects.get())
    assert "停止" in client.get(reverse("lms_desk:undo_import", args=[data_import.pk])).text


def test_a_holder_whose_name_is_too_long_for_a_certificate_is_told_and_not_cut():
    row = only(licenses(f"第13号,{'見' * 80} {'本' * 60},,CS実務インストラクター,2018/4/1,2027/3/31,,"))
    assert (row.verdict, [problem.sentence for problem in row.problems]) == ("unreadable", ["120文字を超えています。"])
