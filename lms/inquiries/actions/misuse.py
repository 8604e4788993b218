"""A title used without a license: reported by anybody, looked into, asked to stop, settled, and forgotten in time."""

from datetime import date, datetime, timedelta
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.inquiries import conf
from lms.inquiries.actions.inquiry import InquiryFields, close_inquiry, receive_inquiry, take_inquiry
from lms.inquiries.models import Inquiry, MisuseReport
from lms.kernel import audit
from lms.kernel import conf as kernel_conf
from lms.kernel.actor import Actor
from lms.kernel.calendar import add_business_days, jst_date, office_closed, start_of
from lms.kernel.obstacles import Obstacle

Status = MisuseReport.Status
#: All that the inquiry and its mails say; whom it is about stands in the report.
MESSAGE = "資格の名称が無資格で使用されているとのお知らせ"


class AlreadySettled(Obstacle):
    message = _("This report is settled already, or somebody has changed it. Please look at it again.")


class ReasonMissing(Obstacle):
    message = _("Say why.")


class DayOver(Obstacle):
    message = _("Choose a day that is still to come.")


class Seen(TypedDict):
    accused: str
    seen_where: str
    seen_at_url: str
    license_number: str
    details: str


class Sender(TypedDict):
    name: str
    email: str


@transaction.atomic
def report_misuse(
    sender: Sender, seen: Seen, *, privacy_version: str, language: str, trap: str = "", by: Actor, now: datetime
) -> Inquiry:
    """Take a report in: an inquiry with its number, receipt and owner, and what was seen apart from it.

    The same report sent twice on one day is one report.
    """
    fields = InquiryFields(
        topic=Inquiry.Topic.MISUSE, name=sender["name"], company="", email=sender["email"], phone="", message=MESSAGE
    )
    inquiry = receive_inquiry(
        fields,
        privacy_version=privacy_version,
        language=language,
        trap=trap,
        apart_by="\n".join(str(value) for value in seen.values()),
        by=by,
        now=now,
    )
    due_on = add_business_days(
        jst_date(now), conf.MISUSE_DUE_DAYS, is_closed=office_closed(kernel_conf.OFFICE_CLOSURES)
    )
    MisuseReport.objects.get_or_create(inquiry=inquiry, defaults={**seen, "due_on": due_on})
    return inquiry


@transaction.atomic
def send_notice(
    report: MisuseReport, *, text: str, way: MisuseReport.Way, answer_by: date, by: Actor, now: datetime
) -> MisuseReport:
    """Keep the notice that asks to stop, as it leaves today; until `answer_by` (inclusive) it waits for an answer.

    It is written by the office's own mail or letter: nothing of it stands in the lists of mails that everybody reads.

    Raises AlreadySettled, ReasonMissing, DayOver.
    """
    if not text.strip():
        raise ReasonMissing
    if answer_by <= jst_date(now):
        raise DayOver
    report = _locked(report, Status.NOTICED)
    report.status, report.notice, report.notice_way = Status.NOTICED, text.strip(), way
    report.notice_sent_on, report.due_on = jst_date(now), answer_by
    report.save(update_fields=["status", "notice", "notice_way", "notice_sent_on", "due_on"])
    if report.inquiry.status == Inquiry.Status.NEW and by.user:
        take_inquiry(report.inquiry, owner=by.user, by=by)
    audit.record("lms_inquiries.send_notice", report.inquiry, by=by, answer_by=answer_by.isoformat())
    return report


def note_correction(report: MisuseReport, *, reason: str, by: Actor, now: datetime) -> MisuseReport:
    """The title is no longer used. Raises AlreadySettled, ReasonMissing."""
    return _settle(report, Status.CORRECTED, "note_correction", reason, by=by, now=now)


def find_unfounded(report: MisuseReport, *, reason: str, by: Actor, now: datetime) -> MisuseReport:
    """The title was used rightly, or not at all. Raises AlreadySettled, ReasonMissing."""
    return _settle(report, Status.UNFOUNDED, "find_unfounded", reason, by=by, now=now)


def erase_settled(*, today: date, now: datetime) -> int:
    """Erase whom settled reports were about, some time after; that there was one, and how it ended, stays."""
    long_ago = start_of(today - timedelta(days=conf.MISUSE_KEEP_DAYS))
    texts = ("accused", "seen_where", "seen_at_url", "license_number", "details", "notice", "outcome")
    settled = MisuseReport.objects.filter(settled_at__lt=long_ago, erased_at=None)
    return settled.update(erased_at=now, **dict.fromkeys(texts, ""))


@transaction.atomic
def _settle(
    report: MisuseReport, status: MisuseReport.Status, act: str, reason: str, *, by: Actor, now: datetime
) -> MisuseReport:
    if not reason.strip():
        raise ReasonMissing
    report = _locked(report, status)
    report.status, report.outcome, report.settled_at = status, reason.strip(), now
    report.save(update_fields=["status", "outcome", "settled_at"])
    audit.record(f"lms_inquiries.{act}", report.inquiry, by=by)
    if Inquiry.Status.CLOSED in Inquiry.NEXT[Inquiry.Status(report.inquiry.status)]:
        close_inquiry(report.inquiry, by=by)
    return report


def _locked(report: MisuseReport, status: MisuseReport.Status) -> MisuseReport:
    fresh = MisuseReport.objects.select_for_update(of=("self",)).select_related("inquiry").get(pk=report.pk)
    if status not in MisuseReport.NEXT[MisuseReport.Status(fresh.status)]:
        raise AlreadySettled
    return fresh
