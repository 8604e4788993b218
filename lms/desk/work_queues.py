"""The queues of work: which rows wait for a person of the office, where each is done, and by when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cohorts.actions.consultation import take_consultation
from cohorts.models import Affiliation, CertificateProof, Cohort, Consultation, DataRequest, Enrollment, Submission
from lms.checkout.models import GroupApplication
from lms.desk.models import WorkItem
from lms.inquiries.models import MisuseReport
from lms.kernel import clock
from lms.kernel.calendar import JST
from payments.models import OfferExtension, Quote, Refund

Kind = WorkItem.Kind
Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkQueue:
    """One kind of work. Paths lead from its model; `days` are working days, where the row has no date of its own.

    `owner` leads to who is in charge where the row says so itself, and `take` is the act that changes it there; without
    one it is noted on a `WorkItem`, which goes before what the row says.
    """

    kind: WorkItem.Kind
    task: Text
    rows: Callable[[], QuerySet[Any]]
    page: str
    since: str
    person: str = ""
    title: str = ""
    number: str = ""
    about: str = ""
    page_key: str = "pk"
    due: str = ""
    due_moment: str = ""
    days: int = 2
    owner: str = ""
    take: Callable[..., object] | None = None

    @property
    def label(self) -> str:
        return str(self.kind.label)


def numbers_to_check() -> QuerySet[Enrollment]:
    """Applications whose candidate number matches no record, or one that says something else."""
    asked = Q(eligibility__needs__0="number_check") | Q(eligibility__needs__1="number_check")
    return Enrollment.objects.filter(asked, status=Enrollment.Status.UNDER_REVIEW)


def quotes_to_invoice() -> QuerySet[Quote]:
    """Accepted quotes the office invoices itself: on the day of the delivery, where one was written down."""
    accepted = TruncDate("answered_at", tzinfo=JST)
    waiting = Quote.objects.filter(status=Quote.Status.ACCEPTED)
    return waiting.annotate(invoice_on=Coalesce("delivery_on", accepted))


def quotes_to_send() -> QuerySet[Quote]:
    """Drafts companies asked for from their application, while its seats can still be ordered."""
    accepting = Cohort.objects.accepting(at=clock.now())
    return Quote.objects.filter(status=Quote.Status.DRAFT, group_application__cohort__in=accepting)


def proofs_to_settle() -> QuerySet[CertificateProof]:
    """A correction to make, or a proof whose holder let the time pass: since they wrote, or since it was shown."""
    waiting = CertificateProof.objects.with_the_office(clock.today())
    return waiting.annotate(since=Coalesce("answered_at", "made_at"))


def contacts_to_confirm() -> QuerySet[Affiliation]:
    """Who orders for a company with agreed terms, and so far only says that they work there."""
    unknown = Affiliation.objects.on(clock.today()).filter(confirmed_at=None)
    orders = GroupApplication.objects.filter(contact=OuterRef("person"), organization=OuterRef("organization"))
    first = orders.order_by("created_at").values("created_at")[:1]
    waiting = unknown.filter(Exists(orders), organization__terms_of_payment__isnull=False)
    return waiting.annotate(ordered_at=Subquery(first))


QUEUES: dict[WorkItem.Kind, WorkQueue] = {
    queue.kind: queue
    for queue in (
        WorkQueue(
            kind=Kind.NUMBER,
            task=gettext_lazy("Compare number and name with the exam records, then accept or decline."),
            rows=numbers_to_check,
            page="lms_desk_enrollment:inspect",
            since="submitted_at",
            person="person",
            number="number",
            about="cohort__title",
        ),
        WorkQueue(
            kind=Kind.CONSULTATION,
            task=gettext_lazy("Talk about the purpose, ask, or write down what came of it."),
            rows=Consultation.objects.with_the_office,
            page="lms_desk_consultation:inspect",
            since="opened_at",
            person="enrollment__person",
            number="enrollment__number",
            about="enrollment__cohort__title",
            due="due_on",
            owner="owner",
            take=take_consultation,
        ),
        WorkQueue(
            kind=Kind.LATE_ASSIGNMENT,
            task=gettext_lazy("Read why it is late, then accept the file or refuse it with a reason."),
            rows=Submission.objects.waiting,
            page="lms_desk_enrollment:inspect",
            page_key="enrollment_id",
            since="handed_in_at",
            person="enrollment__person",
            number="enrollment__number",
            about="enrollment__cohort__title",
            days=3,
        ),
        WorkQueue(
            kind=Kind.OFFER,
            task=gettext_lazy("Ask whoever has not answered; the seat is offered on by itself when the time is over."),
            rows=lambda: Enrollment.objects.filter(status=Enrollment.Status.OFFERED),
            page="lms_desk_enrollment:inspect",
            since="waitlisted_at",
            person="person",
            number="number",
            about="cohort__title",
            due_moment="hold_until",
        ),
        WorkQueue(
            kind=Kind.EXTENSION,
            task=gettext_lazy("Another person than the one who asked says yes or no."),
            rows=lambda: OfferExtension.objects.filter(answered_at__isnull=True),
            page="lms_desk_discountoffer:inspect",
            page_key="offer_id",
            since="asked_at",
            title="offer__label",
            about="reason",
        ),
        WorkQueue(
            kind=Kind.REFUND,
            task=gettext_lazy("Send the money by bank, or ask for the account it is to go to."),
            rows=lambda: Refund.objects.filter(status__in=[Refund.Status.REQUESTED, Refund.Status.REQUIRES_ACTION]),
            page="lms_desk_order:inspect",
            page_key="payment__order_id",
            since="created_at",
            title="payment__order__buyer_name",
            number="payment__order__number",
            about="reason",
            days=5,
        ),
        WorkQueue(
            kind=Kind.QUOTE_REQUEST,
            task=gettext_lazy("Read what the company asks for, correct the draft where it needs it, and send it."),
            rows=quotes_to_send,
            page="lms_desk_quote:inspect",
            since="created_at",
            title="buyer_name",
            about="title",
        ),
        WorkQueue(
            kind=Kind.QUOTE,
            task=gettext_lazy("Issue the invoice once it is delivered; the day to pay by counts from that day."),
            rows=quotes_to_invoice,
            page="lms_desk_quote:inspect",
            since="answered_at",
            title="buyer_name",
            number="number",
            about="title",
            due="invoice_on",
        ),
        WorkQueue(
            kind=Kind.PROOF,
            task=gettext_lazy("Correct the name and show it again, or print it without an answer and say why."),
            rows=proofs_to_settle,
            page="lms_desk_license:inspect",
            page_key="license_id",
            since="since",
            person="license__person",
            number="license__number",
            about="wish",
            due="due_on",
        ),
        WorkQueue(
            kind=Kind.CONTACT,
            task=gettext_lazy("Make sure that they speak for the company, or correct where they work."),
            rows=contacts_to_confirm,
            page="lms_desk:confirm_affiliation",
            since="ordered_at",
            person="person",
            about="organization__name",
        ),
        WorkQueue(
            kind=Kind.MISUSE,
            task=gettext_lazy("Look into it, ask to stop where it is so, and write down what came of it."),
            rows=MisuseReport.objects.open,
            page="lms_desk_inquiry:inspect",
            page_key="inquiry_id",
            since="inquiry__received_at",
            title="inquiry__number",
            due="due_on",
            owner="inquiry__owner",
        ),
        WorkQueue(
            kind=Kind.DATA_REQUEST,
            task=gettext_lazy("Make sure that it is the person, then answer within 14 days."),
            rows=DataRequest.objects.waiting,
            page="lms_desk_datarequest:inspect",
            since="received_at",
            person="person",
            number="number",
            due="due_on",
            owner="owner",
        ),
    )
}
