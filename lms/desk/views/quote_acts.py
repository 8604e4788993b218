"""What the desk does with a quote: write it line by line, send it, record the answer, invoice it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.checkout.actions.quote import accept_for_company, decline_for_company, invoice_to_company, send_to_company
from lms.desk.forms.quotes import (
    AnswerForm,
    DeclineQuoteForm,
    LineForm,
    QuoteForm,
    initial_of_line,
    initial_of_quote,
)
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.calendar import jst_date
from lms.templatetags.lms import long_date
from payments.actions.quote import (
    add_line,
    change_line,
    change_quote,
    remove_line,
    revise_quote,
)
from payments.actions.quote_answer import Answer
from payments.models import Quote, QuoteLine
from payments.payment_terms import due_on


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
