"""Announcements and frequently asked questions of the demonstration, in both languages."""

from datetime import date, timedelta
from typing import Any

from wagtail.models import Locale, Page

from lms.pages.models import HomePage, NewsIndexPage, NewsPage, QuestionsPage
from lms.standalone.demo.page_texts import heading, points, question, text

NEWS = {
    "ja": {
        "title": "お知らせ",
        "lead": "開催の日程、検定、事務局からのご案内を掲載します。",
    },
    "en": {"title": "Announcements", "lead": "Dates of courses, examinations and notes from the office."},
}
# Days before today, slug, kind; then what each language says.
ITEMS: list[tuple[int, str, str, dict[str, dict[str, Any]]]] = [
    (
        4,
        "winter-office-hours",
        "organization",
        {
            "ja": {
                "title": "年末年始の事務局休業について",
                "lead": "12月29日から1月3日まで事務局を休業します。",
                "body": [
                    text(
                        "休業中にいただいたお問い合わせには、1月4日以降、順に回答します。",
                        "お申込みとお支払いの画面は、休業中もご利用いただけます。",
                    )
                ],
            },
            "en": {
                "title": "The office is closed over the new year",
                "lead": "Closed from December 29 to January 3.",
                "body": [text("Inquiries are answered from January 4. You can apply and pay meanwhile.")],
            },
        },
    ),
    (
        24,
        "applications-open",
        "course",
        {
            "ja": {
                "title": "CS実務教育インストラクター養成講座の申込受付を開始しました",
                "lead": "日程、会場、受講料が決まり、お申込みの受付を始めました。"
                "早期割引の期限は講座のページに表示しています。",
                "body": [
                    text(
                        "受講には、スペシャリストレベルに合格していること、または受講中であることが必要です。",
                        "ロイヤルティの高い顧客がなぜ生まれるのかを、受講者自身の言葉で説明できるようになる二日間です。",
                    ),
                    heading("受講のみコース"),
                    points("資格の審査は含みません。", "席数を別に設けています。", "テキスト2冊が付きます。"),
                ],
            },
            "en": {
                "title": "Applications for the instructor training course are open",
                "lead": "Dates, venue and fee are settled. The last day of the early discount is on the course page.",
                "body": [text("You need the Specialist level, passed or in progress. Audit-only seats need neither.")],
            },
        },
    ),
    (
        61,
        "literacy-expert",
        "exam",
        {
            "ja": {
                "title": "リテラシーエキスパートレベルのご案内",
                "lead": "顧客生涯価値（LTV）の向上をCSの理論で説明する力を測るレベルです。",
                "body": [text("筆記（WEB）と、メールで解答を送る記述問題があります。電話による実技はありません。")],
            },
            "en": {
                "title": "The Literacy Expert level",
                "lead": "It asks whether you can explain lifetime value with the theory of customer satisfaction.",
                "body": [text("A written part on the web and an essay sent by e-mail; no part by telephone.")],
            },
        },
    ),
    (
        118,
        "verification",
        "organization",
        {
            "ja": {
                "title": "認定番号の照会ページを公開しました",
                "lead": "認定証のQRコードからも、番号の入力からも、その日の状態をご確認いただけます。",
                "body": [text("氏名は、ご本人が公開に同意している場合にだけ表示します。")],
            },
            "en": {
                "title": "Licenses can now be verified online",
                "lead": "By the QR code of a certificate or by its number, for the day of asking.",
                "body": [text("A name is shown only with its holder's consent.")],
            },
        },
    ),
]
QUESTIONS: dict[str, dict[str, Any]] = {
    "ja": {
        "title": "よくあるご質問",
        "lead": "お申込みの前に多くいただくご質問をまとめました。",
        "questions": [
            heading("受講とお申込み"),
            question(
                "スペシャリストレベルの受講中でも申し込めますか。",
                "はい。合格が確定した段階で、講座の評価と合わせて認定を審査します。",
            ),
            question(
                "研修を職業にしていますが、受講できますか。",
                "お申込みの前に事務局へご相談ください。活用の目的を伺ったうえで受付の可否をご案内します。",
            ),
            question(
                "受講のみコースから認定コースへ変更できますか。",
                "初日の前で席があれば変更できます。差額と受講の要件を確認してご案内します。",
            ),
            heading("お支払いとキャンセル"),
            question(
                "キャンセル料はいつからかかりますか。", "お申込みの最終確認画面に、日ごとの金額を表示しています。"
            ),
            question("請求書や領収書は発行されますか。", "お支払いの完了後に、マイページからご確認いただけます。"),
            heading("認定とライセンス"),
            question(
                "レッスンモデル評価では何を見ますか。",
                "自社を題材にした短い授業を、二人の評価者が同じ基準で、互いの評価を見ずに採点します。",
            ),
            question(
                "ライセンスに有効期限はありますか。", "交付の日から3年間です（見本の設定）。期限の前にご案内します。"
            ),
        ],
    },
    "en": {
        "title": "Frequently asked questions",
        "lead": "What people ask most before they apply.",
        "questions": [
            heading("Taking part"),
            question(
                "May I apply while I am taking the Specialist level?",
                "Yes. Certification is decided together with your course results once the pass is confirmed.",
            ),
            question("I train for a living. May I come?", "Please talk to the secretariat before you apply."),
            heading("Payment and cancellation"),
            question(
                "From when is there a cancellation fee?", "The last screen of the application shows it day by day."
            ),
            heading("License"),
            question("Does a license expire?", "After three years (a sample setting). We write to you before."),
        ],
    },
}


def make(today: date) -> None:
    """Below every home page, in its language; what an editor changed stays."""
    originals: dict[str, Page] = {}
    for home in HomePage.objects.select_related("locale").order_by("path"):
        language = home.locale.language_code
        if language in NEWS:
            _questions(home, language, originals)
            _news(home, language, originals, today)


def _questions(home: Page, language: str, originals: dict[str, Page]) -> None:
    _page(home, QuestionsPage, "faq", originals, show_in_menus=True, **QUESTIONS[language])


def _news(home: Page, language: str, originals: dict[str, Page], today: date) -> None:
    listing = _page(home, NewsIndexPage, "news", originals, show_in_menus=True, **NEWS[language])
    for days, slug, category, words in ITEMS:
        _page(
            listing, NewsPage, slug, originals, date=today - timedelta(days=days), category=category, **words[language]
        )


def _page(parent: Page, model: type[Page], slug: str, originals: dict[str, Page], **fields: Any) -> Page:
    """A page that is there already stays; the second language becomes a translation of the first."""
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, locale=Locale.objects.get(pk=parent.locale_id), **fields)
        if slug in originals:
            page.translation_key = originals[slug].translation_key
        parent.add_child(instance=page)
        page.save_revision().publish()
    originals.setdefault(slug, page)
    return page
