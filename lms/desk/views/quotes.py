"""Quotes at the desk: begun, looked at as page and PDF, copied for the books."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, pgettext_lazy
from wagtail.admin.views import generic

from cohorts.models import Organization
from lms.checkout.actions.quoted_seats import asked_from, seats_asked, seats_end
from lms.checkout.models import GroupApplication
from lms.checkout.quote_emails import quote_path
from lms.checkout.terms import agreed_terms
from lms.desk.bundle import bundle, words
from lms.desk.filters.quotes import QuoteFilterSet
from lms.desk.forms.quotes import (
    QuoteForm,
)
from lms.desk.forms.terms import initial_of
from lms.desk.permissions import SECRETARIAT
from lms.desk.timeline import timeline_of
from lms.desk.views.act import row_of
from lms.kernel import clock, conf
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from payments.actions.document import drawn
from payments.actions.quote import (
    REVISABLE,
    bytes_of_quote,
    content_of,
    draft_quote,
)
from payments.models import Quote
from payments.models.quote import A_MOMENT
from payments.paperwork import PdfResponse

Status = Quote.Status


class QuoteAddView(generic.CreateView):
    """A draft; from the page of an organization with its name and its agreed terms."""

    form: QuoteForm
    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form writes nothing, so it is of no model."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {name: value for name, value in kwargs.items() if name not in {"instance", "for_user"}}

    def get_initial(self) -> dict[str, Any]:
        latest = Quote.objects.exclude(lines__reference__gt="").order_by("-pk").first()  # seats have their own terms
        initial: dict[str, Any] = {"cancellation": latest.cancellation} if latest else {}
        wanted = self.request.GET.get("organization", "")
        organization = Organization.objects.entry(int(wanted)) if wanted.isdigit() else None
        if organization is None:
            return initial
        agreed = agreed_terms(organization)
        return {**initial, "buyer_name": organization.name, **(initial_of(agreed) if agreed else {})}

    def save_instance(self) -> Quote:
        return draft_quote(self.form.quoted(), by=Actor.person(self.request.user), now=clock.now())

    def get_success_url(self) -> str:
        return row_of("quote", self.object.pk)

    def get_success_message(self, instance: Quote) -> str:
        return gettext("The draft for %(company)s is written. Add its lines.") % {"company": instance.buyer_name}

    def get_success_buttons(self) -> list[Any]:
        return []


class QuoteView(generic.InspectView):
    """A quote with its lines, its versions, its answer, and what can be done now."""

    template_name = "lms_desk/quote.html"
    page_title = pgettext_lazy("quote", "Quote")

    def get_object(self, queryset: QuerySet[Quote] | None = None) -> Quote:
        del queryset
        quotes = Quote.objects.with_lines().select_related("order", "revises", "revised_by")
        return get_object_or_404(quotes, pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quote, now = self.object, clock.now()
        is_open, asked = quote.is_open(now), asked_from(quote)
        return {
            **super().get_context_data(**kwargs),
            "quote": quote,
            "lines": quote.lines.all(),
            "totals": quote.totals(),
            "is_draft": quote.status == Status.DRAFT,
            "is_over": quote.is_over(now),
            "may_answer": is_open and quote.may_be_accepted,
            "may_revise": quote.status in REVISABLE and not hasattr(quote, "revised_by"),
            "may_invoice": quote.status == Status.ACCEPTED,
            "next_version": getattr(quote, "revised_by", None),
            "link": f"{conf.BASE_URL}{quote_path(quote)}" if quote.sent_at else "",
            "asked": asked,
            "asked_seats": seats_asked(quote) if asked else [],
            "last_moment": _last_moment(asked) if asked else None,
            "events": timeline_of([quote, *([asked] if asked else [])], order=quote.order, with_mail=True),
        }


def _last_moment(asked: GroupApplication) -> datetime | None:
    """The last one at which the seats that were asked for can be ordered by a quote."""
    end = seats_end(asked)
    return end - A_MOMENT if end else None


@staff_only(SECRETARIAT)
def quote_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was sent; a draft as it would be sent now."""
    del request
    quote = get_object_or_404(Quote.objects.select_related("revises"), pk=pk)
    if quote.status == Status.DRAFT:
        return PdfResponse(quote, drawn(content_of(quote, issued_on=clock.today())))
    return PdfResponse(quote, bytes_of_quote(quote))


INDEX = [
    "番号", "版", "状態", "発行日", "宛名", "件名", "税込金額", "うち消費税", "回答日", "注文番号", "SHA-256",
]  # fmt: skip


@staff_only(SECRETARIAT)
def quote_bundle(request: HttpRequest) -> FileResponse:
    """The quotes the list was narrowed to, as they were sent: copies are kept like invoices (電子帳簿保存法)."""
    sent = Quote.objects.exclude(status=Status.DRAFT)
    found = QuoteFilterSet(request.GET, request=request, queryset=sent).qs
    rows = found.select_related("file", "order").order_by("number").iterator(chunk_size=50)
    return bundle("quotes.zip", INDEX, ((f"{row.number}.pdf", bytes_of_quote(row), _index_row(row)) for row in rows))


def _index_row(quote: Quote) -> list[Any]:
    return [
        quote.number,
        quote.version,
        quote.get_status_display(),
        jst_date(quote.sent_at).isoformat() if quote.sent_at else "",
        words(quote.addressee),
        words(quote.title),
        quote.total_jpy,
        quote.tax_jpy,
        jst_date(quote.answered_at).isoformat() if quote.answered_at else "",
        quote.order.number if quote.order else "",
        quote.file.sha256,
    ]
