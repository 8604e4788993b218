"""Consultations at the desk: whose turn it is, what is said and decided, and who may see it."""

import pytest
from django.urls import reverse

from cohorts.actions.review import clear_with_condition
from cohorts.models import Consultation
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.cohorts import ConsultationFactory, PersonFactory, SeatPoolFactory
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db

NOON = "2027-01-12T12:00:00+09:00"
OFFICE = Actor.process("test office")


@pytest.fixture
def consultation(at):
    at(NOON)
    return ConsultationFactory(enrollment__person__family_name="彩音")


def page_of(consultation):
    return reverse("lms_desk_consultation:inspect", args=[consultation.pk])


def act(office, name, consultation, **answers):
    return office.post(reverse(f"lms_desk:consultation_{name}", args=[consultation.pk]), answers)


def words(response):
    assert response.status_code == 200
    return Page(response.content.decode()).words


def test_j1b_02_the_office_asks_hears_and_accepts_with_a_condition(office, consultation, secretariat):
    assert act(office, "ask", consultation, text="委託元はどちらですか。")["Location"] == page_of(consultation)
    read = words(office.get(page_of(consultation)))
    assert ("申込者（2027年1月26日（火）まで）" in " ".join(read), "委託元はどちらですか。" in read) == (True, True)
    act(office, "answer", consultation, text="見本研修です。")
    act(office, "condition", consultation, condition="自社の研修に限ること")
    consultation.refresh_from_db()
    assert (consultation.status, consultation.owner) == ("condition", secretariat)
    file = words(office.get(reverse("lms_desk_enrollment:inspect", args=[consultation.enrollment_id])))
    assert "自社の研修に限ること" in file
    assert [note.kind for note in consultation.notes.all()] == ["question", "answer"]


def test_what_is_over_offers_nothing_but_a_note(office, consultation):
    clear_with_condition(consultation, condition="自社に限る", by=OFFICE, now=clock.now())
    page = office.get(page_of(consultation))
    assert (page.context["outcomes"], page.context["steps"]) == ([], [])
    assert office.get(reverse("lms_desk:consultation_ask", args=[consultation.pk])).context["hindrance"]
    act(office, "note", consultation, text="書類を受領")
    assert consultation.notes.get().text == "書類を受領"


def test_an_outcome_needs_its_words(office, consultation):
    for name, field in (("condition", "condition"), ("decline", "reason")):
        answer = act(office, name, consultation, **{field: " "})
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    consultation.refresh_from_db()
    assert (consultation.status, Message.objects.count()) == ("open", 0)


def test_declining_without_an_audit_seat_says_so_before_and_offers_none(office, consultation):
    page = office.get(reverse("lms_desk:consultation_decline", args=[consultation.pk]))
    assert "今年度に申し込める受講のみ席がない" in page.context["consequence"]
    act(office, "decline", consultation, reason="販売目的のため")
    assert "受講のみコースで" not in Message.objects.get().body


@pytest.mark.parametrize(
    "query,found",
    [("turn=office", {"一", "四"}), ("turn=applicant", {"二"}), ("overdue=yes", {"四"}), ("status=condition", {"三"})],
)
def test_the_queue_is_narrowed_as_the_today_page_counts(office, at, query, found):
    at(NOON)
    pool = SeatPoolFactory()
    due = {"一": "2027-01-12", "二": "2027-01-04", "三": "2027-01-04", "四": "2027-01-11"}
    rows = {
        name: ConsultationFactory(enrollment__pool=pool, enrollment__person__family_name=name, due_on=day)
        for name, day in due.items()
    }
    Consultation.objects.filter(pk=rows["二"].pk).update(answer_until="2027-01-20T00:00:00+09:00")
    clear_with_condition(rows["三"], condition="x", by=OFFICE, now=clock.now())
    listed = office.get(f"{reverse('lms_desk_consultation:index')}?{query}").context["object_list"]
    assert {row.enrollment.person.family_name for row in listed} == found


def test_today_counts_what_the_office_owes(office, consultation):
    assert "事務局の対応を待つ事前相談" in words(office.get(reverse("lms_desk:today")))


def test_nobody_sees_or_decides_their_own(office, secretariat, at):
    at(NOON)
    own = ConsultationFactory(enrollment__person=PersonFactory(user=secretariat))
    assert office.get(page_of(own)).status_code == 404
    assert act(office, "clear", own).status_code == 404
    assert list(office.get(reverse("lms_desk_consultation:index")).context["object_list"]) == []


def test_the_page_costs_the_same_however_much_was_said(office, consultation, django_assert_num_queries):
    act(office, "note", consultation, text="一")
    office.get(page_of(consultation))
    for text in ("二", "三", "四"):
        act(office, "note", consultation, text=text)
    with django_assert_num_queries(15):
        office.get(page_of(consultation))
