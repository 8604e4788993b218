"""Offers: written and changed before they begin, extended only with a second person's yes."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.checkout.actions.offer import (
    OfferTerms,
    approve_extension,
    ask_extension,
    change_offer,
    make_offer,
    refuse_extension,
)
from lms.desk.forms.money import ExtensionForm
from lms.desk.offers import offer_file, until_of
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, Text, list_of, row_of
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor
from lms.templatetags.lms import long_datetime
from payments.models import DiscountOffer, OfferExtension
from payments.offers import last_moment_shown

TERMS = ("label", "kind", "channel", "starts_at", "ends_at", "percent", "amount_off_jpy", "fixed_jpy", "max_uses")


class OfferView(generic.InspectView):
    template_name = "lms_desk/offer.html"
    page_title = _("Discount offer")

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        file = offer_file(self.object, now=clock.now())
        asked = file.open_extension
        return {**context, "file": file, "may_answer": asked and asked.asked_by_id != self.request.user.pk}


class _WritesOffer:
    """Both forms save through the action, which writes the audit line."""

    form: Any
    request: HttpRequest

    def terms(self) -> OfferTerms:
        return OfferTerms(**{name: self.form.cleaned_data[name] for name in TERMS})

    def by(self) -> Actor:
        return Actor.person(self.request.user)


class OfferAddView(_WritesOffer, generic.CreateView):
    def save_instance(self) -> DiscountOffer:
        return make_offer(self.terms(), by=self.by())


class OfferEditView(_WritesOffer, generic.EditView):
    def save_instance(self) -> DiscountOffer:
        return change_offer(self.form.instance, self.terms(), by=self.by(), now=clock.now())


class _OfferActView(ActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(DiscountOffer, pk=pk)

    def offer(self) -> DiscountOffer:
        offer: DiscountOffer = self.subject
        return offer

    def whom(self) -> str:
        return f"{self.offer()} ({until_of(self.offer())})"

    def home(self) -> str:
        return row_of("discountoffer", self.offer().pk)

    def trail(self) -> tuple[str, str]:
        return list_of("discountoffer"), str(_("Discount offers"))


@staff_only(SECRETARIAT)
class AskExtensionView(_OfferActView):
    title = _("Ask to extend the offer")
    form_class = ExtensionForm
    consequence = _(
        "Nothing changes yet: another person has to approve. The request stays in the log of the offer. An offer that "
        "is extended again and again makes the regular price a fiction."
    )
    undo = _("The request can be refused.")
    button = _("Ask")
    done = _("The extension waits for another person's approval.")

    def act(self) -> object:
        return ask_extension(self.subject, **self.answers, asker=self.staff, now=self.now)


class _AnswerView(_OfferActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(OfferExtension.objects.select_related("offer", "asked_by"), pk=pk)

    def offer(self) -> DiscountOffer:
        offer: DiscountOffer = self.subject.offer
        return offer

    def asked(self) -> dict[str, str]:
        return {
            "who": str(self.subject.asked_by),
            "moment": long_datetime(last_moment_shown(self.subject.ends_at)),
            "reason": self.subject.reason,
        }


@staff_only(SECRETARIAT)
class ApproveExtensionView(_AnswerView):
    title = _("Approve the extension")
    undo = _("An extension that buyers have read is not taken back.")
    button = _("Approve the extension")
    done = _("The offer runs longer.")
    is_grave = True

    def get_consequence(self) -> Text:
        return (
            _("%(who)s asked to let the offer hold until %(moment)s: %(reason)s. All pages say so at once.")
            % self.asked()
        )

    def act(self) -> object:
        return approve_extension(self.subject, approver=self.staff, now=self.now)


@staff_only(SECRETARIAT)
class RefuseExtensionView(_AnswerView):
    title = _("Refuse the extension")
    undo = _("The extension can be asked for again.")
    button = _("Refuse")
    done = _("The offer ends as it was announced.")

    def get_consequence(self) -> Text:
        words = _("%(who)s asked to let the offer hold until %(moment)s: %(reason)s. It ends as announced.")
        return words % self.asked()

    def act(self) -> object:
        return refuse_extension(self.subject, approver=self.staff, now=self.now)
