"""What the Japanese pages say, in sentences of our own."""

from typing import Any

Block = dict[str, Any]


def heading(text: str) -> Block:
    return {"type": "heading", "value": text}


def text(*paragraphs: str) -> Block:
    return {"type": "text", "value": "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)}


def points(*items: str) -> Block:
    return {"type": "text", "value": "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"}


def call_out(title: str, sentence: str, tone: str = "info") -> Block:
    return {"type": "call_out", "value": {"tone": tone, "title": title, "text": f"<p>{sentence}</p>"}}


def running_offer(sentence: str) -> Block:
    """The offer of the page's own course; the block knows percentage, fees and days, and goes when the offer goes."""
    return {"type": "running_offer", "value": {"course": None, "text": f"<p>{sentence}</p>"}}


def verification() -> Block:
    return {"type": "verify", "value": None}


def question(sentence: str, answer: str) -> Block:
    return {"type": "question", "value": {"question": sentence, "answer": f"<p>{answer}</p>"}}


HOME: dict[str, Any] = {
    "title": "ホーム",
    "headline": "社内のCS教育を、自分の言葉と実演で担う講師へ",
    "lead": "CSの成果は、目に見える形にできます。そのことを社員に伝え、現場の行動に変える講師を、2日間で育てます。",
    "in_house_text": "社員の方だけで受講したいという企業には、日程と会場を合わせて開催します。"
    "人数、時期、費用は事務局がご一緒に整理します。",
    "body": [
        call_out(
            "このサイトはデモです",
            "団体・人物・料金はすべて見本です。実在の団体への申込みにはなりません。",
            "warning",
        ),
        running_offer("お席の準備を早めに進められるよう、早くお申し込みの方に割引をご用意しています。"),
    ],
}
COURSES: dict[str, Any] = {
    "title": "講座",
    "lead": "講師ライセンスにつながる養成講座と、受講のみで参加できるコースをご案内します。",
}
COURSE: dict[str, Any] = {
    "title": "CS実務教育インストラクター養成講座",
    "lead": "企業のCS教育を体系立てて担える講師を育てる、年1回・2日間の講座です。",
    "body": [
        running_offer("早めのお申込みには割引があります。"),
        heading("この講座で身につくこと"),
        text(
            "顧客満足は「感じのよさ」の話に終わりがちです。この講座では、CSを経営の指標として捉え直し、"
            "成果を数字と行動で示す方法を学びます。",
            "そのうえで、受講者一人ひとりが自社を題材にした授業を行います。"
            "知っていることと教えられることの間にある距離を、2日間で縮めます。",
        ),
        heading("このような方に"),
        points(
            "社内のCS教育を、体系立てて任されている方",
            "現場で率先してお手本を示す立場にある方",
            "CSの取組みの成果を、経営層に説明する必要のある方",
        ),
        call_out(
            "研修講師を職業とする方へ",
            "お申込みの前に事務局へご相談ください。活用の目的を伺ったうえでご案内します。",
        ),
    ],
    "questions": [
        question(
            "スペシャリストレベルを受講中でも申し込めますか。",
            "お申込みいただけます。認定は、合格が確定した段階で、講座の評価と合わせて判断します。",
        ),
        question(
            "受講のみコースから講師ライセンスを取得できますか。",
            "受講のみコースは資格の審査を含みません。取得を希望される方は、養成講座（認定コース）をお申し込みください。",
        ),
        question(
            "レッスンモデルとは何ですか。",
            "自社を題材にした短い授業です。二人の評価者が、互いの評価を見ずに同じ基準で評価します。",
        ),
        question(
            "認定は誰が決めますか。",
            "指導にも評価にも関わっていない担当者が、すべての要件がそろった段階で決定します。",
        ),
        question(
            "領収書は発行されますか。",
            "このデモでは、お支払いの完了メールと注文のページで内容をご確認いただけます。",
        ),
    ],
}
STANDARD: dict[str, dict[str, Any]] = {
    "about-license": {
        "title": "講師ライセンスについて",
        "lead": "CS実務インストラクターは、社内のCS教育を担う力を確かめて認定される講師の資格です。",
        "body": [
            heading("認定の要件"),
            points(
                "レッスンモデル評価と課題評価の両方が、認定基準に達していること",
                "スペシャリストレベルに合格していること",
                "勤務先や経営する企業の社内教育など、資格を活用する目的があること",
            ),
            heading("有効期間と公開"),
            text(
                "ライセンスは交付の日から3年間有効です（見本の設定）。",
                "認定番号は、どなたでもこのサイトで照会できます。氏名を表示するかどうかは、ご本人が選びます。",
            ),
            heading("停止と取消し"),
            text(
                "確認が必要な事情が生じたときは停止、要件を満たさないことが判明したときは取消しとなり、"
                "照会画面にその日から表示されます。"
            ),
            heading("いま有効かを確かめる"),
            verification(),
        ],
        "show_in_menus": True,
    },
    "in-house": {
        "title": "企業内での開催",
        "lead": "自社の課題を教材に、社員の皆様だけで受講いただけます。",
        "body": [
            text(
                "業種、店舗数、これまでの教育の様子を伺い、事例と演習を自社に合わせて組み立てます。",
                "費用は人数と日程により異なるため、お見積りでご案内します。",
            ),
            heading("ご相談の流れ"),
            {
                "type": "text",
                "value": "<ol><li>メールでのご相談</li><li>目的と人数の確認</li><li>お見積りと日程のご提案</li>"
                "<li>開催と評価のご報告</li></ol>",
            },
            call_out("ご相談の窓口", '<a href="/inquiry/?topic=in_house">お問い合わせフォーム</a>からお送りください。'),
        ],
        "show_in_menus": True,
    },
    "contact": {
        "title": "お問い合わせ",
        "lead": "講座、お申込み、認定について、事務局がお答えします。",
        "body": [
            text(
                '<a href="/inquiry/">お問い合わせフォーム</a>からお送りください。'
                "原則として翌営業日までにお答えします。",
                "電話：000-0000-0000（見本・平日 10:00〜17:00）",
                'お答えの多くは<a href="/faq/">よくあるご質問</a>にもあります。',
            ),
            heading("目的別の入口"),
            points(
                '<a href="/inquiry/?topic=in_house">企業内での開催を相談する</a>',
                '<a href="/inquiry/?topic=audit">CSマネジメント監査について尋ねる</a>',
                '<a href="/inquiry/?topic=privacy">個人情報の開示・訂正・削除を求める</a>',
            ),
            heading("規約と表記"),
            points(
                '<a href="/legal/commerce/">特定商取引法に基づく表記</a>',
                '<a href="/legal/terms/">受講規約</a>',
                '<a href="/legal/privacy/">個人情報の取扱い</a>',
            ),
            call_out("デモのご案内", "この連絡先は実在しません。メールはサイト内の送信箱で読むことができます。"),
        ],
    },
}
