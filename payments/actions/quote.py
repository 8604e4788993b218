"""Quoting (見積書): written as a draft, sent under a number with its bytes, revised as a further version.

What is sent never changes. How it is answered stands in `payments.actions.quote_answer`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST, end_of, fiscal_year, jst_date, long_date
from lms.kernel.names import fold
from lms.kernel.obstacles import Obstacle
from payments import paper
from payments.actions.document import Damaged, NameMissing, drawn
from payments.models import Product, Quote, QuoteFile, QuoteLine
from payments.money import Yen, yen
from payments.offers import COMPANY
from payments.paper_facts import seller_now
from payments.payment_terms import PaymentTerms, as_kept
from payments.terms_words import terms_on_paper

Status = Quote.Status
VALID_DAYS = 30
#: What a new version may take the place of.
REVISABLE = (Status.SENT, Status.DECLINED, Status.EXPIRED)
DRAFT_NUMBER = "（下書き）"


class NotADraft(Obstacle):
    message = _("This quote was sent. A change is a new version.")


class NothingQuoted(Obstacle):
    message = _("The quote needs a line with a price before it can be sent.")


class ValidityOver(Obstacle):
    message = _("The last day of validity is over. Choose a later one.")


class NotPriced(Obstacle):
    message = _("This product has no price yet. Write the agreed price.")


class NotRevisable(Obstacle):
    message = _("A new version takes the place of a quote that was sent and not accepted.")


class AcceptedMeanwhile(Obstacle):
    message = _("The version before was accepted meanwhile, so this one cannot take its place.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteData:
    """What a quote says besides its lines. `valid_through` is the last day; None is 30 days from sending."""

    title: str
    buyer_name: str
    buyer_email: str
    terms: PaymentTerms
    cancellation: str
    buyer_contact: str = ""
    delivery: str = ""
    delivery_on: date | None = None
    notes: str = ""
    valid_through: date | None = None
    invoiced: str = Quote.Invoiced.AT_ACCEPTANCE
    prices_exclude_tax: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineData:
    """One line; yen, with or without tax as its quote says. `reference` is its seller's and never changes."""

    title: str
    unit_jpy: int
    quantity: int = 1
    tax_percent: int = 10
    note: str = ""
    product: Product | None = None
    reference: str = ""

    @property
    def total_jpy(self) -> int:
        return self.unit_jpy * self.quantity


@transaction.atomic
def draft_quote(
    data: QuoteData,
    *,
    lines: Sequence[LineData] = (),
    buyer: AbstractBaseUser | None = None,
    reference: str = "",
    may_be_accepted: bool = True,
    locale: str = "ja",
    by: Actor,
    now: datetime,
) -> Quote:
    """Begin a quote; nobody but the office sees it before it is sent."""
    quote = Quote.objects.create(
        **_columns(data),
        buyer_id=buyer.pk if buyer else None,
        reference=reference,
        may_be_accepted=may_be_accepted,
        locale=locale,
        created_by=by.label,
        created_at=now,
    )
    QuoteLine.objects.bulk_create(_line(quote, position, line) for position, line in enumerate(lines, start=1))
    audit.record("lms_payments.draft_quote", quote, by=by)
    return _summed(quote)


@transaction.atomic
def change_quote(quote: Quote, data: QuoteData, *, by: Actor) -> Quote:
    """Write a draft anew. Raises NotADraft."""
    quote = _draft(quote)
    for name, value in _columns(data).items():
        setattr(quote, name, value)
    quote.save()
    audit.record("lms_payments.change_quote", quote, by=by)
    return _summed(quote)


def priced(product: Product, *, now: datetime) -> Yen:
    """What a company pays for one at this moment, yen tax included. Raises NotPriced."""
    price = product.price_at(now, channel=COMPANY)
    if price is None:
        raise NotPriced
    return price.unit_jpy


@transaction.atomic
def add_line(quote: Quote, line: LineData, *, by: Actor) -> QuoteLine:
    """Raises NotADraft."""
    quote = _draft(quote)
    last = quote.lines.aggregate(last=Max("position"))["last"] or 0
    added = _line(quote, last + 1, line)
    added.save()
    _summed(quote)
    audit.record("lms_payments.change_quote", quote, by=by, note=line.title)
    return added


@transaction.atomic
def change_line(old: QuoteLine, line: LineData, *, by: Actor) -> QuoteLine:
    """Raises NotADraft."""
    quote = _draft(old.quote)
    changed = _line(quote, old.position, line)
    changed.pk, changed.reference = old.pk, old.reference
    changed.save()
    _summed(quote)
    audit.record("lms_payments.change_quote", quote, by=by, note=line.title)
    return changed


@transaction.atomic
def remove_line(line: QuoteLine, *, by: Actor) -> None:
    """Raises NotADraft."""
    quote = _draft(line.quote)
    quote.lines.filter(pk=line.pk).delete()
    for position, left in enumerate(quote.lines.order_by("position"), start=1):
        quote.lines.filter(pk=left.pk).update(position=position)
    _summed(quote)
    audit.record("lms_payments.change_quote", quote, by=by, note=line.title)


@transaction.atomic
def send_quote(
    quote: Quote, *, terms_version: str = "", not_after: datetime | None = None, by: Actor, now: datetime
) -> Quote:
    """Give a draft its number, its end and its bytes; the version before is superseded.

    Args:
        terms_version: of the terms of use in force, kept for the order that follows.
        not_after: ends the validity earlier than the day says, where an offer or a period ends before.

    Raises:
        NotADraft, NothingQuoted, ValidityOver, NameMissing, CannotBePrinted.
        AcceptedMeanwhile: the version before was accepted while this one was written.
    """
    quote = _draft(quote)
    if not quote.total_jpy:
        raise NothingQuoted
    if not quote.buyer_name.strip():
        raise NameMissing
    today = jst_date(now)
    last_day = quote.valid_through or today + timedelta(days=VALID_DAYS)
    expires_at = min(end_of(last_day), not_after) if not_after else end_of(last_day)
    if expires_at <= now:
        raise ValidityOver
    _supersede(quote)
    quote.number = _number(quote, today)
    quote.expires_at, quote.terms_version, quote.sent_at, quote.status = expires_at, terms_version, now, Status.SENT
    quote.content = content_of(quote, issued_on=today)
    quote.save()
    pdf = drawn(quote.content)
    QuoteFile.objects.create(quote=quote, pdf=pdf, sha256=sha256(pdf).hexdigest())
    audit.record("lms_payments.send_quote", quote, by=by, number=quote.number, total_jpy=quote.total_jpy)
    return quote


@transaction.atomic
def revise_quote(quote: Quote, *, by: Actor, now: datetime) -> Quote:
    """A draft of the next version, with everything as it was; the one being written where there is one already.

    The version before stands, and can be accepted, until the new one is sent. Raises NotRevisable.
    """
    quote = lock_quote(quote)
    if next_one := Quote.objects.filter(revises=quote).first():
        return next_one
    if quote.status not in REVISABLE:
        raise NotRevisable
    lines = list(quote.lines.order_by("position"))
    kept = {field: getattr(quote, field) for field in KEPT_BY_A_VERSION}
    version = Quote.objects.create(
        **kept, revises=quote, version=quote.version + 1, created_by=by.label, created_at=now
    )
    for line in lines:
        line.pk, line.quote = None, version
    QuoteLine.objects.bulk_create(lines)
    audit.record("lms_payments.revise_quote", version, by=by, number=quote.number)
    return version


def content_of(quote: Quote, *, issued_on: date) -> dict[str, Any]:
    """What the paper states. A draft says that it is one in place of its number."""
    revised = f"第{quote.version}版（{quote.revises.number} の改訂）" if quote.revises else ""
    head = paper.Head(
        number=quote.number or DRAFT_NUMBER,
        issued_on=issued_on,
        addressee=quote.addressee,
        order_number="",
        seller=seller_now(),
        replaces="",
        excludes_tax=quote.prices_exclude_tax,
    )
    texts = paper.QuoteTexts(
        subject=quote.title,
        contact=quote.buyer_contact,
        valid_until=_validity(quote, issued_on),
        delivery=quote.delivery,
        terms=terms_on_paper(quote.terms),
        cancellation=quote.cancellation,
        notes=quote.notes,
        version=revised,
    )
    return paper.quote(head, [_item(line) for line in quote.lines.order_by("position")], texts)


def bytes_of_quote(quote: Quote) -> bytes:
    """The PDF exactly as it was sent. Raises Damaged where its checksum no longer fits."""
    pdf = bytes(quote.file.pdf)
    if sha256(pdf).hexdigest() != quote.file.sha256:
        msg = f"{quote.number} is not what was sent."
        raise Damaged(msg)
    return pdf


def lock_quote(quote: Quote) -> Quote:
    """As it is now; others who touch it wait, on every database."""
    Quote.objects.filter(pk=quote.pk).update(version=F("version"))
    return Quote.objects.select_related("revises", "order", "buyer").get(pk=quote.pk)


#: What the next version begins with; its number, end and answer are its own.
KEPT_BY_A_VERSION = (
    "title", "buyer_name", "buyer_key", "buyer_contact", "buyer_email", "buyer_id", "locale", "delivery",
    "delivery_on", "payment_terms", "cancellation", "notes", "invoiced", "may_be_accepted", "reference", "total_jpy",
    "tax_jpy", "prices_exclude_tax",
)  # fmt: skip


def _columns(data: QuoteData) -> dict[str, Any]:
    columns = asdict(data)
    del columns["terms"]
    return {**columns, "payment_terms": as_kept(data.terms), "buyer_key": fold(data.buyer_name)}


def _line(quote: Quote, position: int, line: LineData) -> QuoteLine:
    return QuoteLine(
        quote=quote,
        position=position,
        product=line.product,
        title=line.title,
        note=line.note,
        quantity=line.quantity,
        unit_jpy=yen(line.unit_jpy),
        tax_percent=line.tax_percent,
        reference=line.reference,
    )


def _summed(quote: Quote) -> Quote:
    totals = quote.totals()
    quote.total_jpy, quote.tax_jpy = totals.total_jpy, totals.tax_jpy
    quote.save(update_fields=["total_jpy", "tax_jpy"])
    return quote


def _draft(quote: Quote) -> Quote:
    quote = lock_quote(quote)
    if quote.status != Status.DRAFT:
        raise NotADraft
    return quote


def _supersede(quote: Quote) -> None:
    if quote.revises is None:
        return
    before = Quote.objects.filter(pk=quote.revises.pk, status__in=REVISABLE)
    if not before.update(status=Status.SUPERSEDED):
        raise AcceptedMeanwhile


def _number(quote: Quote, today: date) -> str:
    """Of the first version from its gapless series; a later one keeps it and adds its own number (枝番)."""
    if quote.revises is None:
        return f"Q-{fiscal_year(today)}-{next_number('quote', period=fiscal_year(today)):06d}"
    first = quote.revises.number if quote.revises.version == 1 else quote.revises.number.rpartition("-")[0]
    return f"{first}-{quote.version}"


def _validity(quote: Quote, issued_on: date) -> str:
    """To the minute where it does not end with a day."""
    if quote.expires_at is None:
        return f"{long_date(quote.valid_through or issued_on + timedelta(days=VALID_DAYS))}まで"
    last_day = jst_date(quote.expires_at - timedelta(seconds=1))
    if quote.expires_at == end_of(last_day):
        return f"{long_date(last_day)}まで"
    return f"{long_date(last_day)} {quote.expires_at.astimezone(JST):%H:%M}まで"


def _item(line: QuoteLine) -> paper.Item:
    return paper.Item(line.title, line.note, line.quantity, line.unit_jpy, line.tax_percent)
