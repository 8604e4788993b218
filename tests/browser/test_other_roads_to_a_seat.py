"""A professional trainer and the office talk before anything is paid; a listener becomes a candidate for the license."""

from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from cohorts.actions.attendance import close_attendance, record_attendance
from cohorts.models import Attendance, Consultation, Enrollment, Person, SeatPool
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from lms.standalone.models import User
from payments.models import Order
from tests.browser import steps
from tests.browser.conftest import SCREENS
from tests.cast import create
from tests.checkout.applications import a_listener
from tests.factories.cohorts import ConfirmedPassFactory, PersonFactory
from tests.world import OFFICE, open_world, staff

CLOCK = "2026-12-10T10:00:00+09:00"
NOW = datetime(2026, 12, 10, 10, 0, tzinfo=JST)
AFTER_THE_COURSE = "2027-02-20T10:00:00+09:00"
CARD = "4242 4242 4242 4242"
APPLY, CONFIRM = "/apply/2026/", "/apply/2026/confirm/"
CONDITION = "委託元三社の社内講師の育成に限り、公開講座では名称を使用しないこと。"


@pytest.fixture(scope="module")
def town(site):
    with site.rows():
        people = {role: create(role) for role in ("trainee", "other_trainee", "secretariat", "trainer")}
        world = open_world(now=NOW)
        staff(world, trainers=[people["trainer"]], evaluators=[])
        for number, name in (("SP-2026-0042", "髙橋 花子"), ("SP-2026-0051", "聴講 望")):
            ConfirmedPassFactory(candidate_number=number, number_key=number.replace("-", "").lower(), holder_name=name)
        return {**people, "world": world}


def apply_as_a_trainer(page) -> None:
    page.goto(APPLY)
    steps.fill_in_the_person(page)
    page.get_by_role("button", name="次へ進む").click()
    steps.declare(page, number="SP-2026-0042")
    page.locator("[name=purpose][value=professional_trainer]").check()
    page.locator("[name=purpose_note]").fill("研修会社の委託で、企業研修を担当しています。")
    page.get_by_role("button", name="入力内容の確認へ").click()


def consultation_of(user) -> Consultation:
    return Consultation.objects.select_related("enrollment").get(enrollment__person__user=user)


def act(office, consultation, name: str, **words: str) -> None:
    office.goto(f"/cms/desk/consultations/{consultation.pk}/{name}/")
    for field, text in words.items():
        office.locator(f"main [name={field}]").fill(text)
    office.screenshot(path=SCREENS / f"desk-consultation-{name}-1280.png", full_page=True)
    steps.carry_out(office)


def test_j1b_02_a_trainer_reads_why_nothing_is_to_pay_and_pays_once_a_condition_is_agreed(site, town, new_page, look):
    page, office = new_page(town["trainee"]), new_page(town["secretariat"])
    apply_as_a_trainer(page)
    assert "お支払い" not in page.locator("form.confirm__foot button").inner_text()
    look(page, "consultation-confirm")
    steps.accept_everything(page)
    page.get_by_role("button", name="事務局に送る").click()
    look(page, "consultation-parked")
    with site.rows():
        consultation = consultation_of(town["trainee"])
        assert (consultation.enrollment.status, Order.objects.exists()) == ("under_review", False)
    page.goto(CONFIRM)
    assert page.url.endswith(f"/my/enrollments/{consultation.enrollment.public_id}/")
    assert "2026年12月15日（火）までに事務局からご連絡いたします" in page.inner_text("main")

    act(office, consultation, "note", text="お電話。研修中とのことで、メールでお尋ねする。")
    act(office, consultation, "ask", text="資格取得後に担当される研修は、どなたを対象とするものでしょうか。")
    assert "申込者（2026年12月24日（木）まで）" in office.inner_text("main")
    page.goto("/my/")
    look(page, "consultation-my")
    page.get_by_role("link", name="内容を見て回答する").click()
    assert "研修中とのこと" not in page.inner_text("main")
    page.get_by_role("button", name="事務局へ送る").click()
    look(page, "consultation-empty")
    page.get_by_role("textbox").fill("委託元三社の社内講師の育成だけを考えています。")
    page.get_by_role("button", name="事務局へ送る").click()
    look(page, "consultation-answered")

    office.goto(f"/cms/desk/consultations/inspect/{consultation.pk}/")
    office.screenshot(path=look.folder / "desk-consultation-1280.png", full_page=True)
    assert "委託元三社の社内講師の育成だけ" in office.inner_text("main")
    act(office, consultation, "condition", condition=CONDITION)
    page.goto("/my/")
    page.get_by_role("link", name="お支払いへ進む").click()
    assert CONDITION in page.inner_text("main")
    look(page, "consultation-cleared")
    steps.accept_everything(page)
    page.get_by_role("button", name="申し込んで、お支払いへ進む").click()
    steps.pay(page, CARD)
    page.get_by_role("heading", name="受講が確定しました").wait_for()
    page.goto(f"/my/enrollments/{consultation.enrollment.public_id}/")
    assert CONDITION in page.inner_text("main")
    look(page, "consultation-confirmed")


def test_j1b_04_who_is_declined_reads_why_and_may_listen(site, town, new_page, look):
    page, office = new_page(town["other_trainee"]), new_page(town["secretariat"])
    apply_as_a_trainer(page)
    steps.accept_everything(page)
    page.get_by_role("button", name="事務局に送る").click()
    with site.rows():
        consultation = consultation_of(town["other_trainee"])
    act(office, consultation, "decline", reason="名称を公開講座の販売に使われるご予定のため。")
    page.goto(f"/my/enrollments/{consultation.enrollment.public_id}/")
    for words in ("名称を公開講座の販売に使われるご予定のため。", "44,000円"):
        assert words in page.inner_text("main")
    look(page, "consultation-declined")
    page.get_by_role("link", name="受講のみコースに申し込む").click()
    page.get_by_role("button", name="次へ進む").click()
    assert page.get_by_label("受講のみコース").is_checked()
    assert page.locator("[name=purpose_note]").input_value() == "研修会社の委託で、企業研修を担当しています。"
    page.get_by_role("button", name="入力内容の確認へ").click()
    look(page, "consultation-declined-audit")
    steps.accept_everything(page)
    page.get_by_role("button", name="申し込んで、お支払いへ進む").click()
    steps.pay(page, CARD)
    page.get_by_role("heading", name="受講が確定しました").wait_for()
    with site.rows():
        seat = Enrollment.objects.get(person__user=town["other_trainee"], status="confirmed")
        assert (seat.kind, seat.purchase.order.total_jpy) == ("audit", 44_000)


def test_j4_07_a_listener_takes_a_certification_seat_and_pays_the_difference(site, town, new_page, look):
    with site.rows():
        (mine, one), (theirs, other) = listeners(town["world"])
    page = new_page(one)
    page.goto(f"/my/enrollments/{mine.public_id}/")
    look(page, "upgrade-before")
    page.get_by_role("link", name="認定コース席への変更").click()
    look(page, "upgrade")
    page.locator("[name=specialist_status][value=neither]").check()
    page.locator("[name=purpose][value=company_employee]").check()
    page.get_by_role("button", name="入力内容の確認へ").click()
    assert "スペシャリストレベルに合格した方、または受講中の方を対象としています" in page.inner_text("main")
    assert page.get_by_role("button", name="席を変更してお支払いへ進む").count() == 0
    look(page, "upgrade-refused")
    page.get_by_role("link", name="申告内容を修正する").click()
    page.locator("[name=specialist_status][value=passed]").check()
    page.locator("[name=specialist_number]").fill("ＳＰ－２０２６－００５１")
    page.get_by_role("button", name="入力内容の確認へ").click()
    assert "26,400円（税込）" in page.inner_text("main")
    look(page, "upgrade-confirm")
    steps.accept_everything(page)
    page.get_by_role("button", name="席を変更してお支払いへ進む").dblclick()
    steps.pay(page, CARD)
    page.get_by_role("heading", name="受講が確定しました").wait_for()
    look(page, "upgrade-return")
    with site.rows():
        mine.refresh_from_db()
        seat = mine.upgrades.get()
        order = seat.purchase.order
        assert (mine.status, seat.status, seat.kind) == ("canceled", "confirmed", "certification")
        listening = Enrollment.objects.filter(kind="audit", status="confirmed")
        assert SeatPool.objects.get(kind="audit").taken == listening.count()
    page.goto("/my/documents/")
    look(page, "upgrade-documents")
    page.goto(f"/my/orders/{order.public_id}/receipt/")
    page.get_by_role("button", name="発行する").click()
    printed = pdf(page, page.get_by_role("link", name="領収書 R-").first.get_attribute("href"))
    assert "26,400円" in printed
    page.goto("/my/")
    look(page, "upgrade-my")

    site.travel(AFTER_THE_COURSE)
    with site.rows():
        attend_everything(town)
    page.goto(f"/my/enrollments/{seat.public_id}/")
    assert page.locator("form[action*='/statements/attendance/']").count() == 0
    listener = new_page(other)
    listener.goto(f"/my/enrollments/{theirs.public_id}/")
    look(listener, "audit-completed")
    paper = listener.request.post(
        listener.locator("form[action*='/statements/attendance/']").get_attribute("action"),
        form={"csrfmiddlewaretoken": listener.locator("[name=csrfmiddlewaretoken]").first.input_value()},
        headers={"Referer": listener.url},
    )
    said = text_of(paper.body())
    for words in ("受講証明書", "聴講されたこと", "受講のみコース", "資格の取得を証するものではありません"):
        assert words in said


def listeners(world) -> list[tuple[Enrollment, User]]:
    """Who passed the Specialist level meanwhile, and who goes on listening."""
    one, other = create("stranger"), create("contact")
    people = [
        PersonFactory(user=one, family_name="聴講", given_name="望", email=one.email),
        Person.objects.get(user=other),
    ]
    return [(a_listener(world, person=person, specialist="neither", record=""), person.user) for person in people]


def attend_everything(town) -> None:
    by = Actor.person(town["trainer"])
    now = datetime(2027, 2, 19, 17, 0, tzinfo=JST)
    for session in town["world"].cohort.sessions.all():
        for enrollment in Enrollment.objects.filter(cohort=town["world"].cohort, status="confirmed"):
            record_attendance(session=session, enrollment=enrollment, status=Attendance.Status.PRESENT, by=by, now=now)
    close_attendance(town["world"].cohort, by=OFFICE, now=now)


def pdf(page, address: str) -> str:
    return text_of(page.request.get(address).body())


def text_of(file: bytes) -> str:
    return "".join("".join(each.extract_text() for each in PdfReader(BytesIO(file)).pages).split())
