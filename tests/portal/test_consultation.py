"""The consultation as the applicant lives it: asked, answered, accepted on a condition, declined, ended."""

import pytest
from django.urls import reverse

from cohorts.actions.consultation import ask_applicant, note_on_consultation
from cohorts.actions.review import clear_with_condition, decline_application
from cohorts.models import Cohort, Consultation, Enrollment, SeatKind, SeatPool
from lms.checkout.audit_seat import audit_seat_instead, audit_seat_words
from lms.checkout.models import Listing
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.models import Order
from tests.factories.cohorts import OpenCohortFactory
from tests.lms.pages_read import Page
from tests.portal.applicant import address, confirm, confirm_form, fill_in

OFFICE = Actor.process("test office")
TRAINER = {"purpose": "professional_trainer", "purpose_note": "企業研修を受託しています。"}


@pytest.fixture
def parked(browser, world) -> Consultation:
    fill_in(browser, **TRAINER)
    confirm(browser)
    return Consultation.objects.select_related("enrollment").get()


def page(parked, name="my_consultation") -> str:
    return reverse(f"lms_portal:{name}", args=[parked.enrollment.public_id])


def words(browser, path) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return " ".join(Page(response.content.decode()).words)


def step(browser):
    (card,) = browser.get(reverse("lms_portal:my")).context["cards"]
    return card.step


@pytest.mark.parametrize(
    "declared,cause",
    [(TRAINER, "trainer_consultation"), ({"purpose": "other", "purpose_note": "未定"}, "purpose_consultation")],
)
def test_j1_04_a_professional_trainer_or_an_unclear_purpose_opens_a_consultation(browser, world, declared, cause):
    fill_in(browser, **declared)
    confirm(browser)
    consultation = Consultation.objects.get()
    assert (consultation.cause, str(consultation.due_on), consultation.owner) == (cause, "2026-12-15", None)
    assert "2026年12月15日（火）までに" in Message.objects.get().body


def test_a_purpose_the_license_is_meant_for_opens_none(browser, world):
    fill_in(browser, specialist_number="SP-9")
    confirm(browser)
    assert (Enrollment.objects.get().status, Consultation.objects.count()) == ("under_review", 0)


def test_j1b_01_meanwhile_no_seat_no_order_and_no_way_to_pay(browser, parked):
    assert browser.get(address("apply_confirm"))["Location"] == page(parked, "my_enrollment")
    assert browser.post(address("apply_waitlist")).status_code in {302, 409}
    assert (step(browser).state, step(browser).action.url) == ("相談中", page(parked))
    parked.enrollment.refresh_from_db()
    assert (parked.enrollment.status, Order.objects.count()) == ("under_review", 0)
    assert sum(SeatPool.objects.values_list("taken", flat=True)) == 0


def test_the_applicant_reads_the_question_and_answers_on_their_page(browser, parked):
    note_on_consultation(parked, text="電話したが不在", by=OFFICE, now=clock.now())
    ask_applicant(parked, text="委託元はどちらですか。", by=OFFICE, now=clock.now())
    assert (step(browser).tone, step(browser).action.is_primary) == ("warning", True)
    read = words(browser, page(parked))
    assert ("委託元はどちらですか。" in read, "電話したが不在" in read) == (True, False)
    assert browser.post(page(parked), {"text": "見本研修です。"})["Location"] == page(parked)
    assert "見本研修です。" in words(browser, page(parked))
    assert step(browser).tone == "info"


def test_an_answer_that_comes_too_late_is_not_lost_from_the_screen(browser, parked, at):
    ask_applicant(parked, text="x", by=OFFICE, now=clock.now())
    at("2026-12-25T00:00:00+09:00")
    answer = browser.post(page(parked), {"text": "遅れました"})
    assert answer.context["form"].non_field_errors() == ["この相談は終了しています。"]
    assert parked.notes.count() == 1
    assert step(browser).state == "席なしで終了"


def test_j1b_02_a_condition_stays_before_and_after_the_payment(browser, parked, trainee):
    clear_with_condition(parked, condition="自社の研修に限ること", by=OFFICE, now=clock.now())
    assert step(browser).action.url == address("apply_confirm")
    assert confirm_form(browser)["shown_total_jpy"] == "70400"
    for path in (address("apply_confirm"), page(parked), page(parked, "my_enrollment")):
        assert "自社の研修に限ること" in words(browser, path)
    Enrollment.objects.update(status="confirmed", confirmed_at=clock.now())
    assert "自社の研修に限ること" in words(browser, page(parked, "my_enrollment"))


def test_j1b_04_declined_offers_the_audit_seat_in_the_mail_and_on_the_page(browser, parked):
    enrollment = parked.enrollment
    instead = audit_seat_words(enrollment, now=clock.now())
    decline_application(enrollment, reason="販売目的のため", instead=instead, by=OFFICE, now=clock.now())
    mail = Message.objects.get(kind="cohorts.email.application_declined").body
    offered = f"{address('apply')}?kind=audit"
    assert all(said in mail for said in ("販売目的のため", "44,000円（税込）", offered, "2027年1月31日（日）23:59"))
    shown = browser.get(page(parked, "my_enrollment"))
    assert (shown.context["audit_seat"].url, "販売目的のため" in shown.content.decode()) == (offered, True)
    fill_in(browser, kind="audit", **TRAINER)
    assert browser.get(address("apply_confirm")).context["answer"].leads_to_payment


def undecided_fee():
    Listing.objects.filter(pool__kind=SeatKind.AUDIT).update(list_price_jpy=None)


def only_in_another_year():
    other = OpenCohortFactory(course=Cohort.objects.get().course, fiscal_year=2025)
    SeatPool.objects.filter(kind=SeatKind.AUDIT).update(cohort=other)


@pytest.mark.parametrize("gone", [undecided_fee, only_in_another_year])
def test_j4_11_no_audit_seat_this_year_is_said_and_none_offered(browser, world, gone):
    fill_in(browser, specialist_status="neither", specialist_number="")
    gone()
    assert browser.get(address("apply_confirm")).context["audit_seat"] is None
    assert "受講のみ席はありません" in words(browser, address("apply_confirm"))


def test_a_full_audit_pool_leads_to_its_waitlist(world):
    SeatPool.objects.filter(kind=SeatKind.AUDIT).update(taken=10)
    seat = audit_seat_instead(world.cohort, now=clock.now())
    assert (seat.is_full, seat.url) == (True, f"{address('apply')}?kind=audit")


def test_nobody_elses_consultation_exists(client, parked, other_trainee):
    client.force_login(other_trainee)
    assert client.get(page(parked)).status_code == 404
    assert client.post(page(parked), {"text": "x"}).status_code == 404
