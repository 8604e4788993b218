"""Qualifications of another association, for orientation only: titles, bands and experience as it publishes them."""

from dataclasses import dataclass

from courses.standards.levels import NOTHING, Words

BODY = "conken"
BODY_NAME = "一般社団法人日本コンタクトセンター教育検定協会"
WEBSITE = "https://conken.org/"
OPERATION = ("オペレーションレベル", "Operation")
PROFESSIONAL = ("プロフェッショナルレベル", "Professional")


@dataclass(frozen=True, slots=True)
class Qualification:
    code: str
    name: Words
    summary: Words
    band: Words
    experience: Words = NOTHING


QUALIFICATIONS = (
    Qualification(
        "EN",
        ("エントリー資格", "Entry"),
        (
            "電話で会話するための知識とビジネスマナーの基本。",
            "Talking on the telephone, and business manners.",
        ),
        OPERATION,
        ("経験を問わない", "None needed"),
    ),
    Qualification(
        "OP",
        ("オペレーター資格", "Operator"),
        ("専門的な問い合わせへの対応と、新人の指導。", "Answers difficult inquiries and guides newcomers."),
        OPERATION,
        ("1〜3年程度", "About one to three years"),
    ),
    Qualification(
        "SV",
        ("スーパーバイザー資格", "Supervisor"),
        ("チームを預かる管理者のマネジメント。", "Management for those responsible for a team."),
        OPERATION,
        ("3年以上", "Three years or more"),
    ),
    Qualification(
        "OMP",
        ("オペレーションマネジメント資格", "Operations management"),
        ("顧客対応部門の運営と、その成果の管理。", "Runs a customer service department and its performance."),
        PROFESSIONAL,
        ("5年以上", "Five years or more"),
    ),
    Qualification(
        "CAP",
        ("コンタクトセンターアーキテクチャ資格", "Contact center architecture"),
        ("センターの新設とシステムの導入。", "Builds new centers and introduces their systems."),
        PROFESSIONAL,
    ),
)
