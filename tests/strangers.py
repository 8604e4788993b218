"""Somebody else's row for every `owner_only` view that names one in its address.

`"lms_portal:enrollment": lambda: {"pk": EnrollmentFactory().pk}` gives the arguments of an address that exists and
belongs to someone else. test_urls_are_guarded.py opens it as a signed-in stranger and expects to find nothing.
"""

from collections.abc import Callable
from uuid import uuid4

from cohorts.actions.consent import record_consent
from cohorts.actions.data_request import submit_data_request
from cohorts.actions.evaluation import assign_evaluator, open_evaluation
from cohorts.models import Consent
from lms.kernel.models import Message
from payments.actions.document import Addressee, issue_receipt
from tests.factories.certification import NOW, OFFICE, licensed, room
from tests.factories.cohorts import ConsultationFactory, EnrollmentFactory, PersonFactory
from tests.factories.commerce import purchase
from tests.factories.courses import lesson
from tests.factories.payments import OrderFactory, PaymentFactory
from tests.factories.standalone import UserFactory
from tests.factories.study import study


def _sheet() -> dict[str, object]:
    world = room()
    evaluation = open_evaluation(world.enrollment, by=OFFICE, now=NOW)
    return {"pk": assign_evaluator(evaluation, evaluator=world.evaluators[0], by=OFFICE, now=NOW).pk}


def _mail() -> dict[str, object]:
    reader = Message.key_of(PersonFactory())
    return {"pk": Message.objects.create(dedupe_key="x", kind="x", to_email="a@example.test", reader=reader).pk}


def _order() -> dict[str, object]:
    order = OrderFactory(buyer=UserFactory())
    purchase(order, EnrollmentFactory())
    return {"public_id": order.public_id}


def _document() -> dict[str, object]:
    paid = PaymentFactory(order=OrderFactory(buyer=UserFactory()), status="paid", paid_at=NOW)
    return {"public_id": issue_receipt(paid, addressee=Addressee("見本"), by=OFFICE, now=NOW).public_id}


def _lesson(**arguments: object) -> dict[str, object]:
    """An address of a lesson that is open to somebody else."""
    world = study()
    return {"public_id": world.enrollment.public_id, "pk": lesson(world.curriculum).pk, **arguments}


def _address() -> dict[str, object]:
    return {"pk": PersonFactory(user=UserFactory()).postal_addresses.create(address="東京都見本区1-2-3").pk}


def _data_request() -> dict[str, object]:
    person = PersonFactory(user=UserFactory())
    asked = submit_data_request(person, kind="disclosure", words="x", by=OFFICE, now=NOW)
    return {"public_id": asked.public_id}


def _consent() -> dict[str, object]:
    person = PersonFactory(user=UserFactory())
    consent = record_consent(
        Consent.Text.NEWS,
        "1",
        source=Consent.Source.INTEREST,
        given_for=person,
        person=person,
        by=OFFICE,
        now=NOW,
    )
    return {"pk": consent.pk}


def _consultation() -> dict[str, object]:
    return {"public_id": ConsultationFactory(enrollment__person__user=UserFactory()).enrollment.public_id}


SOMEBODY_ELSES: dict[str, Callable[[], dict[str, object]]] = {
    "lms_cohorts:certificate": lambda: {"number": licensed().number},
    "lms_portal:my_enrollment": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_consultation": _consultation,
    "lms_portal:my_enrollment_cancel": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_enrollment_move": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_enrollment_calendar": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_admission": lambda: {"public_id": study().enrollment.public_id},
    "lms_portal:my_mail": _mail,
    "lms_portal:my_document": _document,
    "lms_portal:my_document_new": lambda: {**_order(), "kind": "receipt"},
    "lms_portal:my_address": _address,
    "lms_portal:my_address_prefer": _address,
    "lms_portal:my_address_remove": _address,
    "lms_portal:my_data_request": _data_request,
    "lms_portal:my_data_request_withdraw": _data_request,
    "lms_portal:my_consent_withdraw": _consent,
    "lms_portal:evaluate_cohort": lambda: {"code": room().cohort.code},
    "lms_portal:evaluate_attendance": lambda: {"pk": room().cohort.sessions.all()[0].pk},
    "lms_portal:evaluate_sheet": _sheet,
    "lms_portal:evaluate_sheet_autosave": _sheet,
    "lms_portal:evaluate_submit": _sheet,
    "lms_portal:order_return": _order,
    "lms_portal:order_pay": _order,
    "lms_portal:order_cancel": _order,
    "lms_portal:evaluate_assignment": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_enrollment_study": lambda: {"public_id": study().enrollment.public_id},
    "lms_portal:my_lesson": _lesson,
    "lms_portal:my_lesson_done": _lesson,
    "lms_portal:my_lesson_ticks": lambda: _lesson(key="x"),
    "lms_portal:my_lesson_test": lambda: _lesson(key="x"),
    "lms_portal:lesson": lambda: {"pk": lesson(study().curriculum).pk},
    "lms_portal:lesson_material": lambda: {"pk": lesson(study().curriculum).pk, "material": uuid4()},
}
