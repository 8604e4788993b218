"""What the acts on products and fees ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from lms.desk.forms.common import words
from lms.kernel import clock
from lms.kernel.calendar import start_of
from lms.templatetags.lms import yen_tax_included
from payments.models import Product


class ProductForm(WagtailAdminModelForm):
    class Meta:
        model = Product
        fields = ("code", "name", "description", "withdrawal", "tax_percent", "offers", "is_on_sale")


class PriceForm(forms.Form):
    list_price_jpy = forms.IntegerField(
        label=_("Regular price (yen, tax included)"), min_value=0, help_text=_("0 where it is free.")
    )
    starts_on = forms.DateField(
        label=_("From"), widget=AdminDateInput, required=False, help_text=_("From 0:00 of this day. Empty: at once.")
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if "starts_on" in typed:
            day = typed.pop("starts_on")
            typed["starts_at"] = start_of(day) if day else None
        return typed


class _PricedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        price = obj.price_at(clock.now())
        return f"{obj.name} {yen_tax_included(price.unit_jpy if price else None)}"


class AskForFeeForm(forms.Form):
    product = _PricedChoice(Product.objects.none(), label=_("Product"))
    reason = forms.CharField(
        label=_("What it is for"), max_length=300, help_text=_("The person reads this sentence."), strip=True
    )
    due_on = forms.DateField(label=_("To be paid until"), widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sold = Product.objects.sold_at(clock.now()).with_prices()
        self.fields["product"].queryset = sold  # type: ignore[attr-defined]


class WithdrawFeeForm(forms.Form):
    reason = words(_("Reason"), help_text=_("The person reads this sentence."))
