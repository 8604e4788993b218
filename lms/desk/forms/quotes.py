"""What a quote at the desk asks for."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from lms.desk.forms.common import words
from lms.desk.forms.terms import TermsForm, initial_of
from lms.kernel import clock
from lms.kernel.mail_address import EmailField
from lms.templatetags.lms import yen_tax_included
from payments.actions.quote import LineData, NotPriced, QuoteData, priced
from payments.models import Product, Quote, QuoteLine
from payments.money import tax_included_in
from payments.offers import COMPANY

WRITTEN = (
    "title", "buyer_name", "buyer_contact", "buyer_email", "delivery", "delivery_on", "cancellation", "notes",
    "valid_through", "invoiced", "prices_exclude_tax",
)  # fmt: skip


class QuoteForm(TermsForm):
    """Everything but the lines."""

    title = forms.CharField(label=_("Subject"), max_length=200, help_text=_("What the quote is about, in one line."))
    buyer_name = forms.CharField(
        label=pgettext_lazy("quote", "To"), max_length=200, help_text=_("As on paper, without 御中.")
    )
    buyer_contact = forms.CharField(
        label=pgettext_lazy("quote", "Contact"),
        max_length=100,
        required=False,
        help_text=_("Department and name, without 様."),
    )
    buyer_email = EmailField(label=_("Contact's e-mail address"), help_text=_("The quote is sent there."))
    valid_through = forms.DateField(
        label=_("Valid through"),
        widget=AdminDateInput,
        required=False,
        help_text=_("The last day. Empty: 30 days from sending."),
    )
    delivery = words(
        _("Delivery"), help_text=_("What is given when and where; undecided parts say so."), required=False
    )
    delivery_on = forms.DateField(
        label=_("Day of delivery"),
        widget=AdminDateInput,
        required=False,
        help_text=_("The day of the transaction on the invoice and in the books. Empty: undecided."),
    )
    prices_exclude_tax = forms.BooleanField(
        label=_("Prices are without tax"),
        required=False,
        help_text=_(
            "The tax of each rate comes on top of its lines. Prices that were written already keep their numbers when "
            "this changes."
        ),
    )
    invoiced = forms.ChoiceField(
        label=_("The invoice is issued"),
        choices=Quote.Invoiced.choices,
        widget=forms.RadioSelect,
        initial=Quote.Invoiced.AT_ACCEPTANCE,
    )
    cancellation = words(_("Cancellation terms"), help_text=_("They stand on the quote and hold for its order."))
    notes = words(_("Notes"), required=False)

    field_order = (
        *WRITTEN[:4],
        "valid_through",
        "delivery",
        "delivery_on",
        *TermsForm.base_fields,
        "prices_exclude_tax",
        "invoiced",
    )

    def quoted(self) -> QuoteData:
        return QuoteData(terms=self.terms(), **{name: self.cleaned_data[name] for name in WRITTEN})


def initial_of_quote(quote: Quote) -> dict[str, Any]:
    return {**{name: getattr(quote, name) for name in WRITTEN}, **initial_of(quote.terms)}


class _PricedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """What a company pays for one today stands beside each product."""

    def label_from_instance(self, obj: Any) -> str:
        price = obj.price_at(clock.now(), channel=COMPANY)
        return f"{obj.name} {yen_tax_included(price.unit_jpy if price else None)}"


class LineForm(forms.Form):
    """A product at its price of today, or anything else in words."""

    product = _PricedChoice(
        Product.objects.none(),
        label=_("Product"),
        required=False,
        empty_label=_("none: in words below"),
        help_text=_("Its name, its price of today and its tax rate fill what is left empty below."),
    )
    title = forms.CharField(label=_("Content"), max_length=250, required=False)
    note = forms.CharField(label=_("Note"), max_length=250, required=False, help_text=_("Small, below the content."))
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=10_000, initial=1)
    unit_jpy = forms.IntegerField(label=_("Unit price (yen, tax included)"), min_value=0, required=False)
    tax_percent = forms.TypedChoiceField(
        label=_("Tax rate"),
        choices=[("", _("as the product, otherwise 10%")), (10, "10%"), (8, "8%")],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, excludes_tax: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.excludes_tax = excludes_tax
        if excludes_tax:
            self.fields["unit_jpy"].label = _("Unit price (yen, without tax)")
        self.fields["product"].queryset = Product.objects.on_sale().with_prices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not typed.get("product"):
            for name in ("title", "unit_jpy"):
                if typed.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("Write this, or choose a product."))
        return typed

    def line(self, *, now: datetime) -> LineData:
        """Raises NotPriced where neither the form nor the product says a price."""
        typed = self.cleaned_data
        product: Product | None = typed["product"]
        price = typed["unit_jpy"]
        percent = typed["tax_percent"] or (product.tax_percent if product else 10)
        if price is None:
            if product is None:
                raise NotPriced
            price = priced(product, now=now)
            price -= tax_included_in(price, percent) if self.excludes_tax else 0
        return LineData(
            title=typed["title"] or (product.name if product else ""),
            note=typed["note"],
            quantity=typed["quantity"],
            unit_jpy=price,
            tax_percent=percent,
            product=product,
        )


def initial_of_line(line: QuoteLine) -> dict[str, Any]:
    names = ("product", "title", "note", "quantity", "unit_jpy", "tax_percent")
    return {name: getattr(line, name) for name in names}


class AnswerForm(forms.Form):
    """Who accepted, where the company answered in another way than by the page: an order form (発注書) by post, say."""

    name = forms.CharField(label=_("Accepted by"), max_length=100)
    title = forms.CharField(label=_("Title"), max_length=100, required=False)
    buyer_reference = forms.CharField(
        label=_("Buyer's own order number"), max_length=60, required=False, help_text=_("Printed on the invoice.")
    )


class DeclineQuoteForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
