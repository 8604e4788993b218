"""Two entries for one human being: found by what is alike, merged with everything they have, or told apart for good."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.urls import reverse

from cohorts.actions.consent import record_consent
from cohorts.actions.data_request import submit_data_request
from cohorts.actions.forgetting import forget_person
from cohorts.actions.merge import (
    MOVES,
    CannotBeMerged,
    ReasonMissing,
    SamePerson,
    every_move,
    merge_people,
    preview_of,
    tell_apart,
)
from cohorts.actions.person import create_person
from cohorts.duplicates import Likeness, likely_pairs
from cohorts.merging import MergedMeanwhile
from cohorts.models import Consent, License, Person, PersonMerge, RecordMatch
from lms.kernel import clock
from lms.kernel.contention import is_contention
from lms.kernel.models import Message
from tests.bench.race import race
from tests.factories.cohorts import (
    CohortFactory,
    ConfirmedEnrollmentFactory,
    ConfirmedPassFactory,
    DeclarationFactory,
    EnrollmentFactory,
    ExamRecordFactory,
    OrganizationFactory,
    SeatPoolFactory,
)
from tests.factories.lists import OFFICE
from tests.factories.payments import OrderFactory
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(at):
    at("2027-01-15T10:00:00+09:00")


def entered(**fields):
    names = {"family_name": "髙橋", "given_name": "美咲", "family_kana": "タカハシ", "given_kana": "ミサキ"}
    return create_person(**{**names, **fields}, by=OFFICE, now=clock.now())


def merge(survivor, gone, reason="本人に電話で確認"):
    return merge_people(survivor, gone, reason=reason, by=OFFICE, now=clock.now())


def old_license(person, number, title="CS実務インストラクター"):
    return License.objects.create(
        number=number, legacy_key=number.casefold(), person=person, title=title, holder_name=person.full_name,
        issued_on="2025-04-01", valid_from="2025-04-01", valid_until="2028-04-01",
    )  # fmt: skip


# Who may be on file twice


@pytest.mark.parametrize(
    "other,likeness",
    [
        ({"family_name": "高橋"}, [Likeness.NAME_AND_READING]),
        ({"family_kana": "ﾀｶﾊｼ"}, [Likeness.NAME_AND_READING]),
        ({"family_kana": "", "given_kana": ""}, [Likeness.NAME]),
        ({"given_name": "三咲", "email": "MISAKI@example.test"}, [Likeness.MAILBOX]),
        ({"email": "misaki@example.test"}, [Likeness.MAILBOX, Likeness.NAME_AND_READING]),
        ({"given_kana": "ミサ"}, []),
        ({"given_name": "三咲"}, []),
    ],
)
def test_who_looks_alike(other, likeness):
    entered(email="misaki@example.test")
    entered(**other)
    assert [list(pair.likenesses) for pair in likely_pairs()] == ([likeness] if likeness else [])


def test_one_candidate_number_is_one_candidate():
    declaring, recorded = entered(family_name="山田"), entered()
    DeclarationFactory(enrollment=EnrollmentFactory(person=declaring), specialist_number="ＳＰ－１")
    ExamRecordFactory(candidate_number="SP-1", person=recorded)
    (pair,) = likely_pairs()
    assert ({pair.one, pair.other}, pair.likenesses) == ({declaring, recorded}, (Likeness.NUMBER,))


def test_two_people_are_told_apart_once_and_for_all():
    one, other = entered(), entered()
    tell_apart(other, one, by=OFFICE, now=clock.now())
    tell_apart(one, other, by=OFFICE, now=clock.now())
    assert likely_pairs() == []
    third = entered()
    merge(third, other)
    assert likely_pairs() == []


@pytest.mark.parametrize("pairs", [1, 20])
def test_looking_for_pairs_costs_the_same_however_many(django_assert_num_queries, pairs):
    for number in range(pairs):
        entered(email=f"{number}@example.test"), entered(family_name=f"別{number}", email=f"{number}@example.test")
    with django_assert_num_queries(5):
        assert len(likely_pairs()) >= pairs


# Merging


def test_every_relation_to_a_person_has_its_move():
    """A new relation is named in MOVES, or a merge would lose it or be refused."""
    relations = list(Person._meta.related_objects)
    ours = {each.get_accessor_name() for each in relations if each.related_model._meta.app_label == "lms_cohorts"}
    assert ours == set(MOVES)
    assert {each.get_accessor_name() for each in relations} == set(every_move())


def test_everything_comes_over_and_the_record_tells_what_came_whence():
    survivor, gone = entered(email="a@example.test"), entered(family_name="高橋", email="b@example.test", phone="03-1")
    enrollment, record = ConfirmedEnrollmentFactory(person=gone), ConfirmedPassFactory(person=gone)
    license_ = old_license(gone, "A-1")
    asked = submit_data_request(gone, kind="correction", words="x", by=OFFICE, now=clock.now())
    consent = record_consent(
        Consent.Text.PRIVACY, "2026-04", source=Consent.Source.OFFICE, given_for=gone, person=gone,
        email="b@example.test", by=OFFICE, now=clock.now(),
    )  # fmt: skip
    key = gone.pk
    done = merge(survivor, gone)
    for row in (enrollment, record, license_, asked, consent):
        row.refresh_from_db()
        assert row.person == survivor
    assert set(done.moved) == {"enrollments", "exam_records", "licenses", "data_requests", "consents", "messages"}
    assert done.moved["enrollments"] == [enrollment.pk]
    assert (done.gone, done.said["name"], done.said["email"], done.filled) == (
        key, "高橋 美咲", "b@example.test", ["phone"],
    )  # fmt: skip
    survivor.refresh_from_db()
    assert (survivor.full_name, survivor.email, survivor.phone) == ("髙橋 美咲", "a@example.test", "03-1")
    assert Message.objects.to_reader(survivor).count() == 1
    with pytest.raises(ObjectDoesNotExist):
        Person.objects.get(pk=key)


def test_addresses_and_employers_stand_beside_each_other():
    survivor = entered(address="東京都見本区1", employer=OrganizationFactory())
    gone = entered(address="大阪府見本市2", employer=OrganizationFactory())
    merge(survivor, gone)
    survivor.refresh_from_db()
    assert survivor.address == "東京都見本区1"
    assert list(survivor.postal_addresses.values_list("is_preferred", flat=True)) == [True, False]
    assert survivor.affiliations.count() == 2


def test_the_account_of_the_entry_that_goes_signs_in_as_the_one_that_stays():
    user = UserFactory()
    survivor, gone = entered(), entered(user=user, email=user.email)
    merge(survivor, gone)
    survivor.refresh_from_db()
    assert (survivor.user, survivor.email) == (user, user.email)
    assert survivor.mail_addresses.get().is_login


def test_of_two_accounts_one_is_closed_and_its_orders_come_over():
    users = UserFactory(), UserFactory()
    survivor, gone = (entered(user=user, email=user.email) for user in users)
    order = OrderFactory(buyer=users[1])
    address = users[1].email
    assert preview_of(survivor, gone).closes_account
    merge(survivor, gone)
    order.refresh_from_db()
    users[1].refresh_from_db()
    assert (order.buyer, users[1].is_active) == (users[0], False)
    rows = survivor.mail_addresses.order_by("pk").values_list("email", "is_login")
    assert list(rows) == [(users[0].email, True), (address, False)]
    assert list(Person.objects.search(address)) == [survivor]


def test_both_mailboxes_learn_that_two_accounts_are_one():
    users = UserFactory(email="hanako@example.test"), UserFactory(email="mihon@work.example.test")
    survivor, gone = (entered(user=user, email=user.email) for user in users)
    merge(survivor, gone)
    kept, closed = Message.objects.filter(kind="cohorts.email.accounts_merged").order_by("pk")
    assert (kept.to_email, closed.to_email) == ("hanako@example.test", "mihon@work.example.test")
    assert "ログインの方法はこれまでと変わりません" in kept.body
    assert "このメールの宛先のアドレスでは、今後ログインできません" in closed.body
    for mail, other in ((kept, closed.to_email), (closed, kept.to_email)):
        assert "今後のログイン：h…@example.test" in mail.body
        assert "終了したアカウント：m…@work.example.test" in mail.body
        assert other not in mail.body, "should they be two people after all, neither learns the other's address"


def test_where_one_account_stays_nobody_is_written_to():
    user = UserFactory()
    merge(entered(), entered(user=user, email=user.email))
    assert not Message.objects.filter(kind="cohorts.email.accounts_merged").exists()


def test_a_question_about_a_record_is_asked_once():
    survivor, gone, record = entered(), entered(), ExamRecordFactory()
    for person in (survivor, gone):
        RecordMatch.objects.create(record=record, person=person, doubt="several", found_at=clock.now())
    merge(survivor, gone)
    assert RecordMatch.objects.get().person == survivor


def test_an_entry_merged_earlier_leads_on():
    first, second, third = entered(), entered(), entered()
    key = first.pk
    merge(second, first)
    merge(third, second)
    assert PersonMerge.objects.get(gone=key).survivor == third


@pytest.mark.parametrize("case", ["cohort", "license", "request", "forgotten", "staff"])
def test_what_cannot_be_merged_says_what_to_do_first(case, secretariat):
    survivor, gone = entered(), entered()
    if case == "cohort":
        pool = SeatPoolFactory(cohort=CohortFactory(), capacity=5)
        for person in (survivor, gone):
            ConfirmedEnrollmentFactory(person=person, pool=pool)
    elif case == "license":
        old_license(survivor, "A-1"), old_license(gone, "A-2")
    elif case == "request":
        for person in (survivor, gone):
            submit_data_request(person, kind="correction", words="x", by=OFFICE, now=clock.now())
    elif case == "forgotten":
        Person.objects.filter(pk=gone.pk).update(forgotten_at=clock.now())
    else:
        Person.objects.filter(pk=survivor.pk).update(user=UserFactory())
        Person.objects.filter(pk=gone.pk).update(user=secretariat)
    with pytest.raises(CannotBeMerged) as refused:
        merge(survivor, Person.objects.get(pk=gone.pk))
    assert len(refused.value.reasons) == 1
    assert Person.objects.count() == 2
    assert not PersonMerge.objects.exists()


def test_licenses_of_different_kinds_stand_beside_each_other():
    survivor, gone = entered(), entered()
    old_license(survivor, "A-1"), old_license(gone, "B-1", title="別の資格")
    merge(survivor, gone)
    assert survivor.licenses.count() == 2


def test_a_merge_needs_two_entries_and_a_reason():
    one = entered()
    with pytest.raises(SamePerson):
        merge(one, one)
    with pytest.raises(ReasonMissing):
        merge(one, entered(), reason=" ")


def test_whoever_comes_second_is_told_what_became_of_the_entry():
    first, second, third = entered(), entered(given_name="三咲"), entered(given_name="花子")
    seen = Person.objects.get(pk=second.pk)
    merge(first, second)
    for pair in [(first, seen), (third, seen), (seen, third)]:
        with pytest.raises(MergedMeanwhile) as told:
            merge(*pair)
        assert str(told.value) == "「髙橋 三咲」は、その間に「髙橋 美咲」に統合されました。新たな変更は行っていません。"
    Person.objects.filter(pk=third.pk).delete()
    with pytest.raises(MergedMeanwhile) as told:
        merge(first, third)
    assert "削除されています" in str(told.value)


def test_an_entry_merged_away_is_not_written_back_by_an_act_that_still_holds_it():
    survivor, gone = entered(), entered()
    seen = Person.objects.get(pk=gone.pk)
    merge(survivor, gone)
    with pytest.raises(DatabaseError) as lost:
        forget_person(seen, by=OFFICE, now=clock.now())
    assert is_contention(lost.value)
    assert Person.objects.get() == survivor


ROOM = "tests.cohorts.race_for_a_person"


@pytest.mark.parametrize("pairs", ["AB AB", "AB BC", "BA BC AC"])
def test_merges_at_once_end_in_one_clear_result_and_a_sentence(process_environment, pairs):
    """Colleagues press the button of pages they have all looked at, while others write to each of the entries."""
    ((cookie, keys),) = race(process_environment, f"{ROOM}:prepare", processes=1)
    wanted = [[keys[gone], keys[stays]] for gone, stays in pairs.split()]
    said = race(
        process_environment, f"{ROOM}:contend", processes=len(wanted) + 6, cookie=cookie, wanted=wanted, keys=keys
    )
    (after,) = race(process_environment, f"{ROOM}:rows", processes=1)
    assert {*said} <= {"merged", "told", "written"}, said
    merged, written = said[: len(wanted)].count("merged"), said[len(wanted) :].count("written")
    assert merged >= 1
    assert after == {"people": 3 - merged, "merges": merged, "enrollments": 3, "written": written}


# At the desk


@pytest.fixture
def office(client, secretariat):
    client.force_login(secretariat)
    return client


def test_the_office_merges_what_it_has_looked_at_and_old_links_lead_on(office):
    survivor, gone = entered(email="a@example.test"), entered(family_name="高橋", email="a@example.test")
    key = gone.pk
    assert "高橋 美咲" in office.get(reverse("lms_desk:duplicates")).text
    address = reverse("lms_desk:merge_people", args=[survivor.pk, key])
    preview = office.get(address).text
    assert ["残す" in preview, "統合で片付く" in preview] == [True, False]
    assert office.post(address, {"reason": ""}).status_code == 200
    answer = office.post(address, {"reason": "電話で確認"})
    home = reverse("lms_desk_person:inspect", args=[survivor.pk])
    assert answer["Location"] == home
    assert office.get(reverse("lms_desk_person:inspect", args=[key]))["Location"] == home
    page = office.get(home).text
    assert ["電話で確認" in page, "高橋 美咲" in page] == [True, True]
    again = office.post(address, {"reason": "もう一度"}, follow=True)
    assert again.redirect_chain == [(home, 302)]
    assert "「高橋 美咲」は、その間に「髙橋 美咲」に統合されました。" in again.text


def test_the_office_tells_two_apart(office):
    one, other = entered(), entered()
    office.post(reverse("lms_desk:tell_apart", args=[one.pk, other.pk]))
    assert office.get(reverse("lms_desk:duplicates")).context["pairs"] == []


def test_nobody_merges_their_own_entry(office, secretariat):
    own, other = entered(user=secretariat), entered()
    for pair in ([own.pk, other.pk], [other.pk, own.pk]):
        assert office.get(reverse("lms_desk:merge_people", args=pair)).status_code == 404
