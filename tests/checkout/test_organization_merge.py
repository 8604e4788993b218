"""Two entries for one company: found by what is alike, merged with everything they have, or told apart for good."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist

from cohorts.actions.affiliation import Work, begin_affiliation, change_employer, organization_named
from cohorts.duplicate_organizations import Likeness, likely_pairs
from cohorts.merging import CannotBeMerged, MergedMeanwhile
from cohorts.models import CompanyHold, DifferentOrganizations, OpenSeat, Organization, OrganizationMerge
from lms.checkout.actions.organization_merge import (
    MOVES,
    ReasonMissing,
    SameOrganization,
    is_one_employment,
    merge_organizations,
    preview_of,
    tell_organizations_apart,
)
from lms.checkout.actions.terms import agree_terms
from lms.checkout.models import CompanyTerms, GroupApplication
from lms.checkout.terms import agreed_terms
from lms.kernel.models import Message
from payments.payment_terms import DaysAfter, MonthlyTerms
from tests.bench.race import race
from tests.checkout.applications import NOW, a_world
from tests.checkout.companies import LATER, a_contact, a_group_draft, confirm_group, hold, speaking, taken
from tests.factories.cohorts import OrganizationFactory, PersonFactory
from tests.world import OFFICE

ONE, OTHER = "7000012050002", "1180301018771"
TODAY = NOW.date()


@pytest.fixture
def two(db):
    return OrganizationFactory(name="株式会社髙橋"), OrganizationFactory(name="(株)高橋")


def merge(survivor, gone, reason="登記簿で確認"):
    return merge_organizations(survivor, gone, reason=reason, by=OFFICE, now=NOW)


def apart(one, other):
    return tell_organizations_apart(one, other, by=OFFICE, now=NOW)


# Which may be on file twice


@pytest.mark.django_db
@pytest.mark.parametrize(
    "one, other, likenesses",
    [
        ({"name": "株式会社髙橋"}, {"name": "㈱ 高橋"}, [Likeness.NAME]),
        ({"name": "株式会社髙橋"}, {"name": "高橋（株）"}, [Likeness.NAME]),
        ({"name": "株式会社髙橋"}, {"name": "髙橋"}, [Likeness.NAME]),
        ({"name": "株式会社髙橋"}, {"name": "有限会社髙橋"}, []),
        ({"name": "甲社", "corporate_number": ONE}, {"name": "乙社", "corporate_number": ONE}, ["corporate_number"]),
        ({"name": "髙橋", "corporate_number": ONE}, {"name": "高橋", "corporate_number": OTHER}, []),
        ({"name": "甲社", "name_kana": "ミホン"}, {"name": "乙社", "name_kana": "ｶﾌﾞｼｷｶﾞｲｼｬﾐﾎﾝ"}, [Likeness.READING]),
        ({"name": "甲社"}, {"name": "乙社"}, []),
    ],
)
def test_which_look_alike(one, other, likenesses):
    OrganizationFactory(**one), OrganizationFactory(**other)
    assert [list(pair.likenesses) for pair in likely_pairs()] == ([likenesses] if likenesses else [])


@pytest.mark.django_db
@pytest.mark.parametrize("domain, likenesses", [("mihon.example", [Likeness.MAIL_DOMAIN]), ("gmail.com", [])])
def test_a_domain_of_their_own_is_a_hint_and_one_that_anybody_has_is_none(domain, likenesses):
    for name in ("甲社", "乙社"):
        PersonFactory(employer=OrganizationFactory(name=name), email=f"a@{domain.upper()}")
    assert [list(pair.likenesses) for pair in likely_pairs()] == ([likenesses] if likenesses else [])


@pytest.mark.django_db
@pytest.mark.parametrize("pairs", [1, 20])
def test_looking_for_pairs_costs_the_same_however_many(pairs, django_assert_num_queries):
    for number in range(pairs):
        OrganizationFactory(name=f"㈱見本{number}"), OrganizationFactory(name=f"株式会社見本{number}")
    with django_assert_num_queries(3):
        assert len(likely_pairs()) == pairs


def test_two_are_told_apart_once_and_for_all(two):
    one, other = two
    apart(other, one), apart(one, other)
    assert likely_pairs() == []
    third = OrganizationFactory(name="高橋㈱")
    merge(third, other)
    assert likely_pairs() == []
    pair = DifferentOrganizations.objects.get()
    assert {pair.one, pair.other} == {one, third}


# Merging


def test_every_relation_to_an_organization_has_its_move():
    """A new relation is named in MOVES, or a merge would lose it or be refused."""
    assert {each.get_accessor_name() for each in Organization._meta.related_objects} == set(MOVES)


def test_everything_comes_over_and_the_record_tells_what_came_whence(two):
    survivor, gone = two
    world, contact = a_world(), a_contact("㈱高橋")
    Organization.objects.filter(pk=gone.pk).delete()
    gone = contact.employer
    Organization.objects.filter(pk=gone.pk).update(name_kana="タカハシ", corporate_number=ONE)
    begin_affiliation(contact, Work(organization=gone), by=OFFICE, today=TODAY, now=NOW)
    agree_terms(gone, terms=MonthlyTerms(), by=OFFICE, now=NOW)
    held = hold(world, contact, seats=2)
    order = confirm_group(a_group_draft(world, [LATER, LATER], contact=contact))
    preview = preview_of(survivor, Organization.objects.get(pk=gone.pk))
    assert dict(preview.moves) == {
        "現在勤務する方": 1, "所属": 1, "企業用の確保席": 1, "受講者未定の席": 2, "会社の申込": 1, "法人・団体の支払条件": 1,
    }  # fmt: skip
    assert [value for _label, value in preview.fills] == [
        "タカハシ",
        ONE,
        "月末締め翌月末払い（銀行休業日の場合は翌営業日）",
    ]
    assert [row[1:] for row in preview.differs] == [("株式会社髙橋", "㈱高橋")]

    done = merge(survivor, gone)

    survivor.refresh_from_db(), contact.refresh_from_db(), held.refresh_from_db(), order.refresh_from_db()
    assert (survivor.name, survivor.name_kana, survivor.corporate_number) == ("株式会社髙橋", "タカハシ", ONE)
    assert {contact.employer, contact.affiliations.get().organization, held.organization} == {survivor}
    assert {*OpenSeat.objects.values_list("organization", flat=True)} == {survivor.pk}
    assert GroupApplication.objects.get().organization == survivor
    assert agreed_terms(survivor) == MonthlyTerms()
    assert (order.buyer_name, done.gone, done.gone_name, done.filled) == (
        "㈱高橋", gone.pk, "㈱高橋", ["name_kana", "corporate_number"],
    )  # fmt: skip
    assert done.moved["company_holds"] == [held.pk]
    with pytest.raises(ObjectDoesNotExist):
        Organization.objects.get(pk=gone.pk)


def test_the_contact_of_either_entry_finds_the_terms_and_the_seats(two):
    survivor, gone = two
    world, contact = a_world(), a_contact()
    contact.employer = gone
    contact.save()
    speaking(contact)
    hold(world, contact, seats=1)
    agree_terms(survivor, terms=DaysAfter(7), by=OFFICE, now=NOW)
    draft = a_group_draft(world, [LATER], contact=contact)
    merge(survivor, gone)
    order = confirm_group(draft)
    assert (order.due_on, CompanyHold.objects.get().status) == (date(2026, 12, 17), "used")
    assert taken(world)["certification"] == 1


def test_the_name_and_the_key_of_the_entry_that_went_lead_on(two):
    survivor, gone = two
    Organization.objects.filter(pk=gone.pk).update(name="タカハシホールディングス㈱")
    gone.refresh_from_db()
    last = OrganizationFactory(name="髙橋グループ")
    key = gone.pk
    merge(survivor, gone)
    merge(last, survivor)
    assert Organization.objects.entry(key) == last
    assert organization_named("タカハシホールディングス（株）") == organization_named("㈱髙橋") == last
    assert Organization.objects.count() == 1


def test_seats_of_one_pool_held_for_one_contact_stand_on_one_entry_and_are_reminded_of_once(two):
    survivor, gone = two
    world, contact = a_world(), a_contact()
    for employer, seats in ((survivor, 1), (gone, 2)):
        contact.employer = employer
        contact.save()
        hold(world, contact, seats=seats)
    merge(survivor, gone)
    entry = CompanyHold.objects.get()
    assert (entry.organization, entry.seats, taken(world)["certification"]) == (survivor, 3, 3)
    (letter,) = Message.objects.filter(kind="checkout.email.hold_reminder").exclude(status="withdrawn")
    assert ["3席" in letter.body, "株式会社髙橋" in letter.body] == [True, True]


@pytest.mark.parametrize(
    "at_one, at_other, is_one",
    [
        ({}, {}, True),
        ({"department": "人事部"}, {"title": "部長"}, True),
        ({"department": "人事部"}, {"department": "総務部"}, False),
        ({"ends_on": "2026-04-01"}, {"starts_on": "2026-04-01"}, False),
        ({"ends_on": "2026-04-02"}, {"starts_on": "2026-04-01"}, True),
        ({"starts_on": "2026-04-01"}, {"ends_on": "2026-04-01"}, False),
    ],
)
def test_whoever_worked_for_both_entries_at_once_works_there_once(two, at_one, at_other, is_one):
    person = PersonFactory()
    for organization, facts in zip(two, (at_one, at_other), strict=True):
        person.affiliations.create(organization=organization, **facts)
    person.affiliations.filter(organization=two[1]).update(confirmed_at=NOW)
    rows = [person.affiliations.get(organization=each) for each in two]
    assert is_one_employment(*rows) == is_one_employment(*rows[::-1]) == is_one
    merge(*two)
    assert person.affiliations.count() == (1 if is_one else 2)
    assert person.affiliations.confirmed().count() == 1
    if is_one and at_one.get("department"):
        assert person.affiliations.get(organization=two[0]).title == "部長"


def test_terms_that_are_the_same_stand_once(two):
    for one in two:
        agree_terms(one, terms=DaysAfter(7), by=OFFICE, now=NOW)
    merge(*two)
    assert CompanyTerms.objects.get().organization == two[0]


@pytest.mark.parametrize("case", ["number", "terms"])
def test_what_cannot_be_merged_says_what_to_do_first(two, case):
    if case == "number":
        for each, number in zip(two, (ONE, OTHER), strict=True):
            Organization.objects.filter(pk=each.pk).update(corporate_number=number)
    else:
        for each, days in zip(two, (7, 30), strict=True):
            agree_terms(each, terms=DaysAfter(days), by=OFFICE, now=NOW)
    with pytest.raises(CannotBeMerged) as refused:
        merge(*two)
    assert len(refused.value.reasons) == 1
    assert (Organization.objects.count(), OrganizationMerge.objects.count()) == (2, 0)


def test_a_merge_needs_two_entries_and_a_reason(two):
    with pytest.raises(SameOrganization):
        merge(two[0], two[0])
    with pytest.raises(ReasonMissing):
        merge(*two, reason=" ")
    merge(*two)
    with pytest.raises(MergedMeanwhile):
        merge(*two)


def test_who_reads_an_entry_that_is_merged_meanwhile_writes_to_the_one_that_stays(two):
    survivor, gone = two
    person, seen = PersonFactory(), Organization.objects.get(pk=gone.pk)
    merge(survivor, gone)
    change_employer(person, Work(organization=seen), by=OFFICE, today=TODAY, now=NOW)
    agree_terms(seen, terms=DaysAfter(7), by=OFFICE, now=NOW)
    person.refresh_from_db()
    assert (person.employer, agreed_terms(survivor)) == (survivor, DaysAfter(7))


def test_merged_both_ways_at_once_while_the_company_orders_nothing_is_lost(process_environment):
    room = "tests.checkout.race_for_an_organization"
    race(process_environment, f"{room}:prepare", processes=1)
    said = race(process_environment, f"{room}:contend", processes=6)
    (after,) = race(process_environment, f"{room}:rows", processes=1)
    assert sorted(said[:2]) in (["MergedMeanwhile", "merged"], ["DoesNotExist", "merged"]), said
    assert said[2:] == ["ordered", "agreed", "works", "works"]
    assert after == {
        "merges": 1, "people": 4, "terms": 1, "ordered": 1, "open": 1, "held": 3, "drawn": 1, "taken": 4,
    }  # fmt: skip
