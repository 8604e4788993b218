"""Settings of cohorts, each read when it is needed: `conf.FEW_SEATS` is `settings.LMS_FEW_SEATS` or its default.

Import the module, never the names: `from cohorts import conf`.
"""

from typing import Any

from django.conf import settings

ACCOMMODATION_KEEP_DAYS: int
"""LMS_ACCOMMODATION_KEEP_DAYS: days after the last day of a course for which requests for accommodation are kept."""

ASSIGNMENT_KEEP_MONTHS: int
"""LMS_ASSIGNMENT_KEEP_MONTHS: months for which a file of the assignment that led to no license is kept."""

ASSIGNMENT_KEEP_YEARS: int
"""LMS_ASSIGNMENT_KEEP_YEARS: years for which a file of the assignment is kept beyond the validity of the license."""

ASSIGNMENT_MAX_MB: int
"""LMS_ASSIGNMENT_MAX_MB: the largest file taken for the designated assignment, in megabytes."""

ATTENDANCE_TOLERATED_MINUTES: int
"""LMS_ATTENDANCE_TOLERATED_MINUTES: minutes that may be missed in one session without losing it, late arrival and early
leave together."""

CONSULTATION_ANSWER_DAYS: int
"""LMS_CONSULTATION_ANSWER_DAYS: days an applicant has to answer what the office asked in a consultation; the day of the
question is not counted, and the last one counts to its end in Japan."""

CONSULTATION_DUE_DAYS: int
"""LMS_CONSULTATION_DUE_DAYS: working days within which the office takes its turn in a consultation."""

FEW_SEATS: int
"""LMS_FEW_SEATS: at this number of free seats or fewer a cohort reads "few seats left"."""

LICENSE_PREFIX: str
"""LMS_LICENSE_PREFIX: the letters license numbers begin with (1 to 8 capitals); numbers given out keep theirs."""

PRIORITY_MAX_DAYS: int
"""LMS_PRIORITY_MAX_DAYS: the most days for which those who asked for news may apply before everybody else."""

PROOF_ANSWER_DAYS: int
"""LMS_PROOF_ANSWER_DAYS: days a license holder has to answer the proof of the certificate; then the office is told and
may have it printed without an approval. The day it is shown is not counted."""

PROOF_CORRECTION_DAYS: int
"""LMS_PROOF_CORRECTION_DAYS: working days within which the office answers a correction of a proof."""

REGISTRATIONS_PER_HOUR: int
"""LMS_REGISTRATIONS_PER_HOUR: how often news may be asked for within an hour, from one address of the net and for one
mailbox."""

VERIFICATIONS_PER_MINUTE: int
"""LMS_VERIFICATIONS_PER_MINUTE: how many numbers one address may check in a minute, so that nobody lists licenses."""

WAITLIST_OFFER_HOURS: int
"""LMS_WAITLIST_OFFER_HOURS: hours an offered seat is held for somebody from the waitlist."""

DEFAULTS: dict[str, Any] = {
    "ACCOMMODATION_KEEP_DAYS": 90,
    "ASSIGNMENT_KEEP_MONTHS": 12,
    "ASSIGNMENT_KEEP_YEARS": 6,
    "ASSIGNMENT_MAX_MB": 20,
    "ATTENDANCE_TOLERATED_MINUTES": 10,
    "CONSULTATION_ANSWER_DAYS": 14,
    "CONSULTATION_DUE_DAYS": 3,
    "FEW_SEATS": 3,
    "LICENSE_PREFIX": "CSI",
    "PRIORITY_MAX_DAYS": 14,
    "PROOF_ANSWER_DAYS": 14,
    "PROOF_CORRECTION_DAYS": 3,
    "REGISTRATIONS_PER_HOUR": 10,
    "VERIFICATIONS_PER_MINUTE": 30,
    "WAITLIST_OFFER_HOURS": 48,
}


def __getattr__(name: str) -> Any:
    try:
        default = DEFAULTS[name]
    except KeyError:
        raise AttributeError(name) from None
    return getattr(settings, f"LMS_{name}", default)
