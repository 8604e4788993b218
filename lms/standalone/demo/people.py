"""The people of the demonstration. Names are invented; companies carry 見本 (sample) in theirs."""

from dataclasses import dataclass
from datetime import date, datetime

from cohorts.actions.exam_record import confirm_specialist_pass, enter_record
from cohorts.actions.person import create_person
from cohorts.candidate_number import number_key
from cohorts.models import ExamRecord, Organization, Person
from lms.kernel.actor import Actor
from lms.standalone.demo.accounts import DOMAIN, account, silent_account
from lms.standalone.models import User

SHOP, CALLS, HOTEL = "見本百貨店株式会社", "見本コールセンター株式会社", "見本ホテル株式会社"
#: As an applicant wrote it: a second entry of the hotel, for the office to merge.
HOTEL_AGAIN = "㈱見本ホテル"
COMPANIES = {SHOP: "ミホンヒャッカテン", CALLS: "ミホンコールセンター", HOTEL: "ミホンホテル", HOTEL_AGAIN: ""}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who learns: `number` is the Specialist candidate number, `role` the account a visitor plays."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    romaji: str
    employer: str = ""
    number: str = ""
    role: str = ""
    profession: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.family} {self.given}"

    @property
    def email(self) -> str:
        family, given = self.romaji.lower().split()
        return f"{self.role.replace('_', '-')}@{DOMAIN}" if self.role else f"{given}.{family}@{DOMAIN}"


TRAINEE = Guest("小日向", "澪", "コヒナタ", "ミオ", "KOHINATA MIO", SHOP, "SP-2604-0318", "trainee", "売場責任者")
WAITING = Guest(
    "水城", "彩乃", "ミズキ", "アヤノ", "MIZUKI AYANO", CALLS, "SP-2510-0127", "trainee_waiting", "スーパーバイザー"
)
AUDITOR = Guest("朝比奈", "冬馬", "アサヒナ", "トウマ", "ASAHINA TOMA", HOTEL, "", "audit", "宿泊部門 企画担当")
LICENSEE = Guest(
    "小田切", "奈緒子", "オダギリ", "ナオコ", "ODAGIRI NAOKO", SHOP, "SP-2410-0094", "licensee", "教育課長"
)
CONTACT = Guest("相楽", "修一郎", "サガラ", "シュウイチロウ", "SAGARA SHUICHIRO", HOTEL, "", "company", "人事部長")

MASHIBA = Guest("真柴", "健吾", "マシバ", "ケンゴ", "MASHIBA KENGO", CALLS, "SP-2410-0101", profession="研修担当")
KUGAYAMA = Guest("久我山", "恵美", "クガヤマ", "エミ", "KUGAYAMA EMI", "", "SP-2410-0113", profession="自営業")
HIMURO = Guest("氷室", "拓哉", "ヒムロ", "タクヤ", "HIMURO TAKUYA", HOTEL, "SP-2410-0120", profession="支配人補佐")
CHIHAYA = Guest("千早", "美帆", "チハヤ", "ミホ", "CHIHAYA MIHO", SHOP, "SP-2410-0131", profession="販売主任")
AYABE = Guest("綾部", "大介", "アヤベ", "ダイスケ", "AYABE DAISUKE", "", "SP-2510-0139", profession="店舗運営")
KIRISHIMA = Guest("霧島", "透子", "キリシマ", "トウコ", "KIRISHIMA TOKO", CALLS, "SP-2410-0142", profession="品質管理")
MINASE = Guest("水無瀬", "亮", "ミナセ", "リョウ", "MINASE RYO", HOTEL, "SP-2410-0150", profession="接客主任")
KASHIWAGI = Guest("柏木", "瑞穂", "カシワギ", "ミズホ", "KASHIWAGI MIZUHO", SHOP, "SP-2410-0158", profession="人事")
SHIRANUI = Guest("不知火", "学", "シラヌイ", "マナブ", "SHIRANUI MANABU", SHOP, profession="店長")
OTONASHI = Guest("音無", "涼子", "オトナシ", "リョウコ", "OTONASHI RYOKO", CALLS, profession="企画")

HAYASE = Guest("早瀬", "伊織", "ハヤセ", "イオリ", "HAYASE IORI", HOTEL, "SP-2604-0322", profession="研修担当")
TSUKISHIRO = Guest("月城", "葵", "ツキシロ", "アオイ", "TSUKISHIRO AOI", SHOP, "SP-2604-0329", profession="売場主任")
NANASE = Guest("七瀬", "悠人", "ナナセ", "ユウト", "NANASE YUTO", CALLS, "SP-2610-0008", profession="リーダー")
KAZAMI = Guest(
    "風見", "小夜子", "カザミ", "サヨコ", "KAZAMI SAYOKO", HOTEL_AGAIN, "SP-2604-0341", profession="フロント"
)
SAION = Guest("西園", "真澄", "サイオン", "マスミ", "SAION MASUMI", "", "SP-2604-0350", profession="研修講師")
TOKITO = Guest("時任", "航", "トキトウ", "ワタル", "TOKITO WATARU", SHOP, "SP-2604-0999", profession="副店長")
MIKAGE = Guest("御影", "紗英", "ミカゲ", "サエ", "MIKAGE SAE", CALLS, "SP-2604-0366", profession="オペレーター")
YUZUKI = Guest("柚木", "玲", "ユズキ", "レイ", "YUZUKI REI", SHOP, profession="総務")
SHIOMI = Guest("汐見", "律", "シオミ", "リツ", "SHIOMI RITSU", CALLS, "SP-2604-0412", profession="教育担当")
TSUZUKI = Guest("都築", "実里", "ツヅキ", "ミノリ", "TSUZUKI MINORI", HOTEL, "SP-2604-0377", profession="宴会予約")
HINO = Guest("日野", "髙志", "ヒノ", "タカシ", "HINO TAKASHI", HOTEL, "SP-2610-0021", profession="ベルキャプテン")
AMEMIYA = Guest("雨宮", "圭", "アメミヤ", "ケイ", "AMEMIYA KEI", HOTEL, profession="レストラン支配人")


def make_person(guest: Guest, *, now: datetime) -> Person:
    person = Person.objects.filter(email=guest.email).first()
    if person is not None:
        return _with_account(person, guest)
    family_romaji, given_romaji = guest.romaji.split()
    user = _account(guest)
    return create_person(
        by=Actor.person(user),
        now=now,
        user=user,
        family_name=guest.family,
        given_name=guest.given,
        family_kana=guest.family_kana,
        given_kana=guest.given_kana,
        family_romaji=family_romaji,
        given_romaji=given_romaji,
        email=guest.email,
        phone="000-0000-0000",
        postal_code="000-0000",
        address="東京都見本区見本町1-2-3",
        employer=_organization(guest.employer) if guest.employer else None,
    )


def make_record(guest: Guest, *, by: Actor, now: datetime) -> ExamRecord:
    """The association's record of a Specialist candidate, still in progress."""
    record = ExamRecord.objects.filter(level=ExamRecord.SPECIALIST, number_key=number_key(guest.number)).first()
    return record or enter_record(
        candidate_number=guest.number, holder_name=guest.full_name, source="検定の受付名簿（見本）", by=by, now=now
    )


def confirm_pass(guest: Guest, *, passed_on: date, by: Actor, now: datetime) -> None:
    confirm_specialist_pass(make_record(guest, by=by, now=now), passed_on=passed_on, by=by, now=now)


def _with_account(person: Person, guest: Guest) -> Person:
    if person.user_id is None:
        person.user = _account(guest)
        person.save(update_fields=["user"])
    return person


def _account(guest: Guest) -> User:
    return account(guest.role) if guest.role else silent_account(guest.email)


def _organization(name: str) -> Organization:
    organization, _created = Organization.objects.get_or_create(name=name, defaults={"name_kana": COMPANIES[name]})
    return organization
