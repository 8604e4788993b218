"""Who runs the demonstration, its sample legal texts and its cancellation terms."""

from datetime import datetime

from wagtail.models import Site

from lms.checkout.models import CommerceStatement, LegalDocument
from lms.kernel.models import OrganizationProfile
from payments.models import CancellationPolicy

Kind = LegalDocument.Kind
VERSION = "見本-1"
SAMPLE = "<p><b>見本</b>：この文書はデモのための見本であり、法的な効力を持ちません。</p>"
TEXTS = {
    Kind.TERMS: (
        "受講規約（見本）",
        (
            "<h2>第1条 申込みと成立</h2><p>お申込みは、最終確認画面で「申込みを確定する」を押した時点で受け付け、"
            "受講料の決済が完了した時点で受講が確定します。</p>"
            "<h2>第2条 受講と認定</h2><p>受講の修了は認定を意味しません。認定は、レッスンモデル評価、課題評価、"
            "スペシャリストレベルの合格および活用目的を確認したうえで、指導にも評価にも関わっていない担当者が決定します。</p>"
            "<h2>第3条 受講のみコース</h2><p>受講のみコースは資格試験ではなく、講師ライセンスの対象になりません。</p>"
            "<h2>第4条 教材</h2><p>教材の著作権は発行者に帰属します。無断での複製・配布はご遠慮ください。</p>"
            "<h2>第5条 開催の変更</h2><p>やむを得ず開催を延期または中止する場合は、理由を添えてご連絡し、"
            "中止の場合は受講料の全額を返金します。</p>"
            "<h2>第6条 会場までの費用</h2><p>開催の延期または中止が当協会の責めに帰すべき事由によらないときは、"
            "会場までの交通費、宿泊費は補償の対象になりません。この定めは、当協会の故意または重大な過失による損害の賠償を"
            "妨げるものではありません。</p>"
        ),
    ),
    Kind.PRIVACY: (
        "個人情報の取扱い（見本）",
        (
            "<h2>利用の目的</h2><p>お預かりした情報は、受講の受付、講座の運営、認定の審査、認定証の発行、"
            "お問い合わせへの回答にのみ利用します。</p>"
            "<h2>第三者への提供</h2><p>法令に基づく場合を除き、同意なく第三者に提供しません。"
            "決済の情報は決済代行会社が取り扱い、当方はカード番号を保持しません。</p>"
            "<h2>公開の範囲</h2><p>認定番号の照会画面に氏名を表示するかどうかは、ご本人が選べます。</p>"
            "<h2>開示・訂正・削除</h2><p>ご本人からのお申出により、速やかに対応します。</p>"
        ),
    ),
}
COMMERCE = {
    "price": "各講座・開催回のページに、消費税を含む総額で表示します。このデモの料金はすべて見本です。",
    "other_costs": "会場までの交通費、宿泊費、インターネットの通信料は受講者のご負担です。",
    "payment": "クレジットカード（お申込みの確定時に決済します）。このデモではテスト用の番号だけが使えます。",
    "service_time": "各開催回のページに表示する開催日に講座を提供します。",
    "application_period": "各開催回のページに表示する申込期間のとおりです。定員に達した時点で受付を終えます。",
    "cancellation": "キャンセル料は、お申込みの最終確認画面に日ごとの金額で表示します。"
    "返金はお支払いと同じ方法で行います。\n"
    "通信販売のため、クーリング・オフの制度は適用されません。",
    "system_requirements": "お申込みとマイページは、一般的なブラウザでお使いいただけます。"
    "オンライン開催の回では、カメラとマイクが必要です。",
    "special_conditions": "認定コースは、スペシャリストレベルに合格しているか受講中の方が対象です。"
    "受講のみコースは講師ライセンスの対象になりません。席数には限りがあります。",
}
POLICY = (
    "キャンセルのご連絡をいただいた日により、次のキャンセル料を申し受けます（見本）。"
    "開催初日の15日前まで：無料／14日前から8日前まで：受講料の30％／7日前から前日まで：50％／当日以降：100％。"
    "日数は暦日で数え、返金はお支払いと同じ方法で行います。"
)
TIERS = [
    {"days_before": 15, "fee_percent": 0},
    {"days_before": 8, "fee_percent": 30},
    {"days_before": 1, "fee_percent": 50},
    {"days_before": 0, "fee_percent": 100},
]


def make_profile(site: Site) -> OrganizationProfile:
    """The sample organization; a profile somebody has filled in stays as it is."""
    profile: OrganizationProfile = OrganizationProfile.for_site(site)
    if not profile.name:
        profile.name = "CS検定協会（デモ）"
        profile.name_en = "CS Examination Association (demonstration)"
        profile.representative = "代表理事 見本 一郎"
        profile.postal_code = "000-0000"
        profile.address = "東京都見本区見本町1-2-3"
        profile.phone = "000-0000-0000"
        profile.email = "office@demo.example"
        profile.office_hours = "平日 10:00〜17:00（見本）"
        profile.bank_account = "見本銀行 本店 普通 0000000 シーエスケンテイキョウカイ"
        profile.save()
    return profile


def make_legal_documents(effective_at: datetime) -> None:
    for kind, (title, body) in TEXTS.items():
        LegalDocument.objects.get_or_create(
            kind=kind, version=VERSION, defaults={"title": title, "body": SAMPLE + body, "effective_at": effective_at}
        )


def make_commerce_statement(effective_at: datetime) -> None:
    CommerceStatement.objects.get_or_create(version=VERSION, defaults={**COMMERCE, "effective_at": effective_at})


def make_policy(created_at: datetime) -> CancellationPolicy:
    policy, _created = CancellationPolicy.objects.get_or_create(
        name="公開講座（見本）", version=1, defaults={"text": POLICY, "tiers": TIERS, "created_at": created_at}
    )
    return policy
