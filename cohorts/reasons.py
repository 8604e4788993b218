"""The sentences behind an eligibility answer, as the applicant reads them."""

from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cohorts.eligibility import Eligibility, Reason, ReasonCode, Verdict
from lms.kernel import calendar

WAITS_FOR_PASS = _(
    "The course evaluation alone does not certify: once your Specialist pass is confirmed, it is judged together with "
    "your course results."
)

SENTENCES: dict[ReasonCode, str | Promise] = {
    ReasonCode.AUDIT_NEEDS_NOTHING: _("The audit-only course needs no qualification. It does not lead to a license."),
    ReasonCode.PASS_CONFIRMED: _("Your Specialist pass is confirmed."),
    ReasonCode.PASS_BEING_CONFIRMED: _("Your Specialist pass is being confirmed. You can take part in the course."),
    ReasonCode.SPECIALIST_IN_PROGRESS: _("You are taking the Specialist level. You can take part in the course."),
    ReasonCode.RESULT_OVERDUE: _("The date on which you expected your Specialist result has passed. We look it up."),
    ReasonCode.RECORD_NOT_MATCHED: _(
        "We did not find a Specialist record with this number and name. The office checks it and writes to you."
    ),
    ReasonCode.RECORD_NOT_PASSED: _(
        "Our record of this number does not show a pass. The office checks it and writes to you."
    ),
    ReasonCode.SPECIALIST_MISSING: _(
        "The certification course is for people who have passed or are taking the Specialist level."
    ),
    ReasonCode.PREREQUISITE_WAIVED: _("The office admits you to the course without the Specialist level."),
    ReasonCode.NUMBER_ACCEPTED: _("The office has checked what you declared. You can take part in the course."),
    ReasonCode.PURPOSE_ACCEPTED: _("Your purpose is one the license is meant for."),
    ReasonCode.TRAINER_CONSULTATION: _(
        "Professional trainers consult the office before they apply. We will contact you."
    ),
    ReasonCode.PURPOSE_CONSULTATION: _("We would like to talk about your purpose first. We will contact you."),
    ReasonCode.CONSULTATION_CLEARED: _("Your purpose was agreed with the office."),
}
WAITING = {
    ReasonCode.PASS_BEING_CONFIRMED,
    ReasonCode.SPECIALIST_IN_PROGRESS,
    ReasonCode.NUMBER_ACCEPTED,
    ReasonCode.PREREQUISITE_WAIVED,
}

HEADLINES: dict[Verdict, str | Promise] = {
    Verdict.MET: _("You can apply."),
    Verdict.PROVISIONAL: _("You can apply; one requirement is still waiting."),
    Verdict.REVIEW: _("The office looks at your application first."),
    Verdict.NOT_MET: _("You cannot take this kind of seat yet."),
}


def sentence(reason: Reason) -> str:
    """One reason in full, with the words of a waiver, and the expected day where there is one."""
    parts = [SENTENCES[reason.code]]
    if reason.words:
        parts.append(_("The reason given by the office: “%(words)s”.") % {"words": reason.words})
    if reason.code in WAITING:
        parts.append(WAITS_FOR_PASS)
    if reason.until and reason.code is ReasonCode.PREREQUISITE_WAIVED:
        parts.append(_("This holds until the end of %(day)s.") % {"day": long_day(reason.until)})
    elif reason.until:
        parts.append(_("Expected result: %(day)s.") % {"day": long_day(reason.until)})
    return joined(*parts)


def joined(*parts: object) -> str:
    """Sentences after one another; Japanese ones without a space between them."""
    return ("" if _in_japanese() else " ").join(map(str, parts))


def sentences(eligibility: Eligibility) -> list[str]:
    """All reasons of an answer, in the current language."""
    return [sentence(reason) for reason in eligibility.reasons]


def headline(eligibility: Eligibility) -> str:
    return str(HEADLINES[eligibility.verdict])


def long_day(day: date) -> str:
    return calendar.long_date(day) if _in_japanese() else formats.date_format(day, "l, F j, Y")


def _in_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")
