"""Questions that came in through the form, at different stages of being answered."""

from dataclasses import dataclass

from lms.inquiries.actions.inquiry import InquiryFields, answer_inquiry, close_inquiry, receive_inquiry, take_inquiry
from lms.inquiries.actions.misuse import Seen, Sender, report_misuse
from lms.inquiries.models import Inquiry
from lms.kernel.actor import Actor
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons
from lms.standalone.demo.terms import VERSION
from lms.standalone.models import User

VISITOR = Actor.process("visitor of the demonstration")
Topic = Inquiry.Topic


@dataclass(frozen=True, slots=True)
class Asked:
    """Days before today, what was asked, and how it was answered (empty: not yet)."""

    days: int
    hour: int
    fields: InquiryFields
    answer: str = ""
    is_closed: bool = False
    is_taken: bool = False


def question(topic: str, name: str, company: str, email: str, message: str) -> InquiryFields:
    return {"topic": topic, "name": name, "company": company, "email": email, "phone": "", "message": message}


ASKED = (
    Asked(
        12,
        10,
        question(
            Topic.COURSE,
            "見本 さくら",
            "見本ホテル",
            "sakura@sample.example",
            "スペシャリストレベルの結果を待っているところです。結果の前に申し込んでもよいでしょうか。",
        ),
        answer="合格の確定前でも申込みできること、認定は確定後に審査することをメールで回答。",
        is_closed=True,
    ),
    Asked(
        5,
        15,
        question(
            Topic.IN_HOUSE,
            "例 健一",
            "例示百貨店 人材開発部",
            "kenichi@sample.example",
            "店舗の責任者20名ほどを対象に、来年度の上期に開催をお願いしたいと考えています。進め方を教えてください。",
        ),
        answer="目的と人数、希望の月を電話で伺った。概算の見積りを準備する。",
    ),
    Asked(
        2,
        11,
        question(
            Topic.LICENSE,
            "試 真由美",
            "",
            "mayumi@sample.example",
            "結婚で姓が変わりました。認定証の氏名を変更するには何が必要ですか。",
        ),
        is_taken=True,
    ),
    Asked(
        1,
        9,
        question(
            Topic.PAYMENT,
            "仮名 大輔",
            "仮名商事 総務課",
            "daisuke@sample.example",
            "2名分の受講料を、会社宛ての請求書で支払うことはできますか。",
        ),
    ),
    Asked(
        1,
        9,
        question(
            Topic.OTHER,
            "SEO Partner",
            "",
            "partner@sample.example",
            "Rank first on every search engine: https://sample.example/offer",
        ),
    ),
)


REPORTER: Sender = {"name": "実例 京子", "email": "kyoko@sample.example"}
REPORTED: Seen = {
    "accused": "架空 一郎（架空研修企画）",
    "seen_where": "展示会で受け取った名刺と、会社案内のウェブページ",
    "seen_at_url": "https://sample.example/staff",
    "license_number": "CSI-2024-0123-X",
    "details": "肩書に「CS実務インストラクター」とありましたが、認定番号を照会しても見つかりませんでした。",
}


def make(plan: Seasons, *, office: User) -> None:
    """Made once; what the office did with them since stays."""
    if Inquiry.objects.exists():
        return
    by = Actor.person(office)
    with moment(plan.ago(days=3, hour=21)) as now:
        report_misuse(REPORTER, REPORTED, privacy_version=VERSION, language="ja", by=VISITOR, now=now)
    for asked in ASKED:
        with moment(plan.ago(days=asked.days, hour=asked.hour)) as now:
            inquiry = receive_inquiry(asked.fields, privacy_version=VERSION, language="ja", by=VISITOR, now=now)
            if asked.is_taken or asked.answer:
                take_inquiry(inquiry, owner=office, by=by)
            if asked.answer:
                answer_inquiry(inquiry, text=asked.answer, by=by, now=now)
            if asked.is_closed:
                close_inquiry(inquiry, by=by)
