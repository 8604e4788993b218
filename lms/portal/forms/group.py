"""Forms of a company's application: they validate and translate, and write nothing."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.models import CompanyHold, Declaration, SeatKind, SeatPool
from lms.checkout import conf
from lms.checkout.actions.group_draft import LATER, SeatData
from lms.checkout.models import GroupApplication, GroupSeat
from lms.kernel.mail_address import EmailField
from lms.kernel.names import same_name
from lms.portal.forms.application import ConfirmForm
from lms.portal.forms.fields import LONGEST_NAME, ConsentField, KanaField

NAMES = ("family_name", "given_name", "family_kana", "given_kana", "email")


class CompanyForm(forms.Form):
    """For which company, how many seats of which kind, and how they are paid."""

    employer_name = forms.CharField(
        label=_("Name of the company"),
        max_length=200,
        help_text=_("As it should stand on invoice and receipt, without 御中."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    certification = forms.IntegerField(label=_("Seats in the certification course"), initial=0)
    audit = forms.IntegerField(label=_("Seats in the audit-only course"), initial=0)
    way = forms.ChoiceField(
        label=_("How will you pay?"),
        choices=GroupApplication.Way.choices,
        widget=forms.RadioSelect,
        initial="transfer",
        help_text=_("Terms of payment agreed with your company hold once the office knows that you order for it."),
    )
    buyer_reference = forms.CharField(
        label=_("Your own order number"),
        max_length=60,
        required=False,
        help_text=_("Printed on every document of this order."),
    )
    cost_center = forms.CharField(
        label=_("Your cost center"),
        max_length=60,
        required=False,
        help_text=_("Printed on every document of this order."),
    )

    def __init__(
        self,
        *args: Any,
        pools: Collection[SeatPool],
        holds: Collection[CompanyHold] = (),
        employer_url: str = "",
        **kwargs: Any,
    ) -> None:
        """With `employer_url` the company is known, and changed there; `holds` are the seats kept for it."""
        super().__init__(*args, **kwargs)
        held = {hold.pool_id: hold.seats for hold in holds}
        left = {pool.kind: pool.left + held.get(pool.pk, 0) for pool in pools}
        for kind in SeatKind.values:
            if kind in left:
                self.fields[kind] = _seat_count(self.fields[kind], left[kind])
            else:
                del self.fields[kind]
        if employer_url:
            self.fields["employer_name"].disabled = True
            self.fields["employer_name"].help_text = format_html(
                '{} <a href="{}">{}</a>', _("Not the right one?"), employer_url, _("Change where you work")
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wanted = self.seats()
        if wanted and not self.errors and not 1 <= sum(wanted.values()) <= conf.LMS_GROUP_SEATS:
            words = _("Write how many seats you want, %(most)d at most.")
            self.add_error(next(iter(wanted)), ValidationError(words, params={"most": conf.LMS_GROUP_SEATS}))
        return data

    def seats(self) -> dict[str, int]:
        return {kind: self.cleaned_data.get(kind) or 0 for kind in SeatKind.values if kind in self.fields}


def _seat_count(field: forms.Field, left: int) -> forms.Field:
    """How many seats of one kind; what is free now is said before and held to."""
    free = ngettext("%(count)d seat is free", "%(count)d seats are free", left) % {"count": left}
    return forms.IntegerField(
        label=field.label,
        initial=field.initial,
        min_value=0,
        max_value=max(left, 0),
        help_text=free,
        error_messages={"max_value": free},
    )


@dataclass(frozen=True, slots=True)
class Question:
    """One seat as the page shows it."""

    seat: GroupSeat
    fields: list[BoundField]


class PeopleForm(forms.Form):
    """For whom each seat is. With `is_whole` every seat has a name or says that it comes later."""

    def __init__(self, *args: Any, seats: Sequence[GroupSeat], is_whole: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats, self.is_whole = list(seats), is_whole
        for seat in self.seats:
            for name, field in _fields(seat).items():
                where = {"number": seat.position, "question": field.label}
                field.long_label = _("Seat %(number)d, %(question)s") % where  # type: ignore[attr-defined]
                field.is_conditional = name != "is_named_later"  # type: ignore[attr-defined]
                self.fields[_key(seat, name)] = field

    def questions(self) -> list[Question]:
        return [Question(seat, [self[_key(seat, name)] for name in _fields(seat)]) for seat in self.seats]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_whole:
            for seat in self.seats:
                self._check_whole(seat, data)
        people = [(row.email.lower(), row.family_name + row.given_name, position) for position, row in self._typed()]
        for index, (email, name, position) in enumerate(people):
            if any(email == other and same_name(name, known) for other, known, _place in people[:index]):
                self.add_error(
                    f"seat{position}-family_name", _("The same person stands on two seats. Each person takes one seat.")
                )
        return data

    def rows(self) -> dict[int, SeatData]:
        return {seat.position: self._row(seat) for seat in self.seats}

    def _typed(self) -> list[tuple[int, SeatData]]:
        rows = self.rows().items()
        return [(position, row) for position, row in rows if row.email and row.family_name and row.given_name]

    def _row(self, seat: GroupSeat) -> SeatData:
        typed = {name: self.cleaned_data.get(_key(seat, name)) for name in _fields(seat)}
        if typed.get("is_named_later"):
            return LATER
        number = unicodedata.normalize("NFKC", typed.get("specialist_number") or "").strip().upper()
        named: dict[str, Any] = {name: typed.get(name) or "" for name in NAMES}
        return SeatData(
            **named,
            specialist_status=typed.get("specialist_status") or "",
            specialist_number=number,
            specialist_expected_on=typed.get("specialist_expected_on"),
        )

    def _check_whole(self, seat: GroupSeat, data: dict[str, Any]) -> None:
        if data.get(_key(seat, "is_named_later")):
            return
        if _key(seat, "is_named_later") in self.fields and self._is_untouched(seat):
            words = _("Write for whom the seat is, or choose this.")
            self.add_error(_key(seat, "is_named_later"), words)
            return
        for name in NAMES:
            key = _key(seat, name)
            if not data.get(key) and key not in self.errors:
                self.add_error(key, _("Write this, or choose that the name comes later."))
        if seat.kind != SeatKind.CERTIFICATION:
            return
        asked, number = _key(seat, "specialist_status"), _key(seat, "specialist_number")
        status = data.get(asked)
        if not status and asked not in self.errors:
            self.add_error(asked, _("Choose one. Ask the person if you are not sure."))
        elif status and status != Declaration.SpecialistStatus.NEITHER and not data.get(number):
            self.add_error(number, _("Write the number so that we can find the examination."))

    def _is_untouched(self, seat: GroupSeat) -> bool:
        return not any(self.data.get(_key(seat, name)) for name in _fields(seat))


class NameForm(PeopleForm):
    """The person for one seat that was bought before; here the name does not come later."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, seats=[GroupSeat(position=1, kind=kind)], **kwargs)
        del self.fields["seat1-is_named_later"]
        for field in self.fields.values():
            del field.long_label  # type: ignore[attr-defined]
            field.is_conditional = False  # type: ignore[attr-defined]
        for name in (*NAMES, "specialist_status"):
            if _key(self.seats[0], name) in self.fields:
                self.fields[_key(self.seats[0], name)].required = True

    def questions(self) -> list[Question]:
        return [Question(self.seats[0], [self[name] for name in self.fields])]

    def row(self) -> SeatData:
        return self.rows()[1]


class _ForOthers(forms.Form):
    """Whoever names people says that they agree; where nobody is named there is nothing to say."""

    accept_people = ConsentField(
        label=_("The people named above know that we send their names and addresses, and agree to it.")
    )

    def __init__(self, *args: Any, names_people: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not names_people:
            del self.fields["accept_people"]


class GroupConfirmForm(_ForOthers, ConfirmForm):
    field_order = ("accept_terms", "accept_policy", "accept_privacy", "accept_people")


class QuoteRequestForm(_ForOthers):
    """What the company says with its request for a quote; nothing is ordered by it."""

    wish = forms.CharField(
        label=_("What should we know for the quote?"),
        max_length=1000,
        required=False,
        help_text=_("For example to whom it is made out, or until when you need it. You may leave it empty."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    accept_privacy = ConsentField(label=_("I agree to the handling of my personal data."))
    field_order = ("wish", "accept_privacy", "accept_people")


def initial_of(seats: Sequence[GroupSeat]) -> dict[str, Any]:
    return {_key(seat, name): getattr(seat, name) for seat in seats for name in _fields(seat)}


def _key(seat: GroupSeat, name: str) -> str:
    return f"seat{seat.position}-{name}"


def _fields(seat: GroupSeat) -> dict[str, forms.Field]:
    known: dict[str, forms.Field] = {
        "is_named_later": forms.BooleanField(label=_("The name comes later"), required=False),
        "family_name": forms.CharField(label=_("Family name"), max_length=LONGEST_NAME, required=False),
        "given_name": forms.CharField(label=_("Given name"), max_length=LONGEST_NAME, required=False),
        "family_kana": KanaField(label=_("Family name in kana"), max_length=100, required=False),
        "given_kana": KanaField(label=_("Given name in kana"), max_length=100, required=False),
        "email": EmailField(
            label=_("E-mail"), required=False, help_text=_("The person is written to at this address about this seat.")
        ),
    }
    if seat.kind == SeatKind.CERTIFICATION:
        known |= {
            "specialist_status": forms.ChoiceField(
                label=_("CS Specialist Examination, Specialist level"),
                choices=THIRD_PERSON,
                widget=forms.RadioSelect,
                required=False,
            ),
            "specialist_number": forms.CharField(
                label=_("Candidate or certificate number"), max_length=40, required=False
            ),
            "specialist_expected_on": forms.DateField(
                label=_("Expected end of the Specialist level"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            ),
        }
    return known


#: As the contact says it of somebody else.
THIRD_PERSON = [
    (Declaration.SpecialistStatus.PASSED.value, _("Has passed the Specialist level")),
    (Declaration.SpecialistStatus.IN_PROGRESS.value, _("Is taking the Specialist level")),
    (Declaration.SpecialistStatus.NEITHER.value, _("Neither of both")),
]
