"""Fees and offers: what is wrong is said beside its field, before anything is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from lms.checkout.actions.listing import FeeDecided


class ListingForm(WagtailAdminModelForm):
    def clean_list_price_jpy(self) -> int | None:
        """A fee once decided is changed, never made undecided again."""
        fee: int | None = self.cleaned_data["list_price_jpy"]
        if fee is None and self.instance.pk and self.initial.get("list_price_jpy") is not None:
            raise forms.ValidationError(FeeDecided.message)
        return fee

    def clean_pool(self) -> Any:
        """A fee belongs to its seats for good: orders were placed under it."""
        pool = self.cleaned_data["pool"]
        if self.instance.pk and self.initial.get("pool") != pool.pk:
            raise forms.ValidationError(_("A fee stays with the seats it was decided for."))
        return pool


class OfferForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_at"].error_messages["required"] = _(
            "An offer needs an end: without one the regular price would be a fiction."
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("An offer must end after it begins."))
        return cleaned
