"""What stands behind every address outside of the admin that names a row.

`SOMEBODY_ELSES` is for `owner_only` views: `"lms_portal:enrollment": lambda: {"pk": EnrollmentFactory().pk}` gives the
arguments of an address that exists and belongs to someone else. test_urls_are_guarded.py opens it as one of those who
came into the world with the row, who must find it, and as each of its strangers, who must not.

`ANYBODYS` is for all others, on the rows of tests/rows.py: what a visitor may read there is still not other people's
names, addresses and numbers. `KEYS` are the tokens of `secret_link` views; each opens its own doors and no other.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.db.models import Model

from cohorts.actions.consent import record_consent
from cohorts.actions.data_request import submit_data_request
from cohorts.actions.evaluation import assign_evaluator, open_evaluation
from cohorts.models import AttendanceStatement, Cohort, Consent, Enrollment, Interest, License
from cohorts.waitlist_emails import answer_token
from courses.models import Course, ExamLevel, SyllabusOutline
from lms.checkout.change_emails import choice_token
from lms.checkout.models import ChangeNotice
from lms.checkout.quote_emails import paper_token, quote_token
from lms.inquiries import views as inquiries
from lms.inquiries.models import Inquiry
from lms.kernel import clock
from lms.kernel.link_token import token_of
from lms.kernel.models import Message
from payments.actions.document import Addressee, issue_receipt
from payments.models import Document, Quote
from tests.checkout.companies import LATER, a_group_draft, confirm_group
from tests.factories.certification import NOW, OFFICE, licensed, ready, room, with_proof
from tests.factories.cohorts import AccommodationFactory, ConsultationFactory, EnrollmentFactory, PersonFactory
from tests.factories.commerce import purchase
from tests.factories.courses import StudyMaterialFactory, lesson
from tests.factories.fees import ChargeFactory
from tests.factories.payments import OrderFactory, PaymentFactory
from tests.factories.standalone import UserFactory
from tests.factories.study import study
from tests.factories.submissions import handed_in


def _sheet() -> dict[str, object]:
    world = room()
    evaluation = open_evaluation(world.enrollment, by=OFFICE, now=NOW)
    return {"pk": assign_evaluator(evaluation, evaluator=world.evaluators[0], by=OFFICE, now=NOW).pk}


def _mail() -> dict[str, object]:
    reader = Message.key_of(PersonFactory(user=UserFactory()))
    return {"pk": Message.objects.create(dedupe_key="x", kind="x", to_email="a@example.test", reader=reader).pk}


def _order() -> dict[str, object]:
    person = PersonFactory(user=UserFactory())
    order = OrderFactory(buyer=person.user)
    purchase(order, EnrollmentFactory(person=person))
    return {"public_id": order.public_id}


def _fee() -> dict[str, object]:
    return {"public_id": ChargeFactory(person=PersonFactory(user=UserFactory())).public_id}


def _document() -> dict[str, object]:
    paid = PaymentFactory(order=OrderFactory(status="paid", buyer=UserFactory()), status="paid", paid_at=NOW)
    return {"public_id": issue_receipt(paid, addressee=Addressee("見本"), by=OFFICE, now=NOW).public_id}


def _block(kind: str, value: dict[str, object]) -> str:
    return json.dumps([{"type": kind, "id": "x", "value": value}])


CHECKLIST = _block("checklist", {"title": "持ち物", "points": []})
SELF_TEST = _block("self_test", {"title": "確認問題", "questions": []})


def _lesson(body: str = "", **arguments: object) -> dict[str, object]:
    """An address of a lesson that is open to somebody else."""
    world = study()
    return {"public_id": world.enrollment.public_id, "pk": lesson(world.curriculum, body=body).pk, **arguments}


def _material() -> dict[str, object]:
    world = study()
    file = ContentFile(b"%PDF-1.7", name="x.pdf")
    material = StudyMaterialFactory(course=world.curriculum.course, file=file)
    shows = lesson(world.curriculum, body=[("file", {"material": material, "note": ""})])
    return {"pk": shows.pk, "material": material.public_id}


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
        now=clock.now(),
    )
    return {"pk": consent.pk}


def _consultation() -> dict[str, object]:
    return {"public_id": ConsultationFactory(enrollment__person__user=UserFactory()).enrollment.public_id}


def _company_order(**arguments: object) -> dict[str, object]:
    """Two seats of another company, one of them without a name, ordered before the cohort was postponed."""
    cohort = Cohort.objects.get(code="2026")
    Cohort.objects.filter(pk=cohort.pk).update(
        status=Cohort.Status.OPEN,
        applications_open_at=NOW - timedelta(days=150),
        application_deadline_at=NOW + timedelta(days=30),
    )
    order = confirm_group(a_group_draft(SimpleNamespace(cohort=cohort), [LATER, LATER]))
    Cohort.objects.filter(pk=cohort.pk).update(status=cohort.status, application_deadline_at=None)
    return {"public_id": order.public_id, **arguments}


Arguments = Callable[[], dict[str, object]]


def _statement() -> dict[str, object]:
    pdf = b"%PDF-1.7"
    statement = AttendanceStatement.objects.create(
        enrollment=room().enrollment,
        kind="hours",
        number="AH-2026-9998",
        facts={},
        pdf=pdf,
        sha256=sha256(pdf).hexdigest(),
    )
    return {"public_id": statement.enrollment.public_id, "kind": "hours"}


def _accommodation() -> dict[str, object]:
    asked = AccommodationFactory(enrollment__person__user=UserFactory())
    return {"public_id": asked.enrollment.public_id}


def _submission() -> dict[str, object]:
    submission = handed_in(room().enrollment)
    return {"public_id": submission.enrollment.public_id, "number": submission.number}


def _result() -> dict[str, object]:
    return {"public_id": ready().enrollment.public_id}


SOMEBODY_ELSES: dict[str, Arguments] = {
    "lms_cohorts:certificate": lambda: {"number": licensed().number},
    "lms_portal:my_license": lambda: {"number": with_proof().number},
    "lms_portal:my_proof": lambda: {"number": with_proof().number},
    "lms_portal:my_proof_picture": lambda: {"number": with_proof().number},
    "lms_portal:my_proof_letters": lambda: {"number": with_proof().number, "version": 1},
    "lms_portal:my_proof_approve": lambda: {"number": with_proof().number, "version": 1},
    "lms_portal:my_proof_correct": lambda: {"number": with_proof().number, "version": 1},
    "lms_portal:my_register": lambda: {"number": with_proof().number},
    "lms_portal:my_enrollment": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_accommodation": _accommodation,
    "lms_portal:my_accommodation_withdraw": _accommodation,
    "lms_portal:my_assignment": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_assignment_file": _submission,
    "lms_portal:my_consultation": _consultation,
    "lms_portal:my_employer_results": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_result": _result,
    "lms_portal:my_result_version": lambda: {**_result(), "version": 1},
    "lms_portal:my_statement": _statement,
    "lms_portal:my_statement_new": lambda: {"public_id": room().enrollment.public_id, "kind": "hours"},
    "lms_portal:my_enrollment_upgrade": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_enrollment_cancel": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_enrollment_move": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_enrollment_calendar": lambda: {"public_id": room().enrollment.public_id},
    "lms_portal:my_admission": lambda: {"public_id": study().enrollment.public_id},
    "lms_portal:my_order": _company_order,
    "lms_portal:my_seat_name": lambda: _company_order(position=1),
    "lms_portal:my_seat_cancel": lambda: _company_order(position=1),
    "lms_portal:my_mail": _mail,
    "lms_portal:my_fee": _fee,
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
    "lms_portal:evaluate_assignment_file": _submission,
    "lms_portal:my_enrollment_study": lambda: {"public_id": study().enrollment.public_id},
    "lms_portal:my_lesson": _lesson,
    "lms_portal:my_lesson_done": _lesson,
    "lms_portal:my_lesson_ticks": lambda: _lesson(CHECKLIST, key="x"),
    "lms_portal:my_lesson_test": lambda: _lesson(SELF_TEST, key="x"),
    "lms_portal:lesson": lambda: {"pk": lesson(study().curriculum).pk},
    "lms_portal:lesson_material": _material,
}


def _newest(model: type[Model], **fields: str) -> Arguments:
    """The arguments of an address, each with the field of the newest row it is read from."""
    return lambda: {name: getattr(model.objects.latest("pk"), field) for name, field in fields.items()}


def _code_of(model: type[Model]) -> Arguments:
    return _newest(model, code="code")


def _framework(*versions: str) -> Arguments:
    return lambda: {"code": "cmbok", **dict(zip(versions, ("1.0", "2.0"), strict=False))}


def _on_sale() -> dict[str, object]:
    return {"code": "2026"}


def _outline() -> dict[str, object]:
    return {"slug": SyllabusOutline.objects.latest("pk").slug}


ANYBODYS: dict[str, Arguments] = {
    "lms_api:cohort": _on_sale,
    "lms_api:exam_level": _code_of(ExamLevel),
    "lms_api:framework_difference": _framework("old", "new"),
    "lms_api:framework_version": _framework("version"),
    "lms_api:license_by_number": _newest(License, number="number"),
    "lms_api:outline": _outline,
    "lms_api:verdict": _code_of(ExamLevel),
    "lms_catalogue:cohort": _on_sale,
    "lms_catalogue:cohort_calendar": _on_sale,
    "lms_catalogue:course_calendar": _code_of(Course),
    "lms_catalogue:course_interest": _code_of(Course),
    "lms_catalogue:interest": _on_sale,
    "lms_cohorts:verify_number": _newest(License, number="number"),
    "lms_courses:framework": _framework(),
    "lms_courses:framework_diff": _framework("old", "new"),
    "lms_courses:framework_version": _framework("version"),
    "lms_courses:level": _code_of(ExamLevel),
    "lms_courses:outline": _outline,
    "lms_courses:outline_opml": _outline,
    "lms_courses:outline_text": _outline,
    "lms_portal:apply": _on_sale,
    "lms_portal:apply_audit": _on_sale,
    "lms_portal:apply_confirm": _on_sale,
    "lms_portal:apply_declarations": _on_sale,
    "lms_portal:apply_waitlist": _on_sale,
    "lms_portal:group": _on_sale,
    "lms_portal:group_choose": lambda: {**_on_sale(), "position": 1},
    "lms_portal:group_confirm": _on_sale,
    "lms_portal:group_people": _on_sale,
    "lms_portal:group_quote": _on_sale,
    "lms_portal:legal": lambda: {"kind": "terms"},
    "lms_portal:legal_version": lambda: {"kind": "terms", "version": "2026-04"},
    "lms_portal:my_data_request_new": lambda: {"kind": "disclosure"},
}

#: Addresses of the desk that name more than one row.
DESK: dict[str, Arguments] = {
    "lms_desk:paper": lambda: {
        "pk": License.objects.latest("pk").decision.case.enrollment.cohort_id,
        "name": "participants",
    },
}


def _interest_key() -> str:
    return Interest.objects.latest("pk").token


def _waitlist_key() -> str:
    return answer_token(Enrollment.objects.latest("pk"))


def _choice_key() -> str:
    return choice_token(ChangeNotice.objects.latest("pk"))


def _quote_key() -> str:
    return quote_token(Quote.objects.exclude(status="draft").latest("pk"))


def _paper_key() -> str:
    return paper_token(Document.objects.valid().latest("pk"))


def _inquiry_key() -> str:
    return token_of(Inquiry.objects.latest("pk"), salt=inquiries.SALT)


KEYS: dict[str, Callable[[], str]] = {
    "lms_catalogue:interest_answer": _interest_key,
    "lms_catalogue:interest_confirm": _interest_key,
    "lms_catalogue:interest_withdraw": _interest_key,
    "lms_inquiries:received": _inquiry_key,
    "lms_portal:choice": _choice_key,
    "lms_portal:choose": _choice_key,
    "lms_portal:quote": _quote_key,
    "lms_portal:quote_accept": _quote_key,
    "lms_portal:quote_decline": _quote_key,
    "lms_portal:quote_paper": _paper_key,
    "lms_portal:quote_pdf": _quote_key,
    "lms_portal:quote_receipt": _quote_key,
    "lms_portal:waitlist_answer": _waitlist_key,
    "lms_portal:waitlist_leave": _waitlist_key,
}
