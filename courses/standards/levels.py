"""The exam levels of the association with their parts and pass rules.

Parts, numbers and conditions are the association's published ones; the descriptions say in our words what it publishes.
What it does not publish (maximum points, the number of sub-scores, any rule of two of the levels) is left open.
"""

from dataclasses import dataclass
from decimal import Decimal

BASIC, PROFESSIONAL, SPECIALIST = "basic", "professional", "specialist"
LITERACY_EXPERT, COMMUNICATION = "literacy-expert", "communication"

BODY = "cs-kentei"
BODY_NAME = "一般社団法人CSスペシャリスト検定協会"
SOURCE = "協会が公表している合格基準"

# A text in Japanese and in English.
Words = tuple[str, str]
NOTHING: Words = ("", "")


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    held: Words
    score_count: int | None = 1


@dataclass(frozen=True, slots=True)
class Level:
    """`floors` and `units` name parts and their least points; a level with neither has no published rule."""

    code: str
    name: Words
    summary: Words
    parts: tuple[Part, ...] = ()
    audience: Words = NOTHING
    ability: Words = NOTHING
    use: Words = NOTHING
    asked: Words = NOTHING
    floors: tuple[tuple[tuple[str, ...], Decimal], ...] = ()
    units: tuple[tuple[str, Decimal], ...] = ()


ON_THE_WEB = (
    "WEB（知識・時事・ヒアリング、選択式）",
    "On the web (knowledge, current affairs, listening)",
)
BY_TELEPHONE = ("電話", "By telephone")

LEVELS = (
    Level(
        BASIC,
        ("ベーシックレベル", "Basic level"),
        (
            "お客様に接する人の、基本の対応力と理論の土台。",
            "Ground skills and theory for all who meet customers.",
        ),
        parts=(Part("written", ON_THE_WEB), Part("practical", BY_TELEPHONE, score_count=None)),
        ability=(
            (
                "お客様と向き合う場で求められる基本の対応力と、会社の動きを踏まえて問題を解く力を見ます。"
                "直前セミナーで学ぶCS理論の全体像をもとに、社会の変化、顧客の合理性、ベネフィットを筋道立てて考えられるかも問います。"
            ),
            (
                "Basic skills in serving customers, and solving problems with an understanding of how companies work. "
                "On the ground of a preparatory seminar: thinking clearly about social change, what is reasonable to "
                "customers, and benefits."
            ),
        ),
        use=(
            (
                "顧客満足を理論で分析し、改善につながる対応を自分で工夫して実行できます。"
                "日々の気づきを、マーケティングに生きる情報として集められます。"
            ),
            (
                "Analyses satisfaction by theory, finds and carries out improvements, and collects what is noticed "
                "every day as information for marketing."
            ),
        ),
        asked=(
            "WEBで受ける筆記と、電話で受ける実技です。",
            "A written part on the web and a practical part by telephone.",
        ),
        # The practical's own scores are added up first. 30 + 30 does not pass: the total binds as well.
        floors=(
            (("written",), Decimal(30)),
            (("practical",), Decimal(30)),
            (("written", "practical"), Decimal(70)),
        ),
    ),
    Level(
        PROFESSIONAL,
        ("プロフェッショナルレベル", "Professional level"),
        (
            "窓口の責任者とCS推進のリーダーのための、指導する力。",
            "For those who lead a service team or the work on satisfaction.",
        ),
        parts=(
            Part("written", ON_THE_WEB),
            Part("practical", BY_TELEPHONE, score_count=None),
            Part("oral", BY_TELEPHONE),
        ),
        ability=(
            (
                "CSを経営戦略として深く捉え、お客様とのやり取りを利益に結びつける知識を確かめます。"
                "あわせて、会社への貢献を意識して現場を指導し、自ら手本を示す力を見ます。"
            ),
            (
                "A deep understanding of customer satisfaction as strategy, the knowledge that turns conversations "
                "with customers into profit, and the ability to guide a team by example."
            ),
        ),
        use=(
            (
                "お客様の不満に、感情ではなく理論と手法で向き合う道筋を設計できます。"
                "WEB中心で直接の対話が減っていくなかでも、お客様との新しい関わり方をつくれます。"
            ),
            (
                "Designs answers to dissatisfaction by theory and method, not by feeling, and builds new relations "
                "with customers where most contact has moved to the web."
            ),
        ),
        asked=(
            "WEBで受ける筆記と、電話で受ける実技と口述です。",
            "A written part on the web, a practical and an oral part by telephone.",
        ),
        # Lower floors than Basic's, for other material; they are published so. 27 + 33 does not pass either.
        floors=(
            (("written",), Decimal(27)),
            (("practical", "oral"), Decimal(33)),
            (("written", "practical", "oral"), Decimal(65)),
        ),
    ),
    Level(
        SPECIALIST,
        ("スペシャリストレベル", "Specialist level"),
        (
            "CSの施策を設計し、その成果を見えるようにする力。",
            "Designs the work on satisfaction and makes its results visible.",
        ),
        parts=(
            Part("assignment", ("通信教育：毎月1回、3か月で3回提出", "By correspondence: one a month, three"), 3),
            Part(
                "practical_oral",
                ("電話（通信教育の期間中に1回、ひとつの評価）", "By telephone, once within the three months, one mark"),
            ),
        ),
        ability=(
            (
                "サービスとは何かを明確に捉え、CSの施策とその進め方を考え出す力を見ます。"
                "CSが業績にどう貢献するかを具体的に設計し、成果を目に見える形にできるかを問います。"
            ),
            (
                "Understands clearly what a service is, devises measures and ways to carry them through, designs their "
                "contribution to results, and makes those results visible."
            ),
        ),
        use=(
            (
                "ビジネスモデルが変わっても、それに合うCS施策を組み立てられます。CSを従業員の職務能力として形にし、"
                "自社の品質がお客様にどう受け止められているかを経営層に説明し、報告書にまとめられます。"
            ),
            (
                "Fits measures to changing business models, turns customer satisfaction into a job skill, explains "
                "to management how customers perceive quality, and writes the report."
            ),
        ),
        asked=(
            "3か月の通信教育です。毎月の課題を3回提出し、期間中に電話で実技・口述を1回受けます。",
            "Three months by correspondence: three monthly assignments, and one practical and oral part by telephone.",
        ),
        # Four of four; a high mark in one unit never makes up for another.
        units=(("assignment", Decimal(65)), ("practical_oral", Decimal(75))),
    ),
    Level(
        LITERACY_EXPERT,
        ("リテラシーエキスパートレベル", "Literacy expert level"),
        (
            "CS理論を言葉にして、社内のどの部署にも伝える力。",
            "Puts the theory into words that every department understands.",
        ),
        parts=(
            Part("written", ("WEB", "On the web")),
            Part("essay", ("メールで解答を送付", "Answers are sent by e-mail"), None),
        ),
        ability=(
            (
                "顧客生涯価値（LTV）を高めることをCS理論で説明し、"
                "CSの実践がなぜ必要なのかをすべての事業部に具体的に説明できることを目標とします。"
            ),
            (
                "The goal is to explain by theory how lifetime value grows, and to every department, concretely, why "
                "it needs to practise customer satisfaction."
            ),
        ),
        asked=(
            "WEBで受ける筆記と、メールで解答を送る記述問題です。電話で受ける試験はありません。",
            "A written part on the web, and essay questions answered by e-mail. Nothing is held by telephone.",
        ),
    ),
    Level(
        COMMUNICATION,
        ("CSコミュニケーション検定", "CS communication exam"),
        ("仕事を始める前に身につけたい、お客様との会話の力。", "Talking with customers, before the first day at work."),
        audience=(
            (
                "<ul><li>企業：内定者や配属前の新入社員、中途採用者の教育、異動した社員の力の確認</li>"
                "<li>短時間勤務：コールセンターや店舗などの窓口業務</li><li>個人：子育て中の方の就職準備</li></ul>"
            ),
            (
                "<ul><li>Companies: people about to join or newly hired, and those who change departments</li>"
                "<li>Part-time work: call centers, shops and other service counters</li>"
                "<li>Individuals: parents preparing to work again</li></ul>"
            ),
        ),
    ),
)
