"""What bank statements ask for: a file, its columns, and what a person says about a line."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from lms.checkout.payers import missing_of
from lms.desk.forms.common import words
from lms.desk.statement_words import ROLES
from lms.templatetags.lms import yen
from payments.actions.matching import Share
from payments.bank_columns import Role
from payments.models import BankAccount, BankStatement, Order
from payments.statement import LARGEST_BYTES


class StatementForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A file and the account it is of; the first one brings its account along."""

    new_account = forms.CharField(
        label=_("Another account"),
        max_length=100,
        required=False,
        help_text=_("Only if the account is not there to be chosen: bank, branch and number, as you call it."),
    )
    file = forms.FileField(
        label=pgettext_lazy("bank statement", "File"),
        help_text=_("The CSV that internet banking exports, as it is. Nothing is booked by reading it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )

    class Meta:
        model = BankStatement
        fields = ["account"]
        widgets = {"account": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.required, field.empty_label = False, None
        accounts = list(BankAccount.objects.all())
        if not accounts:
            del self.fields["account"]
            self.fields["new_account"].label = BankAccount._meta.verbose_name
            self.fields["new_account"].help_text = BankAccount._meta.get_field("name").help_text
            self.fields["new_account"].required = True
        elif len(accounts) == 1:
            field.initial = accounts[0]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Choose a shorter period in internet banking."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("account") and not cleaned.get("new_account"):
            self.add_error("new_account", _("Say which account the statement is of."))
        return cleaned


class ColumnsForm(forms.Form):
    """For each thing a line needs, the heading it stands under."""

    def __init__(self, *args: Any, headings: Sequence[str], columns: dict[Role, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("(none)")), *((heading, heading) for heading in dict.fromkeys(headings) if heading)]
        for role in Role:
            self.fields[role.value] = forms.ChoiceField(
                label=str(ROLES[role]), choices=choices, required=False, initial=columns.get(role, "")
            )


class MatchForm(forms.Form):
    """How much of a line is for each order, and whether what is then missing is accepted."""

    def __init__(self, *args: Any, orders: Sequence[Order], shares: Sequence[int], limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.orders = orders
        self._missing_then = [missing_of(order) - share for order, share in zip(orders, shares, strict=True)]
        for order, share in zip(orders, shares, strict=True):
            missing = missing_of(order)
            self.fields[f"amount_{order.pk}"] = forms.IntegerField(
                label=_("For %(number)s, %(buyer)s (yen)") % {"number": order.number, "buyer": order.buyer_name},
                min_value=1,
                initial=share,
                help_text=_("Missing there: %(amount)s.") % {"amount": yen(missing)},
            )
            if 0 < missing - share <= limit:
                self.fields[f"accepts_{order.pk}"] = forms.BooleanField(
                    label=_("Accept the missing %(amount)s as a discount") % {"amount": yen(missing - share)},
                    required=False,
                    help_text=_("%(number)s is paid then. Left empty, the order waits for the rest.")
                    % {"number": order.number},
                )
        if any(name.startswith("accepts_") for name in self.fields):
            self.fields["reason"] = words(
                _("Reason"),
                required=False,
                help_text=_("Needed where a shortfall is accepted, for example: a fee was kept."),
            )

    def shares(self) -> list[Share]:
        return [
            Share(
                order,
                self.cleaned_data[f"amount_{order.pk}"],
                accepts_jpy=missing if self.cleaned_data.get(f"accepts_{order.pk}") else 0,
            )
            for order, missing in zip(self.orders, self._missing_then, strict=True)
        ]


class SendLineBackForm(forms.Form):
    sent_on = forms.DateField(label=_("Sent on"), widget=AdminDateInput)
    reason = words(
        _("To whom and why"), help_text=_("The account it was sent to, and what the payer or the bank said.")
    )
