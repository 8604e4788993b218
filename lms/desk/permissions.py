"""Who may do what in the admin: the secretariat's work, and the decider's file.

Nothing here follows from Django's add/change/delete rights: rows that record what happened are changed by acts only,
whoever holds which right.
"""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from cohorts.models import (
    Accommodation,
    CertificationCase,
    Cohort,
    Consultation,
    DataImport,
    DataRequest,
    Enrollment,
    EvaluationSheet,
    ExamRecord,
    Interest,
    License,
    Organization,
    Person,
    Venue,
)
from lms.checkout.models import Charge, CommerceStatement, LegalDocument, Listing
from lms.inquiries.models import Inquiry
from lms.kernel.models import Message
from payments.models import (
    Approval,
    BankStatement,
    CancellationPolicy,
    DiscountOffer,
    Document,
    Finding,
    Order,
    Product,
    Quote,
    StatementLine,
)

User = AbstractBaseUser | AnonymousUser

SECRETARIAT = "lms_cohorts.work_as_secretariat"
DECIDE = "lms_cohorts.decide_certification"
APPROVE = "lms_payments.approve_money"
ACCOMMODATIONS = "lms_cohorts.handle_accommodations"
MISUSE = "lms_inquiries.handle_misuse"

#: `browse` opens the list, `view` one row; the others are Wagtail's own names.
BROWSE, VIEW, ADD, CHANGE, DELETE = "browse", "view", "add", "change", "delete"
READ = frozenset({BROWSE, VIEW})
WRITE = frozenset({BROWSE, VIEW, ADD, CHANGE})
ALL = frozenset({BROWSE, VIEW, ADD, CHANGE, DELETE})


def holds(user: User, permission: str) -> bool:
    return bool(user.is_active) and user.has_perm(permission)  # type: ignore[union-attr]


class DeskPolicy(BasePermissionPolicy):
    """What the secretariat or another `right`, and with `for_…` a decider or who approves money, may do with a row."""

    def __init__(
        self,
        model: type[Model],
        actions: Iterable[str],
        *,
        right: str = SECRETARIAT,
        for_deciders: Iterable[str] = (),
        for_approvers: Iterable[str] = (),
    ) -> None:
        super().__init__(model)
        self.actions_by_right = {
            right: frozenset(actions),
            DECIDE: frozenset(for_deciders),
            APPROVE: frozenset(for_approvers),
        }

    def user_has_permission(self, user: User, action: str) -> bool:
        return any(action in actions and holds(user, right) for right, actions in self.actions_by_right.items())

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Model]:
        wanted = set(actions)
        return holders_of(right for right, allowed in self.actions_by_right.items() if allowed & wanted)


def holders_of(rights: Iterable[str]) -> QuerySet[Model]:
    """The accounts that hold one of these rights, by themselves or through a group."""
    named = [right.partition(".") for right in rights]
    matching = Q(is_superuser=True) if named else Q(pk__in=[])
    for label, _dot, codename in named:
        for path in ("user_permissions", "groups__permissions"):
            matching |= Q(**{f"{path}__content_type__app_label": label, f"{path}__codename": codename})
    return get_user_model().objects.filter(matching, is_active=True).distinct()


POLICIES: dict[type[Model], DeskPolicy] = {
    Cohort: DeskPolicy(Cohort, ALL),  # one that records depend on refuses to go
    Venue: DeskPolicy(Venue, WRITE),
    Organization: DeskPolicy(Organization, WRITE),
    Person: DeskPolicy(Person, WRITE),
    Enrollment: DeskPolicy(Enrollment, READ, for_deciders={VIEW}),
    Accommodation: DeskPolicy(Accommodation, READ, right=ACCOMMODATIONS),
    Consultation: DeskPolicy(Consultation, READ),
    ExamRecord: DeskPolicy(ExamRecord, READ | {ADD}),
    CertificationCase: DeskPolicy(CertificationCase, READ, for_deciders=READ),
    License: DeskPolicy(License, READ),
    Order: DeskPolicy(Order, READ, for_approvers={VIEW}),
    Quote: DeskPolicy(Quote, READ | {ADD}),
    Product: DeskPolicy(Product, WRITE),
    Charge: DeskPolicy(Charge, READ),
    Document: DeskPolicy(Document, READ),
    Finding: DeskPolicy(Finding, READ, for_approvers={VIEW}),
    Approval: DeskPolicy(Approval, READ, for_approvers=READ),
    BankStatement: DeskPolicy(BankStatement, READ | {ADD}),
    StatementLine: DeskPolicy(StatementLine, READ, for_approvers={VIEW}),
    Inquiry: DeskPolicy(Inquiry, READ),
    DataImport: DeskPolicy(DataImport, READ),
    DataRequest: DeskPolicy(DataRequest, READ),
    Interest: DeskPolicy(Interest, READ),
    Message: DeskPolicy(Message, READ),
    Listing: DeskPolicy(Listing, WRITE),
    DiscountOffer: DeskPolicy(DiscountOffer, WRITE),
    CancellationPolicy: DeskPolicy(CancellationPolicy, READ | {ADD}),
    LegalDocument: DeskPolicy(LegalDocument, WRITE),
    CommerceStatement: DeskPolicy(CommerceStatement, WRITE),
}


def register_policies() -> None:
    for model, policy in POLICIES.items():
        register_permission_policy(model, policy)


def readable_enrollments(user: User) -> QuerySet[Enrollment]:
    """The files somebody may open: the secretariat all, a decider those with a case, nobody their own.

    A member of the staff who is also a trainee has no part in their own file.
    """
    others = Enrollment.objects.exclude(person__user_id=user.pk or 0)  # an anonymous reader gets nothing below
    if holds(user, SECRETARIAT):
        return others
    if holds(user, DECIDE):
        return others.filter(certification_case__isnull=False)
    return Enrollment.objects.none()


def may_read_sheets(user: User, enrollment: Enrollment) -> bool:
    """Scoring stays blind for whoever still has a sheet of this trainee to submit, whatever else they may do."""
    open_sheets = EvaluationSheet.objects.open().filter(evaluation__enrollment=enrollment)
    return not open_sheets.filter(evaluator_id=user.pk).exists()
