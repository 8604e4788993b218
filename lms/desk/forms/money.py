"""Fees and offers: what is wrong is said beside its field, before anything is written."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from lms.checkout.actions.listing import FeeDecided
from lms.checkout.actions.offer import FictitiousRegularPrice, OfferBegun, regular_price_of
from lms.checkout.models import Listing
from lms.checkout.regular_price import Verdict
from lms.kernel import clock
from lms.kernel.calendar import end_of, jst_date
from payments.models import DiscountOffer
from payments.offers import last_moment_shown


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

    def clean(self) -> dict[str, Any]:
        """The regular price must be one that is really charged beside these offers."""
        cleaned: dict[str, Any] = super().clean()
        pool, offers = cleaned.get("pool"), cleaned.get("offers")
        if pool and offers and regular_price_of(Listing(pool=pool), offers=offers) is Verdict.FICTITIOUS:
            self.add_error("offers", FictitiousRegularPrice.message)
        return cleaned


class OfferForm(WagtailAdminModelForm):
    """The end is typed as the last day and kept as the first moment after it."""

    ends_at = forms.DateField(
        label=_("last day"),
        widget=AdminDateInput,
        help_text=_("Inclusive: the offer holds to 23:59 of this day in Japan."),
        error_messages={"required": _("An offer needs an end: without one the regular price would be a fiction.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["ends_at"] = jst_date(last_moment_shown(self.instance.ends_at))

        for name in ("percent", "amount_off_jpy"):
            self.initial[name] = self.initial.get(name) or None  # 0 stands for "not this one"

    def clean_ends_at(self) -> datetime:
        return end_of(self.cleaned_data["ends_at"])

    def clean_percent(self) -> int:
        return self.cleaned_data["percent"] or 0

    def clean_amount_off_jpy(self) -> int:
        return self.cleaned_data["amount_off_jpy"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("An offer must end after it begins."))
        given = [cleaned.get("percent"), cleaned.get("amount_off_jpy"), cleaned.get("fixed_jpy") is not None]
        if sum(bool(each) for each in given) != 1:
            self.add_error("percent", _("Give one of percent off, yen off and fixed price."))
        if self.instance.pk and not self.errors:
            self._check_change(cleaned)
        return cleaned

    def _check_change(self, cleaned: dict[str, Any]) -> None:
        known = DiscountOffer.objects.get(pk=self.instance.pk)
        if known.starts_at <= clock.now() or known.used:
            self.add_error(None, OfferBegun.message)
            return
        known.starts_at, known.ends_at, known.channel = (cleaned[name] for name in ("starts_at", "ends_at", "channel"))
        for listing in known.listings.select_related("pool__cohort"):
            others = [offer for offer in listing.offers.all() if offer.pk != known.pk]
            if regular_price_of(listing, offers=[*others, known]) is Verdict.FICTITIOUS:
                self.add_error("ends_at", FictitiousRegularPrice.message)
                return


class ExtensionForm(forms.Form):
    last_day = forms.DateField(label=_("New last day"), widget=AdminDateInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For the colleague who approves, and for the log."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
