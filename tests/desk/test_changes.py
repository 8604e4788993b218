"""Changes of plan at the desk: the dry run, the act, its progress, and taking it back."""

from datetime import date

import pytest
from django.urls import reverse

from cohorts.models import Cohort, Enrollment
from lms.checkout.actions.organizer_change import carry_out
from lms.checkout.models import Cancellation, OrganizerChange, Substitution, Transfer
from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.models import Order, Refund
from tests.checkout.applications import a_listener, bought
from tests.checkout.stripe_says import pay
from tests.checkout.test_organizer_change import another_cohort
from tests.world import open_world

OFFICE = Actor.process("office")


@pytest.fixture
def world(db, at):
    return open_world(now=at("2026-12-10T10:00:00+09:00"))


@pytest.fixture
def seated(world):
    payment = bought(world)
    pay(payment)
    return payment.order.purchases.get().enrollment


def act(name, row):
    return reverse(f"lms_desk:{name}", args=[row.pk])


def postponement(**fields):
    given = {"reason": "台風のため", "answer_by": "2026-12-24", "day_1": "2027-03-18", "day_2": "2027-03-19"}
    return {**given, **fields}


def test_j9_09_the_dry_run_names_everybody_and_changes_nothing(office, world, seated):
    page = office.get(act("cohort_postpone", world.cohort)).content.decode()
    assert seated.person.full_name in page
    assert "受講・変更・返金のいずれかをお尋ねし" in page
    page = office.get(act("cohort_cancel", world.cohort)).content.decode()
    assert "70,400円" in page
    assert (Cohort.objects.get(pk=world.cohort.pk).status, OrganizerChange.objects.count()) == ("open", 0)


def test_the_act_leads_to_its_progress(office, world, seated):
    answered = office.post(act("cohort_postpone", world.cohort), postponement())
    change = OrganizerChange.objects.get()
    assert answered["Location"] == act("organizer_change", change)
    carry_out(change, by=OFFICE, now=clock.now())
    page = office.get(answered["Location"]).content.decode()
    for words in (seated.person.full_name, "回答待ち", "2026年12月24日（木）", "台風のため"):
        assert words in page


@pytest.mark.parametrize(
    "fields",
    [{"day_2": ""}, {"day_2": "2027-03-17"}, {"day_1": "2026-12-10"}, {"answer_by": "2026-12-09"}, {"reason": ""}],
    ids=["one day", "wrong order", "today", "answered yesterday", "no reason"],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_lost(office, world, seated, fields):
    answered = office.post(act("cohort_postpone", world.cohort), postponement(**fields))
    assert answered.status_code == 200
    assert "2027-03-18" in answered.content.decode() or "day_1" in fields
    assert not OrganizerChange.objects.exists()


def test_a_postponement_is_taken_back(office, world, seated):
    office.post(act("cohort_postpone", world.cohort), postponement(day_1="", day_2=""))
    change = OrganizerChange.objects.get()
    carry_out(change, by=OFFICE, now=clock.now())
    office.post(act("organizer_change_take_back", change))
    cohort = Cohort.objects.get(pk=world.cohort.pk)
    assert (cohort.status, cohort.days.order_by("position").first().held_on) == ("open", date(2027, 2, 18))


def test_calling_off_sends_the_money_back_when_it_is_carried_out(office, world, seated):
    office.post(act("cohort_cancel", world.cohort), {"kind": "not_enough", "reason": "最少催行人数に満たないため"})
    change = OrganizerChange.objects.get()
    assert (change.kind, Refund.objects.count()) == ("not_enough", 0)
    carry_out(change, by=OFFICE, now=clock.now())
    page = office.get(act("organizer_change", change)).content.decode()
    assert "70,400円" in page
    assert (Refund.objects.get().amount_jpy, Enrollment.objects.get().status) == (70_400, "canceled")


def test_canceling_one_enrollment_shows_the_fee_and_takes_another(office, world, seated, at):
    at("2027-02-04T09:00:00+09:00")
    page = office.get(act("cancel_enrollment", seated)).content.decode()
    assert "21,120円（30%）" in page
    office.post(act("cancel_enrollment", seated), {"reason": "入院のため", "fee_jpy": "0"})
    cancellation = Cancellation.objects.get()
    assert (cancellation.fee_jpy, cancellation.policy_fee_jpy, cancellation.refund_jpy) == (0, 21_120, 70_400)


@pytest.mark.parametrize("people", [1, 3])
def test_progress_costs_the_same_for_one_and_for_many(office, world, django_assert_num_queries, people):
    for _each in range(people):
        pay(bought(world))
    office.post(act("cohort_cancel", world.cohort), {"kind": "canceled", "reason": "中止"})
    change = OrganizerChange.objects.get()
    carry_out(change, by=OFFICE, now=clock.now())
    office.get(act("organizer_change", change))
    with django_assert_num_queries(12):
        office.get(act("organizer_change", change))


def test_j5_13_the_office_moves_a_seat_to_a_cohort_with_a_free_one(office, world, seated):
    other = another_cohort(world)
    page = office.get(act("move_enrollment", seated)).content.decode()
    assert "2027年6月10日（木）" in page
    office.post(act("move_enrollment", seated), {"cohort": other.pk, "reason": "体調不良のため"})
    moved = Transfer.objects.get()
    assert (moved.target.cohort, moved.target.status, moved.reason) == (other, "confirmed", "体調不良のため")


def test_where_no_seat_is_free_there_is_nothing_to_fill_in(office, world, seated):
    page = office.get(act("move_enrollment", seated)).content.decode()
    assert "同じ種類の空席がある別の開催回はありません" in page
    assert 'name="cohort"' not in page


def test_a_forged_cohort_moves_nothing(office, world, seated):
    full = another_cohort(world, capacity=0)
    page = office.post(act("move_enrollment", seated), {"cohort": full.pk, "reason": "変更"})
    assert (page.status_code, Transfer.objects.count()) == (200, 0)


def test_j7_05_the_office_hands_a_company_seat_to_a_colleague(office, world, seated):
    Order.objects.update(buyer=None, buyer_name="見本株式会社", buyer_email="jinji@example.test")
    given = {
        "family_name": "𠮷田",
        "given_name": "花子",
        "family_kana": "よしだ",
        "given_kana": "ハナコ",
        "email": "hanako.y@example.test",
        "specialist_status": "in_progress",
        "cleared": "number_check",
        "reason": "異動のため",
    }
    assert "2027年2月17日（水）23:59" in office.get(act("substitute_enrollment", seated)).content.decode()
    page = office.post(act("substitute_enrollment", seated), {**given, "family_kana": "吉田"})
    assert "かな" in page.content.decode() or "カナ" in page.content.decode()
    page = office.post(act("substitute_enrollment", seated), {**given, "cleared": ""}).content.decode()
    assert "𠮷田" in page
    assert not Substitution.objects.exists()
    office.post(act("substitute_enrollment", seated), given)
    person = Substitution.objects.get().target.person
    assert (person.full_name, person.family_kana) == ("𠮷田 花子", "ヨシダ")


def test_j4_07_the_office_sees_what_is_billed_before_it_changes_a_seat(office, world):
    listener = a_listener(world)
    page = office.get(act("upgrade_enrollment", listener)).content.decode()
    for words in ("70,400円（税込）", "44,000円", "26,400円（税込）", "受講のみコースの席が返却されます"):
        assert words in page
    assert (
        "認定コース席への変更"
        in office.get(reverse("lms_desk_enrollment:inspect", args=[listener.pk])).content.decode()
    )
    typed = {
        "specialist_status": "passed",
        "specialist_number": listener.declaration.specialist_number,
        "purpose": "company_employee",
        "pay_by": "2027-02-18",
        "form_token": "once",
    }
    refused = office.post(act("upgrade_enrollment", listener), typed).content.decode()
    assert "初日より前の日" in refused
    assert "2027-02-18" in refused
    for _again in range(2):
        office.post(act("upgrade_enrollment", listener), {**typed, "pay_by": "2026-12-17"})
    upgrade = listener.upgrades.get()
    assert (upgrade.status, upgrade.purchase.order.total_jpy) == ("held", 26_400)
    assert "変更手続きの途中です" in office.get(act("upgrade_enrollment", listener)).content.decode()


def test_a_certification_seat_is_not_changed(office, world, seated):
    assert "受講のみコースの席だけです" in office.get(act("upgrade_enrollment", seated)).content.decode()
