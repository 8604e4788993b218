"""Lines of bank statements as the journal needs them: what was unknown when, and since when an order has its money."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from lms.kernel.calendar import jst_date, start_of
from payments.journal import Account
from payments.models import LineMatch, Order, StatementLine
from payments.suspense import Found, Unknown, suspense_of, went_straight

Status = StatementLine.Status


def unknown_between(first: date, end: date) -> Iterator[Unknown]:
    """Money that arrived, or of which something was said, from a day until another (exclusive); two queries."""
    moments = {"__gte": start_of(first), "__lt": start_of(end)}
    touched = matched_between(first, end) | LineMatch.objects.filter(**_within("undone_at", moments))
    lines = StatementLine.objects.exclude(status=Status.OUTGOING).filter(
        Q(booked_on__gte=first, booked_on__lt=end)
        | Q(sent_back_on__gte=first, sent_back_on__lt=end)
        | Q(**_within("decided_at", moments))
        | Q(pk__in=touched.order_by().values("line"))
    )
    return map(_unknown, lines.prefetch_related("matches").order_by("booked_on", "pk"))


def is_income_if_put_aside(line: StatementLine, *, on: date) -> bool:
    """Whether saying today that a line is for no order books it as other income: its month knows it as unknown."""
    entries = suspense_of(replace(_unknown(line), put_aside_on=on))
    return any(entry.credit is Account.OTHER_INCOME for entry in entries)


def matched_between(first: date, end: date) -> QuerySet[LineMatch]:
    """What was matched from a day until another (exclusive)."""
    return LineMatch.objects.filter(matched_at__gte=start_of(first), matched_at__lt=start_of(end))


def found_later(orders: QuerySet[Order]) -> dict[str, date | None]:
    """By the reference of a transfer that was matched: the day its money was found, None where it went straight.

    A line that was undone once is known to the books, so whatever it is matched to later comes out of suspense.
    """
    own = LineMatch.objects.filter(was_recorded=False).select_related("transfer").order_by("matched_at", "pk")
    lines = StatementLine.objects.filter(matches__order__in=orders.values("pk")).distinct()
    found: dict[str, date | None] = {}
    for line in lines.prefetch_related("matches", Prefetch("matches", own, to_attr="booked")):
        is_straight = went_straight(_unknown(line))
        first = min((match.matched_at for match in line.matches.all()), default=None)
        for match in line.booked:  # type: ignore[attr-defined]  # prefetched
            came_straight = is_straight and match.matched_at == first
            found[match.transfer.reference] = None if came_straight else jst_date(match.matched_at)
    return found


def _unknown(line: StatementLine) -> Unknown:
    decided_on = jst_date(line.decided_at) if line.decided_at else line.booked_on
    matches = sorted(line.matches.all(), key=lambda match: (match.matched_at, match.pk))
    # One act matches a line to several orders at once.
    acts = {match.matched_at: match for match in matches}
    return Unknown(
        on=line.booked_on,
        amount_jpy=line.amount_jpy,
        payer=line.payer,
        found=tuple(
            Found(jst_date(moment), jst_date(match.undone_at) if match.undone_at else None, match.was_recorded)
            for moment, match in acts.items()
        ),
        put_aside_on=decided_on if line.status == Status.SET_ASIDE else None,
        sent_back_on=line.sent_back_on,
    )


def _within(name: str, moments: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}{lookup}": moment for lookup, moment in moments.items()}
