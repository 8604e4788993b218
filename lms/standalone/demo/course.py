"""The course with its two days, and the standard its certifications are judged by.

Titles, hours, formats and the sentence of each half day are the association's published curriculum; learning outcomes
and the wording of the rubric are samples.
"""

from datetime import time

from courses.models import (
    Course,
    Curriculum,
    CurriculumDay,
    CurriculumSession,
    Half,
    LearningOutcome,
    RubricCriterion,
    RubricLevel,
    SchemeVersion,
    SessionFormat,
)

CODE = "cs-instructor"
LECTURE, WORKSHOP = SessionFormat.LECTURE, SessionFormat.WORKSHOP
# Half of the day, title, theme, formats, outcomes.
Session = tuple[Half, str, str, list[SessionFormat], list[str]]
DAYS: list[tuple[time, time, list[Session]]] = [
    (
        time(10),
        time(17),
        [
            (
                Half.MORNING,
                "経営戦略としてのCS理論",
                "インストラクターに必要な社会知性の確認。「CSは将来の経営に関する指標である」ことを再認識する",
                [LECTURE, SessionFormat.CASE_PRESENTATION],
                [
                    "CSを感情論ではなく、経営の先行指標として説明できる",
                    "自社の事例を理論の枠組みに沿って分析し、発表できる",
                    "受講者の疑問に、根拠を示して答えられる",
                ],
            ),
            (
                Half.AFTERNOON,
                "CSマネジメントの実務",
                "「CSは顧客の意識していないニーズに気づく戦略プロセスでもある」ことを具現化する",
                [LECTURE, WORKSHOP],
                [
                    "顧客がまだ言葉にしていないニーズに気づく手順を組み立てられる",
                    "気づきを現場の行動と指標に置き換え、成果を見える形にできる",
                ],
            ),
        ],
    ),
    (
        time(9),
        time(16),
        [
            (
                Half.MORNING,
                "CS設計の実務",
                "「CSは最高の顧客体験をストーリー化することによって実感のあるミッションになる」ことを事例で説明する",
                [LECTURE, WORKSHOP],
                [
                    "自社の顧客体験を一つのストーリーとして設計できる",
                    "設計したストーリーから、部署ごとの役割を導き出せる",
                    "到達目標・構成・時間配分のそろった指導案を書ける",
                ],
            ),
            (
                Half.AFTERNOON,
                "顧客接点を強くするCS実現の技術",
                (
                    "ダイレクトリスニング手法の店舗導入を想定する。"
                    "テーマ：自社の商品・サービスをお選びいただけないお客様へのアプローチを考える"
                ),
                [LECTURE, SessionFormat.CASE_STUDY, SessionFormat.ROLE_MODEL_DEMO],
                [
                    "お選びいただけない理由を聴き取り、次の提案につなげられる",
                    "接点での対応を自ら実演し、受講者が再現できるように解説できる",
                ],
            ),
        ],
    ),
]

# Code, title, weight, critical, gate, anchor; what levels 5, 3 and 1 look like.
RUBRIC: list[tuple[str, str, int, bool, bool, str, tuple[str, str, str]]] = [
    (
        "C1",
        "CS理論の正確さと体系性",
        20,
        True,
        False,
        "1日目 午前",
        (
            "理論と事例と自社の課題が一つの筋で結ばれ、ほかの講師の手本になる",
            "用語と筋道が正しく、受講者が最後までついてこられる",
            "理論に誤りがある、または経験談だけで進む",
        ),
    ),
    (
        "C2",
        "顧客価値の分析と自社事例への落とし込み",
        15,
        False,
        False,
        "1日目",
        (
            "言葉になっていないニーズまで掘り下げ、解決策が自社の事業に即している",
            "顧客の不満と期待を分けて整理し、自社の例で説明できる",
            "一般論にとどまり、自社の顧客が出てこない",
        ),
    ),
    (
        "C3",
        "授業設計（到達目標・構成・時間配分）",
        15,
        False,
        False,
        "2日目 午前",
        (
            "到達目標から逆算した構成で、時間どおりに全員が目標へ届く",
            "到達目標と構成が合い、時間の過不足が少ない",
            "到達目標が示されない、または大幅に時間を超える",
        ),
    ),
    (
        "C4",
        "率先垂範力：顧客接点での実演",
        20,
        True,
        False,
        "2日目 午後",
        (
            "お選びいただけないお客様への対応を演じ、意図を解説し、受講者が再現できる",
            "対応を演じて見せるが、解説に一部足りないところがある",
            "話すだけで、演じて見せない",
        ),
    ),
    (
        "C5",
        "気づきを引き出す問いかけと傾聴",
        10,
        False,
        False,
        "2日間を通して",
        (
            "受講者の発言を受け止めて問いを重ね、受講者自身が答えにたどり着く",
            "問いかけと待つ間があり、発言に応えている",
            "一方的に話し、発言の機会がない",
        ),
    ),
    (
        "C6",
        "伝達（話し方・言葉遣い・資料・板書）",
        10,
        False,
        False,
        "2日間を通して",
        (
            "声・言葉・資料が一体となり、要点が自然に残る",
            "聞き取りやすく、資料が理解を助けている",
            "聞き取りにくい、または資料が理解を妨げる",
        ),
    ),
    (
        "C7",
        "成果の見える化と現場実践への橋渡し",
        10,
        False,
        False,
        "1日目 午後",
        (
            "翌日からの行動と、成果を測る指標までを受講者と決めている",
            "現場で試す行動が具体的に示されている",
            "現場との結びつきが示されない",
        ),
    ),
    (
        "C8",
        "職業倫理（守秘・公平・時間厳守・著作権）",
        0,
        False,
        True,
        "全体",
        ("", "顧客情報と著作物の扱いが適切で、受講者に公平である", ""),
    ),
]


def make_course() -> Course:
    course, _created = Course.objects.get_or_create(
        code=CODE,
        defaults={
            "title": "CS実務教育インストラクター養成講座",
            "title_en": "CS Practical Instructor Training Course",
            "summary": "企業のCS教育を担う講師を育てる2日間です。"
            "CSの成果が見えるものであることを社員に伝え、そのための行動を具体的に指導できるようになります。",
            "license_title": "CS実務インストラクター",
            "textbooks": "1日目の受付でお渡しします。遠方の方には事前にお送りします。",
        },
    )
    return course


def make_curriculum(course: Course) -> Curriculum:
    """The current curriculum of the course; whatever an editor made of it since stays."""
    current = Curriculum.objects.current().filter(course=course).first()
    if current is not None:
        return current
    curriculum = Curriculum(course=course, version=1, title="2日間研修", is_current=True)
    curriculum.days = [
        CurriculumDay(position=number, opens_at=opens_at, closes_at=closes_at, sessions=_sessions(sessions))
        for number, (opens_at, closes_at, sessions) in enumerate(DAYS)
    ]
    curriculum.save()
    return curriculum


def make_scheme(course: Course) -> SchemeVersion:
    """The first standard of the course, with its rubric."""
    existing = SchemeVersion.objects.filter(course=course, version=1).first()
    if existing is not None:
        return existing
    scheme = SchemeVersion(course=course, version=1)
    scheme.rubric = [
        RubricCriterion(
            position=position,
            code=code,
            title=title,
            weight=weight,
            is_critical=is_critical,
            is_gate=is_gate,
            anchor=anchor,
            levels=[
                RubricLevel(level=level, descriptor=text) for level, text in zip((5, 3, 1), words, strict=True) if text
            ],
        )
        for position, (code, title, weight, is_critical, is_gate, anchor, words) in enumerate(RUBRIC)
    ]
    scheme.save()
    stored: SchemeVersion = SchemeVersion.objects.get(pk=scheme.pk)
    return stored


def _sessions(sessions: list[Session]) -> list[CurriculumSession]:
    return [
        CurriculumSession(
            position=position,
            half=half,
            title=title,
            theme=theme,
            formats=list(formats),
            outcomes=[LearningOutcome(position=place, text=text) for place, text in enumerate(outcomes)],
        )
        for position, (half, title, theme, formats, outcomes) in enumerate(sessions)
    ]
