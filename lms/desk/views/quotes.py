"""Quotes at the desk: written line by line, looked at as PDF, sent, answered, invoiced."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.models import Organization
from lms.checkout.actions.quote import accept_for_company, decline_for_company, invoice_to_company, send_to_company
from lms.checkout.actions.quoted_seats import asked_from, seats_asked, seats_end
from lms.checkout.models import GroupApplication
from lms.checkout.quote_emails import quote_path
from lms.checkout.terms import agreed_terms
from lms.desk.bundle import bundle, words
from lms.desk.filters.quotes import QuoteFilterSet
from lms.desk.forms.quotes import (
    AnswerForm,
    DeclineQuoteForm,
    LineForm,
    QuoteForm,
    initial_of_line,
    initial_of_quote,
)
from lms.desk.forms.terms import initial_of
from lms.desk.permissions import SECRETARIAT
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel import clock, conf
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.templatetags.lms import long_date
from payments.actions.document import drawn
from payments.actions.quote import (
    REVISABLE,
    add_line,
    bytes_of_quote,
    change_line,
    change_quote,
    content_of,
    draft_quote,
    remove_line,
    revise_quote,
)
from payments.actions.quote_answer import Answer
from payments.models import Quote, QuoteLine
from payments.models.quote import A_MOMENT
from payments.paperwork import PdfResponse
from payments.payment_terms import due_on

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


class _QuoteActView(ActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(Quote.objects.select_related("revises", "order"), pk=pk)

    def quote(self) -> Quote:
        found: Quote = self.subject
        return found

    def whom(self) -> str:
        return f"{self.quote()} {self.quote().addressee}"

    def home(self) -> str:
        return row_of("quote", self.quote().pk)

    def trail(self) -> tuple[str, str]:
        return list_of("quote"), str(_("Quotes"))


@staff_only(SECRETARIAT)
class ChangeQuoteView(_QuoteActView):
    title = _("Change the draft")
    form_class = QuoteForm
    consequence = _("Nobody outside the office sees a draft.")
    undo = _("It can be changed until it is sent.")
    button = _("Keep the draft")
    done = _("The draft is changed.")

    def get_initial(self) -> dict[str, Any]:
        return initial_of_quote(self.quote())

    def act(self) -> object:
        return change_quote(self.quote(), self.form.quoted(), by=self.by)


class _WithLine(_QuoteActView):
    form_class = LineForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "excludes_tax": self.quote().prices_exclude_tax}


@staff_only(SECRETARIAT)
class AddLineView(_WithLine):
    title = _("Add a line")
    consequence = _("The line stands at the end. A product brings its name, its price of today and its tax rate along.")
    undo = _("A line can be changed and taken out until the quote is sent.")
    button = _("Add the line")
    done = _("The line is added.")

    def act(self) -> object:
        return add_line(self.quote(), self.form.line(now=self.now), by=self.by)


class _LineActView(_QuoteActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(QuoteLine.objects.select_related("quote", "product"), pk=pk)

    def quote(self) -> Quote:
        found: Quote = self.subject.quote
        return found

    def whom(self) -> str:
        return f"{self.quote()}: {self.subject.title}"


@staff_only(SECRETARIAT)
class ChangeLineView(_LineActView, _WithLine):
    title = _("Change the line")
    consequence = _("Only the draft changes.")
    undo = _("A line can be changed and taken out until the quote is sent.")
    button = _("Keep the line")
    done = _("The line is changed.")

    def get_initial(self) -> dict[str, Any]:
        return initial_of_line(self.subject)

    def act(self) -> object:
        return change_line(self.subject, self.form.line(now=self.now), by=self.by)


@staff_only(SECRETARIAT)
class RemoveLineView(_LineActView):
    title = _("Take the line out")
    consequence = _("Only the draft changes.")
    undo = _("It can be added again.")
    button = _("Take it out")
    done = _("The line is taken out.")

    def act(self) -> object:
        return remove_line(self.subject, by=self.by)


@staff_only(SECRETARIAT)
class SendQuoteView(_QuoteActView):
    title = _("Send the quote")
    undo = _("What was sent stays as it is. A change is a new version, which takes its place.")
    button = _("Send the quote")
    done = _("The quote is sent.")

    def get_hindrance(self) -> str:
        if not self.quote().total_jpy:
            return gettext("The quote needs a line with a price before it can be sent.")
        return ""

    def get_consequence(self) -> str:
        quote = self.quote()
        told = gettext("The quote gets its number and its PDF. %(mail)s is written to and can accept it on a page.")
        if quote.revises:
            told += " " + gettext("%(number)s no longer holds from then on.") % {"number": quote.revises.number}
        return told % {"mail": quote.buyer_email}

    def act(self) -> object:
        return send_to_company(self.quote(), by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class ReviseQuoteView(_QuoteActView):
    title = _("Write a new version")
    consequence = _("A draft begins with everything as it is here. This version holds until the new one is sent.")
    undo = _("A draft that is not sent changes nothing.")
    button = _("Begin the new version")
    done = _("The new version is begun. Change what is different, then send it.")

    def act(self) -> object:
        self.subject = revise_quote(self.quote(), by=self.by, now=self.now)
        return self.subject


@staff_only(SECRETARIAT)
class AcceptQuoteView(_QuoteActView):
    title = _("Record the acceptance")
    form_class = AnswerForm
    undo = _("An acceptance stands. What changes afterwards is agreed on the order.")
    button = _("Record the acceptance")
    done = _("The acceptance is recorded.")

    def get_consequence(self) -> str:
        if self.quote().invoiced == Quote.Invoiced.LATER:
            return gettext("The company gets a mail that its order is received. The invoice is issued by the office.")
        return _invoicing(self.quote())

    def act(self) -> object:
        return accept_for_company(self.quote(), Answer(**self.answers), by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class DeclineQuoteView(_QuoteActView):
    title = _("Record that it was declined")
    form_class = DeclineQuoteForm
    consequence = _("The quote can no longer be accepted. Nobody is written to.")
    undo = _("A new version can take its place.")
    button = _("Record that it was declined")
    done = _("The quote is declined.")

    def act(self) -> object:
        answer = Answer(name=self.quote().buyer_contact or self.quote().buyer_name)
        return decline_for_company(self.quote(), answer, reason=self.answers["reason"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class InvoiceQuoteView(_QuoteActView):
    title = _("Issue the invoice")
    undo = _("An invoice is not taken back; it can be voided and issued anew on its own page.")
    button = _("Issue the invoice")
    done = _("The order is placed and invoiced.")

    def get_consequence(self) -> str:
        return _invoicing(self.quote())

    def act(self) -> object:
        return invoice_to_company(self.quote(), by=self.by, now=self.now)


def _invoicing(quote: Quote) -> str:
    words = gettext(
        "An order with these lines is placed and its invoice issued and sent. It is to be paid by bank transfer until "
        "%(day)s: %(terms)s."
    )
    return words % {
        "day": long_date(due_on(jst_date(clock.now()), quote.terms)),
        "terms": quote.terms_in_words,
    }
