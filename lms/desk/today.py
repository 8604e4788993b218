"""What waits for the secretariat. Each number is counted by the filter of the list it opens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from cohorts.models import (
    Accommodation,
    CertificationCase,
    Cohort,
    Consultation,
    DataImport,
    Enrollment,
    ExamRecord,
)
from lms.desk.filters.approvals import ApprovalFilterSet
from lms.desk.filters.certification import CaseFilterSet, ExamRecordFilterSet
from lms.desk.filters.enrollment import (
    AccommodationFilterSet,
    CohortFilterSet,
    ConsultationFilterSet,
    EnrollmentFilterSet,
)
from lms.desk.filters.imports import DataImportFilterSet
from lms.desk.filters.letters import InquiryFilterSet, MessageFilterSet
from lms.desk.filters.money import FindingFilterSet, OrderFilterSet
from lms.desk.filters.statements import StatementLineFilterSet
from lms.desk.permissions import ACCOMMODATIONS, User, holds
from lms.desk.work import queue_url, tallies
from lms.desk.work_queues import QUEUES
from lms.inquiries.models import Inquiry
from lms.kernel.models import Message
from payments.models import Approval, Finding, Order, StatementLine

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Queue:
    """A pile of work: how many, where they lie, and what is to be done with them."""

    label: Text
    task: Text
    count: int
    url: str


def queues(*, reader: User, now: datetime) -> list[Queue]:
    """First what a person has to do, as the work queue lists it; then what else the office keeps an eye on."""
    return [*_work(reader, now), *_lists(), *_accommodations(reader)]


def _work(reader: User, now: datetime) -> list[Queue]:
    found = tallies(reader=reader, now=now)
    return [Queue(queue.label, queue.task, found[kind].all, queue_url(kind)) for kind, queue in QUEUES.items()]


def _lists() -> list[Queue]:
    return [
        _queue(
            EnrollmentFilterSet, Enrollment, "status=under_review",
            _("Applications to check"), _("Check the number or talk to the applicant, then accept or decline."),
        ),
        _queue(
            ConsultationFilterSet, Consultation, "overdue=yes",
            _("Consultations overdue"), _("The day on which the applicant was promised a word has passed."),
        ),
        _queue(
            EnrollmentFilterSet, Enrollment, "status=held",
            _("Seats held, not paid yet"), _("They are released by themselves when the time to pay is over."),
        ),
        _queue(
            EnrollmentFilterSet, Enrollment, "status=waitlisted",
            _("People on the waitlist"), _("A seat that becomes free is offered to them by itself, in their order."),
        ),
        _queue(
            CaseFilterSet, CertificationCase, "status=ready",
            _("Cases ready for decision"), _("Ask somebody with the right to decide who took no part in the course."),
        ),
        _queue(
            CaseFilterSet, CertificationCase, "status=awaiting_specialist",
            _("Cases waiting for the Specialist pass"), _("Confirm the pass in the file as soon as it is certain."),
        ),
        _queue(
            ExamRecordFilterSet, ExamRecord, "unclear=yes",
            _("Exam records whose owner is unclear"),
            _("Number and name do not agree. Say whose record it is; nothing is guessed."),
        ),
        _queue(
            DataImportFilterSet, DataImport, "waiting=yes",
            _("Imports with rows left"), _("Accept the rows, correct the file, or throw the rest away."),
        ),
        _queue(
            CohortFilterSet, Cohort, "dated=no&status=planned&status=open&status=closed",
            _("Cohorts without a date"), _("Shown as undecided; nothing can be applied for until the date is decided."),
        ),
        _queue(
            CohortFilterSet, Cohort, "short=yes",
            _("Cohorts with too few participants"),
            _("Decide today whether they are held: postpone, cancel, or lower the minimum."),
        ),
        _queue(
            InquiryFilterSet, Inquiry, "status=new&suspicious=no",
            _("New inquiries"), _("Take them; the sender was promised an answer by the next business day."),
        ),
        _queue(
            InquiryFilterSet, Inquiry, "overdue=yes",
            _("Overdue inquiries"), _("The day on which an answer was promised has passed."),
        ),
        _queue(
            MessageFilterSet, Message, "status=failed",
            _("Mail that could not be sent"), _("Correct the address or send the message again."),
        ),
        _queue(
            OrderFilterSet, Order, "overdue=yes",
            _("Bank transfers overdue"), _("Remind the payer, or end the order so that its seat is free."),
        ),
        _queue(
            StatementLineFilterSet, StatementLine, "status=open&status=to_send_back",
            _("Money at the bank to be matched"), _("Say which order each transfer is for, the oldest first."),
        ),
        _queue(
            ApprovalFilterSet, Approval, "waiting=yes",
            _("Money that waits for a second person"), _("Approve or refuse what a colleague asked."),
        ),
        _queue(
            FindingFilterSet, Finding, "resolved=no",
            _("Open payment findings"), _("Something about money that a person must look at."),
        ),
    ]  # fmt: skip


def _accommodations(reader: User) -> list[Queue]:
    """Counted for those who may read them, and for nobody else."""
    if not holds(reader, ACCOMMODATIONS):
        return []
    return [
        _queue(
            AccommodationFilterSet, Accommodation, "status=asked",
            _("Requests for accommodation"), _("Talk with the person about what helps, then answer."),
        )
    ]  # fmt: skip


def _queue(filterset: type[WagtailFilterSet], model: Any, query: str, label: Text, task: Text) -> Queue:
    rows: Any = filterset(QueryDict(query), queryset=model.objects.all()).qs
    url = reverse(f"lms_desk_{model._meta.model_name}:index")
    return Queue(label, task, rows.count(), f"{url}?{query}")
