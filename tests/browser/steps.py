"""What people do on the pages, step by step, as they would."""

from datetime import date, datetime

from cohorts.actions.application import DeclarationData, draft_application
from cohorts.actions.assignment import record_assignment_result
from cohorts.actions.attendance import close_attendance
from cohorts.actions.attendance import record_attendance as record_presence
from cohorts.actions.enrollment import confirm_seat, hold_seat
from cohorts.actions.evaluation import SheetDraft, assign_evaluator, open_evaluation, save_sheet_draft, submit_sheet
from cohorts.actions.release import digest_of, plan_release, release_results
from cohorts.applications import eligibility_of
from cohorts.models import Attendance, Declaration, Enrollment, SeatKind
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from tests.cast import create
from tests.world import OFFICE, open_world, staff

APPLIED_AT = datetime(2026, 12, 12, 10, 0, tzinfo=JST)
HELD_AT = datetime(2027, 2, 20, 10, 0, tzinfo=JST)


CAST = ["trainer", "evaluator", "second_evaluator", "secretariat", "decider"]


def at_work(*, now):
    """The open cohort, and everybody who works on it by role."""
    people = {role: create(role) for role in CAST}
    world = open_world(now=now)
    staff(world, trainers=[people["trainer"]], evaluators=[people["evaluator"], people["second_evaluator"]])
    return {**people, "world": world}


# Applying --------------------------------------------------------------------------------------------------------


def fill_in_the_person(page):
    for name, value in {
        "family_name": "髙橋",
        "given_name": "花子",
        "family_kana": "たかはし",
        "given_kana": "ﾊﾅｺ",
        "family_romaji": "Takahashi",
        "given_romaji": "Hanako",
        "certificate_name": "",
        "phone": "０３－００００－００００",
        "postal_code": "１０００００１",
        "address": "東京都見本区見本1-2-3",
    }.items():
        page.locator(f"[name={name}]").fill(value)


def declare(page, *, number):
    page.get_by_label("認定コース").check()
    page.get_by_label("スペシャリストレベルに合格している").check()
    page.get_by_label("受検番号または合格証番号").fill(number)
    page.get_by_label("勤務している企業での社内教育").check()


def accept_everything(page):
    for box in page.get_by_role("checkbox").all():
        box.check()


def pay(page, number):
    page.get_by_role("textbox", name="カード番号").fill(number)
    page.get_by_label("有効期限").fill("12/34")
    page.get_by_label("セキュリティコード").fill("123")
    page.get_by_label("カード名義人").fill("HANAKO TAKAHASHI")
    page.locator("form.card button[type=submit]").click()


# The course ------------------------------------------------------------------------------------------------------


def begin_the_course(office, cohort):
    for act in ("close", "start"):
        office.goto(f"/cms/desk/cohorts/{cohort.pk}/{act}/")
        carry_out(office)


def close_the_attendance(office, cohort):
    office.goto(f"/cms/desk/cohorts/{cohort.pk}/attendance/close/")
    carry_out(office)


def carry_out(office):
    """Press the button of a confirm page in the desk, and come back to the file."""
    before = office.url
    office.locator("main form button[type=submit]").last.click()
    office.wait_for_url(lambda url: url != before)


def record_attendance(trainer, look):
    trainer.goto("/evaluate/")
    look(trainer, "evaluate-trainer")
    trainer.locator("main a[href*='/evaluate/']").first.click()
    look(trainer, "evaluate-cohort")
    sessions = [link.get_attribute("href") for link in trainer.locator("a.sheet-list__name").all()]
    for number, path in enumerate(sessions):
        trainer.goto(path)
        trainer.locator("button[name=fill]").click()
        if number == 0:
            look(trainer, "evaluate-attendance")
        trainer.locator("main form .button--primary").click()


def open_the_evaluation(office, enrollment, look):
    office.goto(f"/cms/desk/enrollments/{enrollment.pk}/evaluation/")
    carry_out(office)
    for number in range(2):
        office.get_by_role("link", name="評価者を割り当てる").click()
        office.locator("main input[type=radio]").nth(number).check()
        carry_out(office)
    office.set_viewport_size({"width": 1280, "height": 900})
    office.screenshot(path=look.folder / "desk-dossier-1280.png", full_page=True)


def fill_in_the_sheet(evaluator, look, *, name):
    evaluator.goto("/evaluate/")
    evaluator.locator("main a[href*='/sheets/']").first.click()
    for tile in evaluator.locator("label.tile:has(input[value='4'])").all():
        tile.click()
    evaluator.locator("label.tile:has(input[name=gate][value=yes])").click()
    look(evaluator, name)
    evaluator.get_by_role("button", name="確認して提出へ").click()
    evaluator.get_by_role("button", name="提出して確定する").click()
    evaluator.wait_for_url(lambda url: "submit" not in url)


def mark_the_assignment(evaluator, enrollment):
    evaluator.goto(f"/evaluate/assignments/{enrollment.public_id}/")
    evaluator.locator("[name=score]").fill("８２")
    evaluator.locator("main form .button--primary").click()
    evaluator.locator("button[name=confirmed]").click()


def announce_the_assignment(office, cohort):
    office.goto(f"/cms/desk/cohorts/{cohort.pk}/assignment/")
    office.locator("main [name=task]").fill("自社の顧客接点を一つ選び、改善案をA4で5枚以内にまとめてください。")
    carry_out(office)


def hand_in_the_assignment(page, enrollment, look):
    page.goto(f"/my/enrollments/{enrollment.public_id}/")
    page.get_by_role("link", name="課題を提出する").click()
    page.locator("main [name=file]").set_input_files(
        {"name": "課題.pdf", "mimeType": "application/pdf", "buffer": b"MZ not what its name says"}
    )
    page.locator("main form .button--primary").click()
    page.get_by_text("ファイルの内容が拡張子").first.wait_for()
    page.locator("main [name=file]").set_input_files(
        {"name": "課題.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 the assignment"}
    )
    page.locator("main form .button--primary").click()
    page.get_by_role("link", name="課題.pdf").wait_for()
    look(page, "my-assignment")


def release_the_results(office, cohort, look):
    office.goto(f"/cms/desk/cohorts/{cohort.pk}/results/")
    office.set_viewport_size({"width": 1280, "height": 900})
    office.screenshot(path=look.folder / "desk-results-1280.png", full_page=True)
    carry_out(office)


def read_the_results(page, enrollment, look):
    page.goto(f"/my/enrollments/{enrollment.public_id}/")
    page.get_by_role("link", name="結果を見る").first.click()
    page.get_by_role("heading", name="評価結果").wait_for()
    look(page, "my-result")


def decide(decider, enrollment, look):
    decider.goto(f"/cms/desk/enrollments/inspect/{enrollment.pk}/")
    decider.get_by_role("link", name="認定の可否を決定する").click()
    decider.locator("input[name=outcome]").first.check()
    decider.set_viewport_size({"width": 1280, "height": 900})
    decider.screenshot(path=look.folder / "desk-decide-1280.png", full_page=True)
    carry_out(decider)


def correct_the_proof(office, name):
    """The correction lies in the work queue; it is answered at the license."""
    office.goto("/cms/desk/work/?kind=proof")
    office.locator("main a[href*='/licenses/inspect/']").first.click()
    office.get_by_role("link", name="校正を訂正する").click()
    office.locator("main input[name=name]").fill(name)
    office.locator("main textarea[name=remark]").fill("お申し出のとおり訂正しました。")
    carry_out(office)


def confirm_the_pass(office, enrollment):
    office.goto(f"/cms/desk/enrollments/inspect/{enrollment.pk}/")
    office.locator("a[href*='/exam-records/'][href*='/confirm/']").first.click()
    write_day(office, "passed_on", "2027-02-15")
    carry_out(office)


def write_day(office, field, value):
    """Into a field of the desk beside which a calendar opens."""
    office.locator(f"main [name={field}]").fill(value)
    calendar = office.locator(".xdsoft_datetimepicker:visible")
    calendar.wait_for()
    office.locator("main h2").first.click()
    calendar.wait_for(state="hidden")


# What has happened before ----------------------------------------------------------------------------------------


def attended_and_evaluated(people, user, *, number) -> Enrollment:
    """An enrollment with everything but the Specialist pass, by the product's own actions."""
    enrollment = _enrolled(people["world"].cohort, user, number=number)
    trainer = Actor.person(people["trainer"])
    for session in enrollment.cohort.sessions.all():
        record_presence(
            session=session, enrollment=enrollment, status=Attendance.Status.PRESENT, by=trainer, now=HELD_AT
        )
    close_attendance(enrollment.cohort, by=OFFICE, now=HELD_AT)
    evaluation = open_evaluation(enrollment, by=OFFICE, now=HELD_AT)
    for role in ("evaluator", "second_evaluator"):
        by = Actor.person(people[role])
        sheet = assign_evaluator(evaluation, evaluator=people[role], by=OFFICE, now=HELD_AT)
        levels = {criterion.code: 4 for criterion in people["world"].scheme.rubric.all() if not criterion.is_gate}
        draft = SheetDraft(levels=levels, notes={}, gate_passed=True)
        sheet = save_sheet_draft(sheet, draft=draft, edition=sheet.edition, by=by, now=HELD_AT)
        submit_sheet(sheet, edition=sheet.edition, by=by, now=HELD_AT)
    record_assignment_result(enrollment, score=80, marked_by=people["evaluator"], by=OFFICE, now=HELD_AT)
    seen = digest_of(plan_release(enrollment.cohort))
    release_results(enrollment.cohort, seen=seen, by=OFFICE, now=HELD_AT)
    return Enrollment.objects.get(pk=enrollment.pk)


def _enrolled(cohort, user, *, number):
    declaration = DeclarationData(
        purpose=Declaration.Purpose.COMPANY_EMPLOYEE,
        specialist_status=Declaration.SpecialistStatus.IN_PROGRESS,
        specialist_number=number,
        specialist_expected_on=date(2027, 3, 31),
    )
    by = Actor.person(user)
    enrollment = draft_application(
        person=user.person, cohort=cohort, kind=SeatKind.CERTIFICATION, declaration=declaration, by=by, now=APPLIED_AT
    )
    answer = eligibility_of(enrollment, now=APPLIED_AT)
    held = hold_seat(enrollment, eligibility=answer, hold_until=HELD_AT, by=by, now=APPLIED_AT)
    return confirm_seat(held, by=OFFICE, now=APPLIED_AT)
