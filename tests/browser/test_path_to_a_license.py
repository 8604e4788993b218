"""One person walks the whole house, in Japanese, over HTTP: from the course page to a license a stranger verifies."""

from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from cohorts.candidate_number import number_key
from cohorts.models import CertificationCase, Enrollment, EvaluationSheet, License, LicenseCertificate
from lms.kernel.calendar import JST
from payments.models import LedgerEntry, Order, WebhookEvent
from tests.bench import processes
from tests.browser import steps
from tests.cast import create
from tests.factories.cohorts import ConfirmedPassFactory

pytestmark = pytest.mark.timeout(500)  # some forty screens of seven people
CLOCK = "2026-12-10T10:00:00+09:00"
NOW = datetime(2026, 12, 10, 10, 0, tzinfo=JST)
AFTER_THE_COURSE = "2027-02-20T10:00:00+09:00"


def test_from_the_course_page_to_a_verified_license(site, new_page, look, guard):
    guard.expect("status of 422")  # the declined card
    with site.rows():
        people = steps.at_work(now=NOW)
        trainee = create("trainee")
        record(ConfirmedPassFactory, "SP-2026-0042", holder_name="高橋 花子")

    page = new_page(trainee)
    apply_and_pay(page, people["world"], look)
    with site.rows():
        enrollment = Enrollment.objects.get()
        assert enrollment.status == Enrollment.Status.CONFIRMED
        order = Order.objects.get()
        assert (order.status, order.total_jpy, order.tax_jpy) == (Order.Status.PAID, 70_400, 6_400)
        assert LedgerEntry.objects.count() == 1
        processes.wait_until(lambda: WebhookEvent.objects.filter(status="done").exists(), within=30, what="the webhook")

    site.travel(AFTER_THE_COURSE)
    office = new_page(people["secretariat"])
    steps.begin_the_course(office, people["world"].cohort)
    trainer = new_page(people["trainer"])
    steps.record_attendance(trainer, look)
    steps.close_the_attendance(office, people["world"].cohort)
    steps.open_the_evaluation(office, enrollment, look)
    for role in ("evaluator", "second_evaluator"):
        steps.fill_in_the_sheet(new_page(people[role]), look, name=f"sheet-{role}")
    with site.rows():
        assert [sheet.total for sheet in EvaluationSheet.objects.all()] == [75, 75]
    steps.announce_the_assignment(office, people["world"].cohort)
    steps.hand_in_the_assignment(page, enrollment, look)
    steps.mark_the_assignment(new_page(people["evaluator"]), enrollment)
    steps.release_the_results(office, people["world"].cohort, look)
    steps.read_the_results(page, enrollment, look)
    assert "75.00" in page.inner_text("main")

    decider = new_page(people["decider"])
    steps.decide(decider, enrollment, look)
    with site.rows():
        license_ = License.objects.get()
        assert CertificationCase.objects.get().status == CertificationCase.Status.DECIDED

    ask_for_a_correction(page, look)
    steps.correct_the_proof(office, "髙橋 華子")
    approve_the_proof(page, look)
    with site.rows():
        processes.wait_until(
            lambda: LicenseCertificate.objects.filter(status=LicenseCertificate.Status.RENDERED).exists(),
            within=60,
            what="the certificate",
        )

    page.goto("/my/")
    look(page, "my-license")
    address = page.get_by_role("link", name="認定証").first.get_attribute("href")
    certificate = PdfReader(BytesIO(page.request.get(address).body()))
    printed = "".join(certificate.pages[0].extract_text().split())  # letters are spaced out on paper
    assert "髙橋華子殿" in printed
    assert f"認定番号{license_.number}" in printed

    stranger = new_page()
    stranger.goto("/verify/")
    look(stranger, "verify")
    stranger.locator("main input[name=number]").fill(license_.number.lower())
    stranger.locator("main form button[type=submit]").first.click()
    stranger.get_by_role("heading", name="この認定は有効です").wait_for()
    assert stranger.url == f"{site.base_url}/verify/{license_.number}/"
    look(stranger, "verified")
    assert "髙橋" not in stranger.inner_text("main")

    page.goto(f"/my/licenses/{license_.number}/")
    page.locator("input[name=name]").check()
    page.get_by_role("button", name="選択を保存する").click()
    look(page, "my-register")
    stranger.reload()
    assert "髙橋 華子" in stranger.inner_text("main")


def ask_for_a_correction(page, look):
    page.goto("/my/")
    page.get_by_role("link", name="校正を確認する").click()
    page.locator(".proof__sheet img").evaluate("image => image.decode()")  # fails where the picture does not come
    look(page, "proof")
    page.locator(".proof__correction summary").click()
    page.get_by_label("訂正する内容").fill("「花子」ではなく「華子」です。")
    page.locator("form[action$='/correct/'] button").click()
    page.get_by_text("訂正のご依頼を承りました").wait_for()
    look(page, "proof-correction")


def approve_the_proof(page, look):
    page.reload()
    page.get_by_text("校正 第2版").wait_for()
    look(page, "proof-corrected")
    page.get_by_role("button", name="承認する").click()
    page.get_by_text("校正（第2版）を承認されました").wait_for()


def record(factory, number, *, holder_name):
    return factory(candidate_number=number, number_key=number_key(number), holder_name=holder_name)


def apply_and_pay(page, world, look):
    page.goto(world.course_path)
    look(page, "course")
    page.get_by_role("link", name="認定コースに申し込む").first.click()
    look(page, "apply-person")
    steps.fill_in_the_person(page)
    page.get_by_role("button", name="次へ進む").click()
    look(page, "apply-declarations")
    steps.declare(page, number="ＳＰ－２０２６－００４２")
    page.get_by_role("button", name="入力内容の確認へ").click()
    look(page, "apply-confirm")
    steps.accept_everything(page)
    page.get_by_role("button", name="申し込んで、お支払いへ進む").click()

    look(page, "payment")
    steps.pay(page, "4000 0000 0000 0002")
    page.get_by_role("alert").wait_for()
    look(page, "payment-declined")
    steps.pay(page, "4242 4242 4242 4242")
    page.wait_for_url("**/orders/*/return/**")
    page.get_by_role("heading", name="受講が確定しました").wait_for()
    look(page, "order-return")
