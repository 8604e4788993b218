"""What the association sells beside seats, and who is asked for a fee: still to pay, paid, overdue."""

from datetime import date, datetime, timedelta

from cohorts.models import CertificateReissue
from lms.checkout.actions.application import Paths
from lms.checkout.actions.charge import ask_for_fee, order_charge
from lms.checkout.actions.reissue import reissue_or_ask
from lms.checkout.models import Charge
from lms.kernel.actor import Actor
from lms.portal.draft import order_path
from lms.standalone.demo import people
from lms.standalone.demo.applications import TIME_TO_PAY, pay
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons, at
from lms.standalone.demo.cohorts import office
from lms.standalone.demo.people import Guest, make_person
from payments.actions.product import decide_price
from payments.models import Product

REISSUE, AGAIN, RENEWAL = "certificate-reissue", "lesson-model-again", "license-renewal"
NEVER = "手続きの性質上、お支払い後の撤回・返金はお受けできません。当協会の都合で行えない場合は全額を返金します。"
PRODUCTS = {
    REISSUE: ("認定証の再発行", "氏名などを改めた認定証を、お支払いの確認後2週間以内にお送りします。", 3_300),
    AGAIN: (
        "レッスンモデルの再評価",
        "15分の実演を、二人の評価者が改めて評価します。日時はご相談して決めます。",
        16_500,
    ),
    RENEWAL: ("講師ライセンスの更新", "有効期限の翌日から3年間、ライセンスを更新します。", 11_000),
}
DUE = timedelta(days=14)


def make(seasons: Seasons) -> None:
    products = {code: _product(code, seasons.held.before(300)) for code in PRODUCTS}
    _raise_renewal(products[RENEWAL], seasons)
    charge = _ask(people.KIRISHIMA, products[AGAIN], "2回目のレッスンモデル評価", seasons.ago(days=20, hour=10))
    _pay(charge, seasons.ago(days=18, hour=20, minute=15))
    _ask(people.MINASE, products[AGAIN], "2回目のレッスンモデル評価", seasons.ago(days=19, hour=10))
    _reissue(people.LICENSEE, "宮園 奈緒子", seasons.ago(days=3, hour=14))


def _product(code: str, when: datetime) -> Product:
    name, description, price_jpy = PRODUCTS[code]
    product, _created = Product.objects.get_or_create(
        code=code, defaults={"name": name, "description": description, "withdrawal": NEVER, "created_at": when}
    )
    if not product.prices.exists():
        with moment(when) as now:
            decide_price(product, list_price_jpy=price_jpy, starts_at=None, by=office(), now=now)
    return product


def _raise_renewal(product: Product, seasons: Seasons) -> None:
    """A price that is decided and begins with the next fiscal year."""
    if product.prices.count() > 1:
        return
    begins = at(date(seasons.open.fiscal_year + 1, 4, 1), 0)
    if begins > seasons.now:
        with moment(seasons.ago(days=10)) as now:
            decide_price(product, list_price_jpy=13_200, starts_at=begins, by=office(), now=now)


def _ask(guest: Guest, product: Product, reason: str, when: datetime) -> Charge:
    person = make_person(guest, now=when)
    if known := Charge.objects.filter(person=person, product=product).first():
        return known
    with moment(when) as now:
        return ask_for_fee(person, product=product, reason=reason, due_on=(when + DUE).date(), by=office(), now=now)


def _reissue(guest: Guest, name: str, when: datetime) -> None:
    """A changed name: the certificate is printed anew once the fee is paid."""
    license_ = make_person(guest, now=when).licenses.select_related("person").first()
    if license_ is None or license_.reissues.exists():
        return
    with moment(when) as now:
        reissue_or_ask(
            license_, cause=CertificateReissue.Cause.CHANGED, name=name, reason="ご改姓の届出", by=office(), now=now
        )


def _pay(charge: Charge, when: datetime) -> None:
    if charge.order is not None:
        return
    with moment(when) as now:
        back = order_path("lms_portal:order_return")
        price = charge.product.price_at(now)
        order = order_charge(
            charge,
            shown_total_jpy=price.unit_jpy if price else 0,
            form_token=f"demonstration-{charge.number}",
            paths=Paths(returned=back, turned_back=back),
            by=Actor.person(charge.person.user),  # type: ignore[arg-type]
            now=now,
        )
    pay(order.payments.latest("created_at"), when + TIME_TO_PAY)
