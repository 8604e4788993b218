"""Who may do what with cohorts. Rows are narrowed by querysets; these answer yes or no for one row."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from cohorts import conflicts
from cohorts.models import CertificationCase, EvaluationSheet, License
from lms.kernel import clock

User = AbstractBaseUser | AnonymousUser

SECRETARIAT = "lms_cohorts.work_as_secretariat"
DECIDE = "lms_cohorts.decide_certification"


def has_right(user: User, permission: str) -> bool:
    """Whether an active account holds a permission."""
    return bool(getattr(user, "is_active", False)) and bool(user.has_perm(permission))  # type: ignore[union-attr]


def may_score(user: User, sheet: EvaluationSheet) -> bool:
    """Only the evaluator a sheet was assigned to fills it in, and only until it is submitted."""
    return user.pk is not None and sheet.evaluator_id == user.pk and sheet.is_open


def may_read_sheet(user: User, sheet: EvaluationSheet) -> bool:
    """Evaluators as `EvaluationSheet.objects.readable_by`; the secretariat and deciders once it is submitted."""
    if EvaluationSheet.objects.readable_by(user).filter(pk=sheet.pk).exists():
        return True
    submitted = sheet.status in {EvaluationSheet.Status.SUBMITTED, EvaluationSheet.Status.VOIDED}
    return submitted and (has_right(user, SECRETARIAT) or has_right(user, DECIDE))


def may_decide(user: User, case: CertificationCase) -> bool:
    """The right to decide, and no part in this case."""
    return (
        isinstance(user, AbstractBaseUser)
        and has_right(user, DECIDE)
        and not conflicts.is_involved(user, case, day=clock.today())
    )


def may_read_certificate(user: User, license_: License) -> bool:
    """The holder and the secretariat."""
    return (user.pk is not None and license_.person.user_id == user.pk) or has_right(user, SECRETARIAT)
