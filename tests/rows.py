"""A row of every kind that an address of the admin names, made by the real actions where there are any.

An address of the desk names its rows by its folder (`cms/desk/licenses/<int:pk>/…`), one of Wagtail's by the model of
its view. test_urls_are_guarded.py opens them all, so a new folder or a new kind of row needs a line here.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Model

from cohorts.actions.data_import import take_in
from cohorts.actions.data_request import submit_data_request
from cohorts.actions.exam_score import enter_score
from cohorts.actions.textbook import Shipment, ship
from cohorts.models import (
    Accommodation,
    Affiliation,
    AttendanceStatement,
    CertificationCase,
    Cohort,
    CompanyHold,
    Consultation,
    DataImport,
    DataRequest,
    Enrollment,
    EvaluationSheet,
    ExamRecord,
    ExamScore,
    Interest,
    LessonModelEvaluation,
    License,
    Organization,
    Person,
    RecordMatch,
    Submission,
    TextbookDelivery,
    Venue,
    Waiver,
)
from courses.actions.crosswalk import propose_crosswalk
from courses.actions.outline import import_outline, plan_import
from courses.models import (
    Course,
    CrosswalkEntry,
    Curriculum,
    Framework,
    StudyMaterial,
)
from lms.checkout.actions.organizer_change import carry_out, postpone
from lms.checkout.models import Charge, CommerceStatement, LegalDocument, Listing, OrganizerChange, Purchase
from lms.desk.models import BulkAct, WorkItem
from lms.inquiries.models import Inquiry
from lms.kernel.models import Message
from payments.actions.document import issue_receipt, usual_addressee
from payments.actions.statement import keep_statement
from payments.models import (
    Approval,
    BankAccount,
    BankStatement,
    BankTransfer,
    DiscountOffer,
    Document,
    Finding,
    OfferExtension,
    Order,
    Payment,
    Product,
    Quote,
    QuoteLine,
    Refund,
    StatementLine,
)
from tests.checkout.applications import NOW, bought
from tests.checkout.companies import LATER, a_contact, a_group_draft, confirm_group, hold
from tests.checkout.stripe_says import pay
from tests.factories.certification import OFFICE, licensed
from tests.factories.cohorts import (
    AccommodationFactory,
    ConsultationFactory,
    ExamRecordFactory,
    InterestFactory,
    OrganizationFactory,
    PersonFactory,
    WaiverFactory,
)
from tests.factories.courses import StudyMaterialFactory, TextbookFactory, lesson
from tests.factories.exam_levels import ReferenceQualificationFactory, standards
from tests.factories.fees import ChargeFactory
from tests.factories.frameworks import published_framework
from tests.factories.inquiries import MisuseReportFactory
from tests.factories.quotes import a_sent_quote
from tests.factories.standalone import UserFactory
from tests.factories.submissions import submit
from tests.tools.urls import Address
from tests.world import open_world

FOLDERS: dict[str, type[Model]] = {
    "affiliations": Affiliation,
    "approvals": Approval,
    "bank-lines": StatementLine,
    "bank-statements": BankStatement,
    "bulk-acts": BulkAct,
    "accommodations": Accommodation,
    "cases": CertificationCase,
    "changes": OrganizerChange,
    "cohorts": Cohort,
    "commerce": CommerceStatement,
    "company-holds": CompanyHold,
    "consultations": Consultation,
    "crosswalk": CrosswalkEntry,
    "curricula": Curriculum,
    "data-requests": DataRequest,
    "document-files": Document,
    "documents": Document,
    "enrollments": Enrollment,
    "evaluations": LessonModelEvaluation,
    "exam-records": ExamRecord,
    "exam-scores": ExamScore,
    "fees": Listing,
    "findings": Finding,
    "frameworks": Framework,
    "imports": DataImport,
    "inquiries": Inquiry,
    "interests": Interest,
    "legal": LegalDocument,
    "licenses": License,
    "messages": Message,
    "offer-extensions": OfferExtension,
    "offers": DiscountOffer,
    "open-seats": Purchase,
    "orders": Order,
    "organizations": Organization,
    "people": Person,
    "person-fees": Charge,
    "products": Product,
    "quote-lines": QuoteLine,
    "quotes": Quote,
    "record-matches": RecordMatch,
    "refunds": Refund,
    "sheets": EvaluationSheet,
    "statements": AttendanceStatement,
    "study-materials": StudyMaterial,
    "submissions": Submission,
    "textbook-deliveries": TextbookDelivery,
    "venues": Venue,
    "waivers": Waiver,
    "work": WorkItem,
}

LIST = "番号,氏名\nSP-9,見本 花子\n"
FOLDER = re.compile(r"cms/(?:desk/)?(study-materials|(?<=desk/)[\w-]+)/")


def model_of(address: Address) -> type[Model] | None:
    """What kind of row the address names; None where the row, if there is one, is Wagtail's own."""
    model = getattr(address.view, "view_initkwargs", {}).get("model")
    if not isinstance(model, type):
        found = FOLDER.match(address.route)
        model = FOLDERS.get(found[1]) if found else None
    return model if model is None or model._meta.app_label.startswith("lms_") else None


def row_of(model: type[Model]) -> Model:
    """The newest one; of the messages a letter, which every act on messages takes."""
    rows = Message.objects.letters() if model is Message else model._default_manager.all()
    return rows.latest("pk")


def every_row() -> None:
    """A license that was issued, a cohort that was sold and postponed, standards, and what waits to be answered."""
    _certified()
    _sold_and_postponed()
    _standards()
    _inbox()


def _certified() -> None:
    license_ = licensed()
    enrollment = license_.decision.case.enrollment
    book = TextbookFactory(course=enrollment.cohort.course)
    ship(enrollment, textbooks=[book.pk], shipment=Shipment("見本運輸", "1-2"), on=NOW.date(), by=OFFICE, now=NOW)
    request = submit_data_request(
        enrollment.person,
        kind=DataRequest.Kind.NAME_CHANGE,
        words="改姓しました。",
        evidence=ContentFile(b"%PDF-1.7", name="x.pdf"),
        evidence_type="application/pdf",
        by=OFFICE,
        now=NOW,
    )
    assert request.evidence
    submit(enrollment)
    pdf = b"%PDF-1.7"
    AttendanceStatement.objects.create(
        enrollment=enrollment, kind="hours", number="AH-2026-9999", facts={}, pdf=pdf, sha256=sha256(pdf).hexdigest()
    )


def _sold_and_postponed() -> None:
    world = open_world(now=NOW)
    buyer = UserFactory()
    payment = bought(world, person=PersonFactory(user=buyer, employer=OrganizationFactory()))
    Order.objects.update(buyer=buyer, due_on=date(2027, 1, 15))
    pay(payment)
    payment.refresh_from_db()
    issue_receipt(payment, addressee=usual_addressee(payment.order), by=OFFICE, now=NOW)
    refund = Refund.objects.create(payment=payment, amount_jpy=2_000)
    WorkItem.objects.create(kind=WorkItem.Kind.REFUND, key=refund.pk, due_on=NOW.date())
    BulkAct.objects.create(token=uuid4(), cohort=world.cohort, kind=BulkAct.Kind.WRITE, at=NOW)
    ChargeFactory(person=PersonFactory(user=UserFactory()))
    Finding.objects.create(
        kind=Finding.Kind.PAID_TWICE, severity="warning", dedupe_key="x", order=payment.order, payment=payment
    )
    _at_the_bank(payment)
    offer = DiscountOffer.objects.get()
    OfferExtension.objects.create(
        offer=offer,
        ended_at=offer.ends_at,
        ends_at=offer.ends_at + timedelta(days=10),
        reason="会場の確定が遅れたため",
        asked_by=UserFactory(),
        asked_at=NOW,
    )
    OrganizationFactory().affiliations.create(person=PersonFactory())
    confirm_group(a_group_draft(world, [LATER]))
    hold(world, a_contact(), seats=2)
    days = (date(2027, 3, 18), date(2027, 3, 19))
    change = postpone(world.cohort, reason="台風のため", dates=days, answer_by=date(2027, 1, 31), by=OFFICE, now=NOW)
    carry_out(change, by=OFFICE, now=NOW)


def _at_the_bank(payment: Payment) -> None:
    """A file that waits, a line of it, a transfer under the same number, and something that waits for two people."""
    facts = {"file_name": "x.csv", "raw": "日付,入金,摘要\n2026/12/1,5,x\n".encode()}
    statement = keep_statement(BankAccount.objects.create(name="みほん銀行"), **facts, by=OFFICE, now=NOW)
    day = date(2026, 12, 1)
    transfer = BankTransfer.objects.create(payment=payment, amount_jpy=5, received_on=day, reference="x")
    StatementLine.objects.create(
        pk=transfer.pk,
        account=statement.account,
        statement=statement,
        row=2,
        booked_on=day,
        amount_jpy=5,
        digest="x",
    )
    Approval.objects.create(
        kind=Approval.Kind.WRITE_OFF,
        order=payment.order,
        finding=Finding.objects.latest("pk"),
        amount_jpy=5,
        reason="重複のため",
        asked_by=UserFactory(),
        asked_at=NOW,
    )


def _standards() -> None:
    standards()
    record = ExamRecordFactory(candidate_number="CS-000001")
    enter_score(record, unit="assignment_2", points=Decimal(60), notified_on=NOW.date(), by=OFFICE, now=NOW)
    ReferenceQualificationFactory()
    propose_crosswalk(*published_framework(), by=OFFICE)
    plan = plan_import("題\n1. CS-1 甲\n1.1. 1-1 乙\n".encode(), file_name="small.txt", frameworks=[])
    import_outline(plan, by=OFFICE, now=NOW)
    curriculum = Curriculum.objects.get(is_current=True)
    material = StudyMaterialFactory(course=curriculum.course, file=ContentFile(b"%PDF-1.7", name="x.pdf"))
    lesson(curriculum, body=[("file", {"material": material, "note": ""})])


def _inbox() -> None:
    take_in(DataImport.Kind.EXAM_RECORDS, file_name="x.csv", data=LIST.encode(), by=OFFICE, now=NOW)
    RecordMatch.objects.create(
        record=ExamRecordFactory(), person=PersonFactory(), doubt=RecordMatch.Doubt.NAME_ONLY, found_at=NOW
    )
    AccommodationFactory()
    ConsultationFactory()
    WaiverFactory(course=Course.objects.earliest("pk"))
    MisuseReportFactory()
    InterestFactory()
    a_sent_quote()
