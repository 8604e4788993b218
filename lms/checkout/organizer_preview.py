"""Whom a change by the organizer concerns and what it would do; the same rules carry it out."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, CompanyHold, Enrollment, Interest, OpenSeat
from lms.checkout.cancellation import seats_paid
from lms.checkout.models import OrganizerChange, Purchase
from payments.models import Order
from payments.models.order import Party

Kind = OrganizerChange.Kind
Status = Enrollment.Status


class Effect(Enum):
    """What happens to one person."""

    ASK = _("asked to stay, move or have the money back; keeps the seat meanwhile")
    ASK_PAYER = _("told; whoever pays for the seat is asked, and the seat is kept meanwhile")
    TELL = _("told; the application is kept")
    END = _("ended and told; nothing was paid")
    CLOSE = _("the payment page is closed, the seat is free, told")
    REFUND = _("ended and told; everything that was paid goes back")

    @property
    def label(self) -> str | Promise:
        return self.value


#: Whose application still means something when the plan changes.
AFFECTED = (
    Status.DRAFT,
    Status.UNDER_REVIEW,
    Status.WAITLISTED,
    Status.OFFERED,
    Status.HELD,
    Status.CONFIRMED,
)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One person; `refund_jpy` is what would go back at once, `mail` whether somebody is written to."""

    enrollment: Enrollment
    effect: Effect
    refund_jpy: int
    mail: str


@dataclass(frozen=True, slots=True)
class Preview:
    rows: tuple[PreviewRow, ...]
    interested: int
    unnamed_jpy: tuple[int, ...] = ()
    contacts: int = 0

    @property
    def refund_jpy(self) -> int:
        return sum(row.refund_jpy for row in self.rows) + sum(self.unnamed_jpy)

    @property
    def unnamed(self) -> int:
        """Seats of companies that nobody has been named for; `unnamed_jpy` is what goes back for each.

        `contacts` are the orders and holds of companies that are told of a postponement.
        """
        return len(self.unnamed_jpy)

    @property
    def mails(self) -> int:
        return sum(bool(row.mail) for row in self.rows)

    @property
    def asked(self) -> int:
        return sum(row.effect in {Effect.ASK, Effect.ASK_PAYER} for row in self.rows)


def affected_by(cohort: Cohort) -> QuerySet[Enrollment]:
    return (
        Enrollment.objects.filter(cohort=cohort, status__in=AFFECTED)
        .select_related(
            "person",
            "cohort",
            "purchase__order",
            "purchase__line",
            "upgrade_of__purchase__order",
            "upgrade_of__purchase__line",
        )
        .order_by("pk")
    )


def preview_of(cohort: Cohort, kind: OrganizerChange.Kind | str) -> Preview:
    """Everybody a change would concern, in a fixed number of queries."""
    rows_of_orders = ("payments", "lines")
    enrollments = affected_by(cohort).prefetch_related(
        *(f"{path}__order__{rows}" for path in ("purchase", "upgrade_of__purchase") for rows in rows_of_orders)
    )
    rows = tuple(_row(each, kind) for each in enrollments)
    interested = Interest.objects.standing().filter(cohort=cohort).count()
    if kind == Kind.POSTPONED:
        return Preview(rows, interested, contacts=_contacts(cohort))
    return Preview(rows, interested, _unnamed(cohort))


def effect_on(enrollment: Enrollment, kind: OrganizerChange.Kind | str) -> Effect:
    """What a change means for one enrollment as it stands now."""
    purchase = getattr(enrollment, "purchase", None)
    if enrollment.status == Status.CONFIRMED:
        if kind != Kind.POSTPONED:
            return Effect.REFUND
        return Effect.ASK_PAYER if purchase and purchase.is_for_another else Effect.ASK
    if enrollment.status == Status.HELD and purchase and purchase.order.status == Order.Status.AWAITING_PAYMENT:
        return Effect.CLOSE
    return Effect.TELL if kind == Kind.POSTPONED else Effect.END


def _row(enrollment: Enrollment, kind: OrganizerChange.Kind | str) -> PreviewRow:
    effect = effect_on(enrollment, kind)
    back = 0
    if effect is Effect.REFUND:
        purchases = [getattr(seat, "purchase", None) for seat in seats_paid(enrollment)]
        back = sum(_refundable(purchase) for purchase in purchases if purchase)
    wants_mail = enrollment.status != Status.DRAFT
    return PreviewRow(enrollment, effect, back, enrollment.person.email if wants_mail else "")


def _refundable(purchase: Purchase) -> int:
    """The seat's own part where its order pays for several."""
    paid = sum(payment.refundable_jpy for payment in purchase.order.payments.all())
    is_alone = sum(line.withdrawn_at is None for line in purchase.order.lines.all()) == 1
    return paid if is_alone else min(purchase.line.total_jpy, paid)


def _unnamed(cohort: Cohort) -> tuple[int, ...]:
    seats = OpenSeat.objects.occupying().filter(cohort=cohort).select_related("purchase__order", "purchase__line")
    paid = seats.prefetch_related("purchase__order__payments", "purchase__order__lines").order_by("pk")
    return tuple(_refundable(seat.purchase) for seat in paid)


def _contacts(cohort: Cohort) -> int:
    unnamed = Q(open_seat__cohort=cohort, open_seat__status__in=OpenSeat.OCCUPYING)
    named = Q(enrollment__cohort=cohort, enrollment__status__in=(Status.HELD, Status.CONFIRMED))
    paid = Purchase.objects.standing().filter(unnamed | named & Q(order__buyer_party=Party.ORGANIZATION))
    held = CompanyHold.objects.standing().filter(cohort=cohort)
    return paid.values("order").distinct().count() + held.count()
