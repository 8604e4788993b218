"""What the office quoted companies for training on their premises: one quote accepted and invoiced, one open."""

from datetime import timedelta

from cohorts.actions.affiliation import organization_named
from cohorts.models import Organization
from lms.checkout.actions.quote import accept_for_company, send_to_company
from lms.checkout.terms import agreed_terms, usual_terms
from lms.kernel.actor import Actor
from lms.standalone.demo import cohorts, people
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons
from lms.standalone.models import User
from payments.actions.product import decide_price
from payments.actions.quote import LineData, QuoteData, draft_quote
from payments.actions.quote_answer import Answer
from payments.models import Product, Quote

CANCELLATION = (
    "実施日の30日前まで：無料\n29日前から15日前まで：代金の30%\n14日前から前日まで：代金の50%\n当日：代金の全額\n"
    "印刷済みの教材費は、いずれの場合も実費を申し受けます。"
)
IN_HOUSE = "企業内研修 クレーム対応の基本（半日・1クラス）"


def make(plan: Seasons) -> None:
    if not Quote.objects.filter(group_application=None).exists():
        training = _product(plan)
        _accepted(organization_named(people.HOTEL), training, plan)
        _sent(organization_named(people.SHOP), training, plan)


def _product(plan: Seasons) -> Product:
    with moment(plan.ago(days=60, hour=10)) as now:
        training, _is_new = Product.objects.get_or_create(
            code="in-house-half-day",
            defaults={
                "name": IN_HOUSE,
                "description": "貴社の会場またはオンラインで、講師1名が3時間の研修を行います。",
                "withdrawal": CANCELLATION,
            },
        )
        if not training.prices.exists():
            decide_price(training, list_price_jpy=165_000, starts_at=None, by=cohorts.office(), now=now)
        return training


def _lines(training: Product, seats: int) -> list[LineData]:
    """What is served during the break bears the reduced rate."""
    return [
        LineData(title=training.name, note="3時間、講師1名", unit_jpy=165_000, product=training),
        LineData(title="研修テキスト", unit_jpy=2_200, quantity=seats),
        LineData(title="お茶・お菓子（軽減税率対象）", unit_jpy=432, quantity=seats, tax_percent=8),
    ]


def _accepted(hotel: Organization, training: Product, plan: Seasons) -> None:
    day = plan.today + timedelta(days=34)
    data = QuoteData(
        title="フロント部門向け クレーム対応研修",
        buyer_name=hotel.name,
        buyer_contact=f"{people.CONTACT.profession} {people.CONTACT.full_name}",
        buyer_email=people.CONTACT.email,
        delivery="貴社本館会議室にて、半日の研修を1回実施します。",
        delivery_on=day,
        terms=agreed_terms(hotel) or usual_terms(),
        cancellation=CANCELLATION,
    )
    with moment(plan.ago(days=12, hour=10, minute=30)) as now:
        contact = User.objects.filter(email=people.CONTACT.email).first()
        quote = draft_quote(data, lines=_lines(training, 12), buyer=contact, by=cohorts.office(), now=now)
        send_to_company(quote, by=cohorts.office(), now=now)
    with moment(plan.ago(days=9, hour=15, minute=5)) as now:
        name, title = people.CONTACT.full_name, people.CONTACT.profession
        answer = Answer(name=name, title=title, address="203.0.113.24", buyer_reference="HR-1182")
        accept_for_company(quote, answer, by=Actor.process("quote link"), now=now)


def _sent(shop: Organization, training: Product, plan: Seasons) -> None:
    data = QuoteData(
        title="売場責任者向け クレーム対応研修",
        buyer_name=shop.name,
        buyer_contact="教育課 目黒 千里",
        buyer_email="education@shop.example",
        delivery="日程は未定です。ご承諾の後、2か月以内の平日から選んでいただきます。",
        terms=usual_terms(),
        cancellation=CANCELLATION,
        notes="交通費は実費を別途ご請求します。",
        invoiced=Quote.Invoiced.LATER,
    )
    with moment(plan.ago(days=3, hour=9, minute=40)) as now:
        quote = draft_quote(data, lines=_lines(training, 20), by=cohorts.office(), now=now)
        send_to_company(quote, by=cohorts.office(), now=now)
