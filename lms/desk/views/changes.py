"""Changes of plan at the desk: what they cost stands on the page before anything is done."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.actions.application import DeclarationData
from cohorts.actions.statement import CourseNotOver, bytes_of, issue_statement, statements_for
from cohorts.actions.upgrade import check_may_upgrade
from cohorts.models import AttendanceStatement, Cohort, Declaration
from cohorts.paper_response import PaperResponse
from cohorts.reasons import joined
from lms.checkout.actions.application import Paths
from lms.checkout.actions.cancellation import FeeTooHigh, cancel_by_office, fee_difference, subject_of
from lms.checkout.actions.substitution import company_of, substitute_newcomer, substitution_limit
from lms.checkout.actions.transfer import move_by_office, targets_of
from lms.checkout.actions.upgrade import upgrade_by_office
from lms.checkout.cancellation import CancellationQuote, order_of, quote_of
from lms.checkout.pricing import FeeUndecided
from lms.checkout.upgrade import UpgradePrice, upgrade_price_of
from lms.desk.forms.changes import CancelForm, MoveForm, StatementForm, SubstituteForm, UpgradeForm
from lms.desk.permissions import SECRETARIAT, readable_enrollments
from lms.desk.views.enrollment_acts import EnrollmentActView
from lms.desk.views.two_people import TwoPeople
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.obstacles import Obstacle
from lms.templatetags.lms import long_datetime, yen, yen_tax_included
from payments.actions.approval import limit_of
from payments.models import Approval

HOME = Paths(returned="/", turned_back="/")  # a transfer comes back from no payment page


@staff_only(SECRETARIAT)
class CancelEnrollmentView(TwoPeople, EnrollmentActView):
    kind = Approval.Kind.FEE
    title = _("Cancel the enrollment")
    form_class = CancelForm
    undo = _("A canceled enrollment stays canceled; the person can apply anew while seats are left.")
    button = _("Cancel the enrollment")
    done = _("The enrollment is canceled.")
    is_grave = True

    def get_consequence(self) -> str:
        return " ".join(
            [
                gettext("The enrollment ends and its seat is free for somebody else."),
                money_of(quote_of(self.subject, now=clock.now())),
                gettext("A fee that differs by more than %(limit)s takes another person's approval.")
                % {"limit": yen(limit_of(self.kind))},
            ]
        )

    def at_stake(self) -> int:
        """Known once a fee was typed; the page is shown without one."""
        typed = self.answers.get("fee_jpy") if hasattr(self, "answers") else None
        quote = quote_of(self.subject, now=clock.now())
        return fee_difference(quote, typed) if quote.paid_jpy else 0

    def asked_about(self) -> dict[str, Any]:
        if self.answers["fee_jpy"] > quote_of(self.subject, now=self.now).paid_jpy:
            raise FeeTooHigh
        return {
            "order": order_of(self.subject),
            "subject": subject_of(self.subject),
            "fee_jpy": self.answers["fee_jpy"],
        }

    def carry_out(self) -> object:
        return cancel_by_office(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class MoveEnrollmentView(EnrollmentActView):
    title = _("Move to another cohort")
    form_class = MoveForm
    consequence = _(
        "The seat in this cohort becomes free, and a seat in the other one is taken. What was paid moves along; a "
        "difference in price is neither charged nor sent back. The participant is told by mail."
    )
    undo = _("Move the seat back, as long as one is free. Each move stays on file.")
    button = _("Move the seat")
    done = _("The seat is moved, and the participant has been written to.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "targets": self.targets}

    def get_hindrance(self) -> str:
        if self.targets:
            return ""
        return gettext("No other cohort of this course has a free seat of this kind at the moment.")

    @cached_property
    def targets(self) -> list[Cohort]:
        return targets_of(self.subject, now=clock.now())

    def act(self) -> object:
        moved = {"to": self.answers["cohort"], "reason": self.answers["reason"]}
        return move_by_office(self.subject, **moved, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class SubstituteView(EnrollmentActView):
    title = _("Hand the seat to another person")
    form_class = SubstituteForm
    undo = _("A seat is taken over once. What was handed over by mistake is canceled and applied for anew.")
    button = _("Hand the seat over")
    done = _("The seat is handed over. The new participant, the old one and the buyer have been written to.")
    is_grave = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.subject.kind}

    def get_consequence(self) -> str:
        limit = substitution_limit(self.subject)
        parts = [
            gettext(
                "The enrollment of this person ends, and somebody of the same company takes the seat. What was paid "
                "stays with the seat. What this person prepared and submitted stays on their own file."
            )
        ]
        if limit:
            parts.append(
                gettext("Possible until %(moment)s.") % {"moment": long_datetime(limit - timedelta(seconds=1))}
            )
        return joined(*parts)

    def act(self) -> object:
        return substitute_newcomer(
            self.subject,
            self.form.newcomer(),
            declaration=self._declaration(),
            cleared=self.form.cleared_needs(),
            reason=self.answers["reason"],
            by=self.by,
            now=self.now,
        )

    def _declaration(self) -> DeclarationData:
        return DeclarationData(
            purpose=Declaration.Purpose.COMPANY_EMPLOYEE,
            specialist_status=self.answers.get("specialist_status", Declaration.SpecialistStatus.NEITHER),
            specialist_number=self.answers.get("specialist_number", ""),
            employer_name=company_of(self.subject),
            lecturer_relation=self.answers["lecturer_relation"],
        )


@staff_only(SECRETARIAT)
class UpgradeView(EnrollmentActView):
    title = _("Change to a certification seat")
    form_class = UpgradeForm
    undo = _(
        "Until it is paid, cancel the enrollment for the certification seat: the audit-only seat stays as it was. "
        "After that the certification seat is canceled by the terms accepted with both payments."
    )
    button = _("Change the seat")
    done = _("Done. The participant has been written to.")

    def load(self, pk: int) -> Any:
        files = readable_enrollments(self.staff).select_related("person", "cohort", "purchase__order")
        return get_object_or_404(files, pk=pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        declaration = getattr(self.subject, "declaration", None)
        names = ("specialist_status", "specialist_number", "specialist_expected_on", "purpose", "lecturer_relation")
        declared = {name: getattr(declaration, name) for name in names} if declaration else {}
        return {**super().get_form_kwargs(), "declared": declared}

    def get_hindrance(self) -> str:
        try:
            check_may_upgrade(self.subject, now=clock.now())
        except Obstacle as obstacle:
            return str(obstacle)
        return "" if self.price else str(FeeUndecided.message)

    @cached_property
    def price(self) -> UpgradePrice | None:
        return upgrade_price_of(self.subject, now=clock.now())

    def get_consequence(self) -> str:
        if self.price is None:
            return ""
        facts = {
            "price": yen_tax_included(self.price.price.unit_jpy),
            "credit": yen(self.price.credit_jpy),
            "difference": yen_tax_included(self.price.difference_jpy),
        }
        costs = gettext("The certification seat costs %(price)s today, %(credit)s were paid for the audit-only seat.")
        if not self.price.difference_jpy:
            return joined(costs % facts, gettext("Nothing is left to pay: the seats are changed at once."))
        held = gettext(
            "A certification seat is held, and %(difference)s are billed to whoever paid before. When the transfer is "
            "recorded, the audit-only seat is given back."
        )
        return joined(costs % facts, held % facts)

    def act(self) -> object:
        names = ("specialist_status", "specialist_number", "specialist_expected_on", "purpose", "lecturer_relation")
        return upgrade_by_office(
            self.subject,
            declaration=DeclarationData(
                employer_name=company_of(self.subject), **{name: self.answers[name] for name in names}
            ),
            cleared=self.answers["cleared"],
            pay_by=self.answers["pay_by"],
            paths=HOME,
            form_token=f"desk:{self.subject.pk}:{self.answers['form_token']}",
            by=self.by,
            now=self.now,
        )


@staff_only(SECRETARIAT)
class IssueStatementView(EnrollmentActView):
    title = _("Issue a statement of attendance")
    form_class = StatementForm
    consequence = _(
        "The paper is drawn with the recorded attendance and gets its number. The participant finds the same paper on "
        "their page. It states neither a result nor a title."
    )
    undo = _("A statement stays as it was issued.")
    button = _("Issue")
    done = _("The statement is issued.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kinds": statements_for(self.subject)}

    def get_hindrance(self) -> str:
        return "" if statements_for(self.subject) else str(CourseNotOver.message)

    def act(self) -> object:
        return issue_statement(self.subject, self.answers["kind"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
def statement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    files = readable_enrollments(request.user).values("pk")
    statement = get_object_or_404(AttendanceStatement.objects.filter(enrollment__in=files), pk=pk)
    return PaperResponse(statement.number, bytes_of(statement))


def money_of(quote: CancellationQuote) -> str:
    """What a cancellation does with the money, in a sentence."""
    if not quote.paid_jpy:
        return gettext("Nothing was paid, so no money moves.")
    facts: dict[str, Any] = {
        "paid": yen_tax_included(quote.paid_jpy),
        "fee": yen(quote.fee_jpy),
        "percent": quote.fee_percent,
        "back": yen(quote.refund_jpy),
    }
    return (
        gettext(
            "Paid: %(paid)s. By the terms the buyer accepted the fee is %(fee)s (%(percent)d%%) today, and %(back)s go "
            "back. The buyer is told by mail."
        )
        % facts
    )
