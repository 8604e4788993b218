"""Textbooks: handed out once, sent with a number, corrected by a further entry."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.textbook import (
    AlreadyCorrected,
    NothingToDeliver,
    NotYetDelivered,
    Shipment,
    correct_delivery,
    hand_out,
    hand_out_plan,
    ship,
)
from cohorts.models import Enrollment, SeatKind, TextbookDelivery
from tests.factories.certification import OFFICE
from tests.factories.courses import TextbookFactory
from tests.factories.study import NOW, enrolled, study

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 20)


@pytest.fixture
def world():
    return study()


@pytest.fixture
def book(world):
    return TextbookFactory(course=world.cohort.course, title="理論編")


def give(world, *books, on=TODAY, enrollments=None):
    everybody = enrollments or list(world.cohort.enrollments.values_list("pk", flat=True))
    return hand_out(
        world.cohort, enrollments=everybody, textbooks=[each.pk for each in books], on=on, by=OFFICE, now=NOW
    )


def correct(delivery, kind="not_delivered", on=TODAY, shipment=None, reason="取り違え"):
    return correct_delivery(
        delivery, kind=kind, on=on, shipment=shipment or Shipment(), reason=reason, by=OFFICE, now=NOW
    )


def test_everybody_gets_each_book_once(world, book):
    other = enrolled(world.cohort)
    assert len(give(world, book)) == 2
    late = enrolled(world.cohort)
    assert [row.enrollment for row in give(world, book)] == [late.enrollment]
    with pytest.raises(NothingToDeliver):
        give(world, book)
    rows = TextbookDelivery.objects.filter(enrollment=other.enrollment)
    assert [(row.kind, row.delivered_on, row.recorded_at) for row in rows] == [("handed_out", TODAY, NOW)]


def test_j4_04_a_seat_gets_what_it_includes(world, book):
    auditor = enrolled(world.cohort, kind=SeatKind.AUDIT)
    certification = TextbookFactory(course=world.cohort.course, title="実務編", for_seats="certification")
    foreign = TextbookFactory(title="よその本")
    plan = hand_out_plan(
        world.cohort,
        enrollments=[world.enrollment.pk, auditor.enrollment.pk],
        textbooks=[book.pk, certification.pk, foreign.pk],
    )
    assert {(one.enrollment.pk, one.textbook.title) for one in plan} == {
        (world.enrollment.pk, "理論編"),
        (world.enrollment.pk, "実務編"),
        (auditor.enrollment.pk, "理論編"),
    }


def test_a_canceled_seat_and_another_cohort_get_nothing(world, book):
    elsewhere = study()
    Enrollment.objects.filter(pk=world.enrollment.pk).update(status="canceled")
    with pytest.raises(NothingToDeliver):
        give(world, book, enrollments=[world.enrollment.pk, elsewhere.enrollment.pk])


def test_a_day_to_come_is_no_delivery(world, book):
    with pytest.raises(NotYetDelivered):
        give(world, book, on=TODAY + timedelta(days=1))


def test_a_shipment_keeps_carrier_and_number(world, book):
    (sent,) = ship(
        world.enrollment, textbooks=[book.pk], shipment=Shipment("見本運輸", "1-2"), on=TODAY, by=OFFICE, now=NOW
    )
    assert (sent.kind, sent.carrier, sent.tracking_number) == ("shipped", "見本運輸", "1-2")


def test_a_correction_names_what_it_corrects(world, book):
    (wrong,) = give(world, book)
    corrected = correct(wrong, kind="shipped", shipment=Shipment("見本運輸", "9"))
    assert list(TextbookDelivery.objects.current()) == [corrected]
    assert (corrected.corrects, corrected.reason, wrong.kind) == (wrong, "取り違え", "handed_out")
    with pytest.raises(AlreadyCorrected):
        correct(wrong)


def test_a_shipment_corrected_to_handed_out_loses_its_number(world, book):
    (sent,) = ship(
        world.enrollment, textbooks=[book.pk], shipment=Shipment("見本運輸", "1"), on=TODAY, by=OFFICE, now=NOW
    )
    handed = correct(sent, kind="handed_out", shipment=Shipment("見本運輸", "1"))
    assert (handed.carrier, handed.tracking_number) == ("", "")


def test_what_was_not_delivered_can_be_delivered_after_all(world, book):
    (wrong,) = give(world, book)
    missing = correct(wrong)
    assert not TextbookDelivery.objects.received().exists()
    (again,) = give(world, book)
    assert again.corrects == missing
    assert list(TextbookDelivery.objects.received()) == [again]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "handed_out", "carrier": "見本運輸"},
        {"kind": "handed_out", "tracking_number": "1"},
        {"kind": "not_delivered"},
    ],
)
def test_impossible_entries_are_refused_by_the_database(world, book, fields):
    row = {"enrollment": world.enrollment, "textbook": book, "delivered_on": TODAY, "recorded_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        TextbookDelivery.objects.create(**row, **fields)


def test_two_first_entries_are_refused_by_the_database(world, book):
    give(world, book)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextbookDelivery.objects.create(
            enrollment=world.enrollment, textbook=book, kind="handed_out", delivered_on=TODAY, recorded_at=NOW
        )


@pytest.mark.parametrize("count", [1, 3, 30])
def test_handing_out_costs_the_same_for_any_number_of_people(world, book, count, django_assert_num_queries):
    for _each in range(count - 1):
        enrolled(world.cohort)
    people = list(world.cohort.enrollments.values_list("pk", flat=True))
    with django_assert_num_queries(8):
        assert len(give(world, book, enrollments=people)) == count
