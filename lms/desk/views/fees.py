"""Products with their prices, and fees that persons are asked for."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.models import Person
from lms.checkout.actions.charge import ask_for_fee, withdraw_charge
from lms.checkout.models import Charge
from lms.desk.forms.fees import AskForFeeForm, PriceForm, WithdrawFeeForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel import clock
from lms.kernel.access import staff_only
from payments.actions.product import decide_price
from payments.models import Product

DAYS_TO_PAY = timedelta(days=14)


class ProductView(generic.InspectView):
    """A product, what it costs when, and what is written before paying."""

    template_name = "lms_desk/product.html"
    page_title = _("Product")

    def get_object(self, queryset: QuerySet[Product] | None = None) -> Product:
        del queryset
        return get_object_or_404(Product.objects.with_prices(), pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        return {
            **super().get_context_data(**kwargs),
            "product": self.object,
            "prices": self.object.prices.all(),
            "current": self.object.list_price_at(now),
            "now": now,
            "events": timeline_of([self.object], order=None, with_mail=False),
        }


class ChargeView(generic.InspectView):
    """A fee: who, what for, until when, and what became of it."""

    template_name = "lms_desk/fee.html"
    page_title = _("Fee of a person")

    def get_object(self, queryset: QuerySet[Charge] | None = None) -> Charge:
        del queryset
        return get_object_or_404(Charge.objects.select_related("person", "product", "order"), pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        charge: Charge = self.object
        return {
            **super().get_context_data(**kwargs),
            "charge": charge,
            "price": charge.product.price_at(clock.now()),
            "is_over": charge.is_over(clock.today()),
            "events": timeline_of([charge], order=charge.order, with_mail=True),
        }


@staff_only(SECRETARIAT)
class DecidePriceView(ActView):
    title = _("Decide a price")
    form_class = PriceForm
    consequence = _("The price holds from that day until another one begins. What was ordered before keeps its price.")
    undo = _("A price that has not begun is replaced by deciding another one for the same day.")
    button = _("Decide the price")
    done = _("The price is decided.")

    def load(self, pk: int) -> Any:
        return get_object_or_404(Product, pk=pk)

    def act(self) -> object:
        return decide_price(self.subject, **self.answers, by=self.by, now=self.now)

    def home(self) -> str:
        return row_of("product", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("product"), str(_("Products"))


@staff_only(SECRETARIAT)
class AskForFeeView(ActView):
    title = _("Ask for a fee")
    form_class = AskForFeeForm
    undo = _("A fee that is not paid can be withdrawn.")
    button = _("Ask for the fee")
    done = _("The person was asked to pay.")

    def load(self, pk: int) -> Any:
        return get_object_or_404(Person, pk=pk)

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": clock.today() + DAYS_TO_PAY}

    def whom(self) -> str:
        name: str = self.subject.full_name
        return name

    def get_hindrance(self) -> str:
        if self.subject.user_id is None:
            return gettext("This person has no account, so nothing can be paid online.")
        if not Product.objects.sold_at(clock.now()).exists():
            return gettext("No product has a price yet. Decide one first.")
        return ""

    def get_consequence(self) -> str:
        return gettext(
            "%(person)s gets a mail and finds the fee on my page. The price is that of the day of confirming."
        ) % {"person": self.whom()}

    def act(self) -> object:
        return ask_for_fee(self.subject, **self.answers, by=self.by, now=self.now)

    def home(self) -> str:
        return row_of("person", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("person"), str(_("Persons"))


@staff_only(SECRETARIAT)
class WithdrawFeeView(ActView):
    title = _("Withdraw the fee")
    form_class = WithdrawFeeForm
    undo = _("It can be asked for anew.")
    button = _("Withdraw the fee")
    done = _("The fee is no longer asked for.")
    is_grave = True

    def load(self, pk: int) -> Any:
        return get_object_or_404(Charge.objects.select_related("person", "product"), pk=pk)

    def whom(self) -> str:
        return f"{self.subject.number} {self.subject.person.full_name}"

    def get_consequence(self) -> str:
        return gettext("A payment page that is open is closed, and %(person)s is told that nothing has to be paid.") % {
            "person": self.subject.person.full_name
        }

    def act(self) -> object:
        return withdraw_charge(self.subject, **self.answers, by=self.by, now=self.now)

    def home(self) -> str:
        return row_of("charge", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("charge"), str(_("Fees of persons"))
