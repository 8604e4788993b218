"""Sample lessons on the subjects of the course, in words of our own. A block is (kind, value)."""

from dataclasses import dataclass
from typing import Any

from courses.models import ForSeats, Half, Lesson

Kind = Lesson.Kind
PICTURE, SHEET = "picture", "sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    title: str
    minutes: int
    blocks: tuple[tuple[str, Any], ...]
    kind: Lesson.Kind = Kind.PREPARATORY
    day: int | None = None
    half: str = ""
    seats: ForSeats = ForSeats.BOTH
    opens: int | None = None
    closes: int | None = None


def _test(title: str, *questions: dict[str, Any]) -> tuple[str, Any]:
    return "self_test", {"title": title, "questions": list(questions)}


def _question(text: str, *options: tuple[str, bool, str], explanation: str, several: bool = False) -> dict[str, Any]:
    return {
        "question": text,
        "takes_several": several,
        "explanation": explanation,
        "options": [{"text": words, "is_right": right, "feedback": feedback} for words, right, feedback in options],
    }


LEADING = Text(
    title="CSは将来の経営を映す指標である",
    minutes=25,
    day=1,
    half=Half.MORNING,
    blocks=(
        (
            "text",
            (
                "<p>決算書に並ぶ数字は、すでに終わった期間の結果です。お客様が「また頼もう」と感じたか、"
                "「次は別の店にしよう」と感じたかは、その数字よりずっと前に決まっています。"
                "顧客満足（CS）を測る意味は、まだ決算に出ていない変化を早く知ることにあります。</p>"
            ),
        ),
        ("image", {"material": PICTURE, "caption": "お客様の実感が、時間をおいて業績に届くまで"}),
        (
            "text",
            (
                "<h3>5：25の法則</h3>"
                "<p>フレデリック・F・ライクヘルドは、複数の業種を調べ、離れていくお客様の割合を5％減らすと、"
                "利益が少なくとも25％改善すると述べました。新しいお客様を探す費用がかからず、"
                "長く付き合うお客様ほど紹介や追加の注文が増えるためです。"
                "数値は業種によって違います。大切なのは、自社ならどの程度になるかを自分で計算してみることです。</p>"
                "<h3>自社で追う五つの数字</h3>"
                "<ol><li>NPSなどの調査や満足度アンケートの結果</li><li>解約率（離反率）</li>"
                "<li>紹介から生まれた新しいお客様の数</li><li>既存のお客様からの売上</li>"
                "<li>ロイヤルカスタマーの増加数（継続年数・売上・紹介数から自社で定義します）</li></ol>"
            ),
        ),
        (
            "checklist",
            {
                "title": "講座の前に調べておくこと",
                "points": [
                    "五つの数字のうち、自社ですでに取っているものを書き出した",
                    "その数字を最初に見るのは誰か、月に何回見るかを確かめた",
                    "直近1年で離れたお客様のうち、理由が分かっている割合を調べた",
                    "離れる割合が5％減ったときの利益を、自社の数字で概算した",
                ],
            },
        ),
        _test(
            "確認問題",
            _question(
                "CSが「先行指標」と呼ばれるのはなぜですか。",
                ("売上が増えたあとに満足度も上がるから", False, "順序が逆です。満足の変化が先、売上の変化が後です。"),
                ("業績に現れる前に、お客様の行動の変化を知らせるから", True, ""),
                ("毎年の決算書に載せる決まりだから", False, "決算書に載るのは結果です。"),
                explanation="満足の変化は、継続や紹介という行動を通り、時間をおいて売上と利益に届きます。",
            ),
            _question(
                "5：25の法則を社内で伝えるとき、適切なものをすべて選んでください。",
                ("誰が述べた数値かを示す", True, ""),
                ("自社でも必ず25％増えると約束する", False, "業種や費用の構造で変わります。約束はできません。"),
                ("自社の離反率と利益で計算し直して示す", True, ""),
                explanation="出典を示したうえで、自社の数字に置き換えて語ることが説得力になります。",
                several=True,
            ),
            _question(
                "先に変化が現れやすいのはどれですか。",
                ("年度の営業利益", False, "いちばん後に現れます。"),
                ("紹介で来店したお客様の数", True, ""),
                ("株主への配当", False, "利益のさらに後です。"),
                explanation="紹介や継続は、お客様の実感が最初に表れる行動です。",
            ),
        ),
    ),
)
UNSPOKEN = Text(
    title="お客様がまだ言葉にしていないニーズに気づく",
    minutes=30,
    day=1,
    half=Half.AFTERNOON,
    blocks=(
        (
            "text",
            (
                "<p>アンケートで分かるのは、お客様が自分で気づいていて、言葉にできることだけです。"
                "ためらい、二度見、途中でやめた操作。そうした動きには、本人も意識していない望みが表れます。"
                "CSの仕事は、要望に応えることだけでなく、要望になる前の望みに気づく順序をつくることです。</p>"
                "<h3>観察の三つの約束</h3>"
                "<ul><li>話しかけず、評価もしないで、見えた動きだけを書く</li>"
                "<li>動きの直前に何があったかを必ず添える</li>"
                "<li>「きっとこうだろう」は、最後の欄に分けて書く</li></ul>"
            ),
        ),
        ("file", {"material": SHEET, "note": "A4で印刷し、記入したものを1日目にお持ちください。"}),
        (
            "checklist",
            {
                "title": "観察の課題",
                "points": [
                    "観察する場所と時間帯を決め、責任者の了承を得た",
                    "15分の観察を、日を変えて2回行った",
                    "個人を特定できる情報（氏名・顔写真・会話の録音）を残していないことを確かめた",
                    "いちばん意外だった一行を選び、理由を書いた",
                ],
            },
        ),
        _test(
            "確認問題",
            _question(
                "観察メモとして最もよいものはどれですか。",
                ("接客が悪いので、お客様が怒って帰った", False, "評価と推測だけで、動きが書かれていません。"),
                ("料金表の前で30秒止まり、店員が近づくと歩き出した", True, ""),
                ("価格が高いと思っているようだった", False, "推測です。最後の欄に分けて書きましょう。"),
                explanation="動きと、その直前の出来事を書くと、後から別の人も同じ場面を思い浮かべられます。",
            ),
        ),
    ),
)
STORY = Text(
    title="顧客体験を一つのストーリーとして設計する",
    minutes=25,
    day=2,
    half=Half.MORNING,
    blocks=(
        (
            "text",
            (
                "<p>「お客様を大切に」という方針だけでは、現場の一人ひとりは何をすればよいか分かりません。"
                "最高の体験をされたお客様を主人公に、始まりから終わりまでを一つの物語にすると、"
                "方針は「自分の出番」になります。</p>"
                "<h3>物語に入れる四つの場面</h3>"
                "<ol><li>お客様が困りごとに出会う場面</li><li>初めて私たちと接する場面</li>"
                "<li>期待を少しだけ超える場面</li><li>後日、誰かに話したくなる場面</li></ol>"
                "<p>場面ごとに、担当する人、手元にある情報、交わす言葉を書き入れます。"
                "書けない場面があれば、そこが設計の抜けている接点です。</p>"
            ),
        ),
        (
            "checklist",
            {
                "title": "ストーリーの下書き",
                "points": [
                    "主人公となるお客様を一人決めた（実在の個人は書かない）",
                    "四つの場面を、それぞれ3行以内で書いた",
                    "担当者が書けなかった場面に印をつけた",
                ],
            },
        ),
    ),
)
ROLE_MODEL = Text(
    title="率先垂範 ― 言葉より先にやって見せる",
    minutes=40,
    day=2,
    half=Half.AFTERNOON,
    seats=ForSeats.CERTIFICATION,
    opens=42,
    blocks=(
        (
            "text",
            (
                "<p>受講者は、講師の説明よりも講師の振る舞いを覚えて帰ります。"
                "あいさつを教える人が先にあいさつをし、傾聴を教える人が最後まで聴く。"
                "率先垂範力とは、教えたい行動を自分の体で示し、なぜそうしたかを短く言える力です。</p>"
                "<h3>実演を組み立てる順序</h3>"
                "<ol><li>見せたい行動を一つに絞る</li><li>うまくいかない例を先に短く見せる</li>"
                "<li>自分でやって見せ、要点を一言で言う</li><li>受講者にやってもらい、よかった点から返す</li></ol>"
                "<p>2日目の午後は、商品やサービスを選んでいただけなかったお客様への働きかけを題材にします。"
                "自社の場面を一つ選び、実演できるところまで準備してください。</p>"
            ),
        ),
        (
            "checklist",
            {
                "title": "実演の準備",
                "points": [
                    "選んでいただけなかった場面を一つ選んだ",
                    "見せたい行動を一文で書いた",
                    "声に出して通し、時間を測った",
                    "同僚に見てもらい、伝わった点と伝わらなかった点を聞いた",
                ],
            },
        ),
        _test(
            "確認問題",
            _question(
                "実演のあと、最初に返す言葉として適切なものはどれですか。",
                ("できていなかった点をすべて挙げる", False, "一度に多く返すと、次の一回が変わりません。"),
                ("よかった行動を具体的に一つ挙げる", True, ""),
                ("点数をつけて順位を知らせる", False, "練習の場では、比べるより続けられることが大切です。"),
                explanation="うまくいった行動を言葉にすると、本人が意図して繰り返せるようになります。",
            ),
        ),
    ),
)
ON_THE_DAY = Text(
    title="当日の進め方と持ち物",
    minutes=10,
    kind=Kind.COURSE,
    opens=28,
    closes=0,
    blocks=(
        (
            "text",
            (
                "<p>1日目は10時、2日目は9時に始まります。開始時刻が違いますのでご注意ください。"
                "受付では、お名前と受講番号をお伝えください。</p>"
            ),
        ),
        (
            "checklist",
            {
                "title": "持ち物",
                "points": ["記入した気づき観察シート", "筆記用具", "講座テキスト（発送でお受け取りになった方）"],
            },
        ),
    ),
)
AFTERWARDS = Text(
    title="受講後30日の実践記録",
    minutes=20,
    kind=Kind.AFTER,
    seats=ForSeats.CERTIFICATION,
    opens=-2,
    closes=365,
    blocks=(
        (
            "text",
            (
                "<p>講座で立てた計画は、30日のうちに一度は試してみてください。"
                "うまくいかなかった記録も、次に教えるときの事例になります。</p>"
            ),
        ),
        (
            "checklist",
            {
                "title": "30日の間に",
                "points": [
                    "職場で15分の講義を一度行った",
                    "参加者の行動の変化を一つ書き留めた",
                    "追う数字を一つ決め、最初の値を記録した",
                ],
            },
        ),
    ),
)
TEXTS = (LEADING, UNSPOKEN, STORY, ROLE_MODEL, ON_THE_DAY, AFTERWARDS)
