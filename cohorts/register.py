"""What the public register says of a holder beside number, title and standing: only what they agreed to."""

from dataclasses import dataclass

from cohorts.models.consent import Consent
from cohorts.models.license import License

#: The edition of the sentences on the page where it is chosen; raise it when what they promise changes.
TEXT_VERSION = "register-1"
Text = Consent.Text
PREFECTURES = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
]  # in the order of JIS X 0401


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a holder wants to be seen; nothing unless they say so."""

    name: bool = False
    listed: bool = False
    former_name: bool = False
    employer: bool = False
    prefecture: str = ""

    def agreed(self) -> set[Consent.Text]:
        """The consents behind it. A list and a former name make no sense without the name."""
        asked = {
            Text.REGISTER_NAME: self.name,
            Text.REGISTER_LIST: self.name and self.listed,
            Text.REGISTER_FORMER_NAME: self.name and self.former_name,
            Text.REGISTER_EMPLOYER: self.employer,
            Text.REGISTER_PREFECTURE: bool(self.prefecture),
        }
        return {text for text, is_on in asked.items() if is_on}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What anybody may read today."""

    name: str = ""
    prefecture: str = ""
    employer: str = ""


def choice_of(license_: License) -> Choice:
    return Choice(
        name=license_.show_name,
        listed=license_.listed,
        former_name=license_.show_former_name,
        employer=license_.show_employer,
        prefecture=license_.prefecture,
    )


def shown_of(license_: License) -> Shown:
    """Reads the holder and their employer of today."""
    person, name = license_.person, ""
    if license_.show_name:
        name = license_.holder_name
        if license_.show_former_name and person.former_family_name:
            name = f"{name}（旧姓 {person.former_family_name}）"
    employer = str(person.employer) if license_.show_employer and person.employer else ""
    return Shown(name=name, prefecture=license_.prefecture, employer=employer)
