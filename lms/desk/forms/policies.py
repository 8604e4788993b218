"""What cancellation terms ask for: a table of days and percentages, and how the days are counted."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.checkout.fair_terms import objections
from lms.desk.forms.common import words
from payments.cancellation import tiers_from
from payments.models import CancellationPolicy
from payments.models.policy import default_tiers

ROWS = 8
DAYS = {"attrs": {"inputmode": "numeric", "min": 0, "max": 365}}
CELLS = (_("Line %(line)d: days before the first day"), _("Line %(line)d: fee in percent"))
PERCENT = {"attrs": {"inputmode": "numeric", "min": 0, "max": 100}}


class TiersWidget(forms.MultiWidget):
    """A line for each tier; lines that are left empty do not count."""

    template_name = "lms_desk/widgets/tiers.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__(
            [each for _row in range(ROWS) for each in (forms.NumberInput(**DAYS), forms.NumberInput(**PERCENT))]
        )

    def decompress(self, value: Any) -> list[int | None]:
        """The cells of tiers as they are stored."""
        cells = [cell for tier in value or [] for cell in (tier["days_before"], tier["fee_percent"])]
        return [*cells, *[None] * (2 * ROWS - len(cells))]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        is_stored = value is None or any(isinstance(tier, dict) for tier in value)
        cells = self.decompress(value) if is_stored else value
        context: dict[str, Any] = super().get_context(name, cells, attrs)
        drawn = context["widget"]["subwidgets"]
        for number, cell in enumerate(drawn):
            said = (
                _("Line %(line)d: days before the first day") if number % 2 == 0 else _("Line %(line)d: fee in percent")
            )
            cell["attrs"]["aria-label"] = said % {"line": number // 2 + 1}
        return {**context, "tiers": list(zip(drawn[::2], drawn[1::2], strict=True))}


class TiersField(forms.MultiValueField):
    def __init__(self, **kwargs: Any) -> None:
        cells = [each for _row in range(ROWS) for each in (_whole(365), _whole(100))]
        super().__init__(cells, require_all_fields=False, widget=TiersWidget(), **kwargs)

    def compress(self, data_list: list[int | None]) -> list[dict[str, int]]:
        pairs = [pair for pair in zip(data_list[::2], data_list[1::2], strict=True) if pair != (None, None)]
        if any(days is None or percent is None for days, percent in pairs):
            raise ValidationError(_("Fill in both the days and the percentage of a line, or leave both empty."))
        tiers = [{"days_before": days or 0, "fee_percent": percent or 0} for days, percent in pairs]
        try:
            tiers_from(tiers)
        except ValueError as error:
            raise ValidationError(
                _("Each line needs its own number of days, one of them 0, and the fee may not fall as the day comes.")
            ) from error
        return sorted(tiers, key=lambda tier: -tier["days_before"])


def _whole(most: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=most, required=False)


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Filled in with the version that is to be replaced, where there is one."""

    tiers = TiersField(
        label=_("Fee by days before the first day"),
        initial=default_tiers,
        help_text=_("A line holds until the end of its day. Day 0, the first day itself, holds from then on."),
    )
    text = words(
        _("Text shown to buyers"),
        help_text=_("The terms in your own words. The table is drawn beside them with the dates of the cohort."),
    )

    class Meta:
        model = CancellationPolicy
        fields = (
            "name",
            "tiers",
            "unit",
            "cut_off",
            "rolls",
            "base",
            "transfer_days_before",
            "bank_charge_on_buyer",
            "text",
        )
        widgets = {"cut_off": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        help_texts = {"name": _("The name of a policy that is there already makes its next version.")}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if void := objections(text):
            raise ValidationError(void)
        return text
