"""Who is too close to a trainee to score or to decide (ISO/IEC 17024, 4.3, 5.2 and 6.2)."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser

from cohorts.models import CertificationCase, Enrollment, EvaluationSheet, Person, StaffAssignment
from lms.kernel import calendar
from lms.kernel.names import same_name


def too_close(evaluator: AbstractBaseUser, enrollment: Enrollment) -> bool:
    """Whether the evaluator is the trainee, or works for the trainee's employer."""
    person = Person.objects.filter(user_id=evaluator.pk).select_related("employer").first()
    if person is None:
        return False
    trainee = enrollment.person
    return person == trainee or _same_employer(person, enrollment)


def _same_employer(person: Person, enrollment: Enrollment) -> bool:
    employer = person.employer
    if employer is None:
        return False
    if employer == enrollment.person.employer:
        return True
    # The trainee may have typed the company instead of choosing it.
    declaration = getattr(enrollment, "declaration", None)
    return (
        declaration is not None
        and bool(declaration.employer_name)
        and same_name(employer.name, declaration.employer_name)
    )


def is_involved(decider: AbstractBaseUser, case: CertificationCase, *, day: date) -> bool:
    """Whether somebody taught, scored, marked or is the trainee of a case, or trained them in the last years.

    Voided sheets involve as well: what was seen cannot be unseen.
    """
    enrollment = case.enrollment
    return (
        enrollment.person.user_id == decider.pk
        or StaffAssignment.objects.filter(cohort=enrollment.cohort, user_id=decider.pk).exists()
        or EvaluationSheet.objects.filter(evaluation__enrollment=enrollment, evaluator_id=decider.pk).exists()
        or enrollment.assignment_results.filter(marked_by_id=decider.pk).exists()
        or _trained_recently(decider, case, day=day)
    )


def _trained_recently(decider: AbstractBaseUser, case: CertificationCase, *, day: date) -> bool:
    since = calendar.add_years(day, -case.scheme_version.conflict_years)
    attended = Enrollment.objects.occupying().filter(person=case.enrollment.person)
    return StaffAssignment.objects.filter(
        user_id=decider.pk,
        cohort__in=attended.values("cohort"),
        cohort__days__held_on__gt=since,
        cohort__days__held_on__lte=day,
    ).exists()
