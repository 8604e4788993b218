"""What an employer may be told of somebody's course: attendance always, the result only with that person's consent.

Telling an employer is a disclosure to a third party (個人情報保護法27条), also where the employer has paid.
"""

from collections.abc import Collection
from enum import Enum

from cohorts.models import CertificationDecision, Consent, Enrollment
from lms.kernel.models import Message

#: The edition of the sentence on the page where it is asked; raise it when what it promises changes.
TEXT_VERSION = "employer-results-1"


class Answer(Enum):
    """What stands in the place of the result."""

    NO_RESULT = "no_result"
    WITHHELD = "withheld"
    NOT_OUT = "not_out"
    CERTIFIED = "certified"
    NOT_CERTIFIED = "not_certified"


def answer_of(*, leads_to_license: bool, has_consent: bool, outcome: str | None) -> Answer:
    """Pure. Without consent the answer is the same whatever the result is, and whether there is one.

    Args:
        outcome: of a result that is out, None until then.
    """
    if not leads_to_license:
        return Answer.NO_RESULT
    if not has_consent:
        return Answer.WITHHELD
    return Answer.NOT_OUT if outcome is None else Answer(outcome)


def released_outcomes(enrollments: Collection[Enrollment]) -> dict[int, str]:
    """The results that are out, by enrollment: those of decided cases. The one place that says when a result is out."""
    decided = CertificationDecision.objects.filter(case__enrollment__in=enrollments)
    return dict(decided.values_list("case__enrollment", "outcome"))


def consents_to(enrollments: Collection[Enrollment]) -> dict[int, Consent]:
    """Who agreed for which seat, and stands by it: a seat that was handed on asks its new person anew."""
    keys = {Message.key_of(enrollment): enrollment.pk for enrollment in enrollments}
    standing = Consent.objects.standing().filter(text=Consent.Text.EMPLOYER_RESULTS, reference__in=keys)
    return {keys[consent.reference]: consent for consent in standing}
