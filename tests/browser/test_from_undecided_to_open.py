"""A stranger waits for a cohort of which nothing is decided; the office decides and opens it; who had asked applies first."""

from datetime import datetime

import pytest

from cohorts.actions.cohort import schedule_cohort
from cohorts.models import Cohort, Enrollment, Interest
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from tests.bench import processes
from tests.browser import steps
from tests.cast import create
from tests.factories.cohorts import CohortFactory, ConfirmedPassFactory
from tests.world import OFFICE, open_world

CLOCK = "2026-12-01T10:00:00+09:00"
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=JST)
IN_THE_WINDOW = "2026-12-09T10:00:00+09:00"
FIRST, EVERYBODY = "2026年12月8日（火）10:00", "2026年12月15日（火）10:00"
PAGE, NUMBER = "/schedule/2027/", "SP-2026-0042"
OPEN_POINTS = 5  # two dates, venue, deadline, fee


@pytest.fixture(scope="module")
def cohort(site) -> Cohort:
    """Next year's, of which the hours are known and nothing else."""
    with site.rows():
        world = open_world(now=NOW)
        curriculum = world.course.curricula.get(is_current=True)
        planned = CohortFactory(
            code="2027",
            course=world.course,
            scheme_version=world.scheme,
            fiscal_year=2027,
            title="2027年度 CS実務教育インストラクター養成講座",
        )
        ConfirmedPassFactory(candidate_number=NUMBER, number_key="sp20260042", holder_name="髙橋 花子")
        return schedule_cohort(planned, curriculum=curriculum, dates=[None, None], venue=None, by=OFFICE)


def mail(site, kind: str, to: str) -> Message:
    """The letter of this kind, once it has left."""
    with site.rows():
        letters = Message.objects.filter(kind__endswith=f".{kind}", to_email=to, status="sent")
        processes.wait_until(letters.exists, within=60, what=f"{kind} to {to}")
        return letters.get()


def link_in(letter: Message, part: str) -> str:
    return next(word for word in letter.body.split() if part in word)


def ask_for_news(page, look) -> None:
    page.goto(PAGE)
    assert page.locator("#facts ~ dl .undecided, header:has(#facts) ~ dl .undecided").count() == OPEN_POINTS
    look(page, "undecided")
    page.get_by_role("link", name="開催案内を希望する").first.click()
    page.locator("[name=name]").fill("𠮷田 髙子")
    page.get_by_role("button", name="送信する").click()
    assert "ご案内の送り先を入力してください。" in page.inner_text("[role=alert]")
    look(page, "interest-empty")
    assert page.locator("[name=name]").input_value() == "𠮷田 髙子"
    page.locator("[name=email]").fill("trainee@example.test")
    page.get_by_role("checkbox").check()
    page.wait_for_timeout(2_100)  # sent at once it would be taken for a machine's
    page.get_by_role("button", name="送信する").click()
    page.get_by_role("heading", name="メールをご確認ください").wait_for()
    look(page, "interest-sent")


def decide(office, cohort, look) -> None:
    def act(name: str, **answers: str) -> None:
        office.goto(f"/cms/desk/cohorts/{cohort.pk}/{name}/")
        for field, value in answers.items():
            steps.write_day(office, field, value)
        office.screenshot(path=look.folder / f"desk-decide-{name}-1280.png", full_page=True)
        steps.carry_out(office)

    act("dates", day_1="2027-06-17", day_2="2027-06-18")
    office.goto(f"/cms/desk/cohorts/{cohort.pk}/venue/")
    office.locator("main [name=venue]").select_option(index=1)
    steps.carry_out(office)
    act(
        "period",
        applications_open_at="2026-12-15 10:00",
        priority_opens_at="2026-12-08 10:00",
        application_deadline_at="2027-06-01 00:00",
    )
    office.goto(f"/cms/desk/cohorts/{cohort.pk}/seats/")
    office.get_by_label("認定コース").check()
    office.locator("main [name=capacity]").fill("10")
    steps.carry_out(office)
    office.goto("/cms/desk/fees/new/")
    office.locator("[name=pool]").select_option(label=pool_name(office))
    office.locator("[name=list_price_jpy]").fill("88000")
    office.locator("[name=policy]").select_option(index=1)
    office.screenshot(path=look.folder / "desk-decide-fee-1280.png", full_page=True)
    steps.carry_out(office)
    act("open")


def pool_name(office) -> str:
    return next(text for text in office.locator("[name=pool] option").all_inner_texts() if "2027年度" in text)


def test_j1_01_from_undecided_over_news_to_a_paid_seat(site, cohort, new_page, look, guard):
    guard.expect("status of 409")  # whoever comes before their turn
    with site.rows():
        reader, other, office = (create(role) for role in ("trainee", "other_trainee", "secretariat"))
    stranger = new_page()
    ask_for_news(stranger, look)
    stranger.goto(link_in(mail(site, "interest_registered", "trainee@example.test"), "/interest/"))
    look(stranger, "interest-confirm")
    stranger.get_by_role("button", name="案内を希望する").click()
    look(stranger, "interest-confirmed")
    with site.rows():
        assert Interest.objects.standing().get().cohort == cohort

    decide(new_page(office), cohort, look)
    told = mail(site, "cohort_decided", "trainee@example.test")
    for words in ("2027年6月17日（木）", "研修センター 第1研修室", "88,000円（税込）", FIRST, EVERYBODY):
        assert words in told.body
    stranger.goto(PAGE)
    assert stranger.locator("main .undecided").count() == 0
    look(stranger, "upcoming-with-window")

    site.travel(IN_THE_WINDOW)
    late = new_page(other)
    late.goto("/apply/2027/")
    assert EVERYBODY in late.inner_text("main")
    look(late, "priority-not-yet")

    page = new_page(reader)
    page.goto(PAGE)
    page.get_by_role("link", name="案内を希望していた方：お申し込みへ進む").click()
    steps.fill_in_the_person(page)
    page.get_by_role("button", name="次へ進む").click()
    steps.declare(page, number=NUMBER)
    page.get_by_role("button", name="入力内容の確認へ").click()
    steps.accept_everything(page)
    page.get_by_role("button", name="申し込んで、お支払いへ進む").click()
    steps.pay(page, "4242 4242 4242 4242")
    page.get_by_role("heading", name="受講が確定しました").wait_for()
    with site.rows():
        seat = Enrollment.objects.get(cohort=cohort)
        assert (seat.status, seat.person.user, seat.purchase.order.total_jpy) == ("confirmed", reader, 88_000)
