"""Who is still taking the Specialist level is held, and decided on once the pass is confirmed."""

from datetime import datetime

from cohorts.candidate_number import number_key
from cohorts.models import CertificationCase, ExamRecord, License
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from tests.browser import steps
from tests.cast import create
from tests.factories.cohorts import ExamRecordFactory

CLOCK = "2027-02-20T10:00:00+09:00"
NOW = datetime(2026, 12, 10, 10, 0, tzinfo=JST)


def test_j2_03_somebody_still_taking_the_specialist_level_waits_for_the_pass(site, new_page, look):
    with site.rows():
        people = steps.at_work(now=NOW)
        other = create("other_trainee")
        number = "SP-2026-0077"
        ExamRecordFactory(candidate_number=number, number_key=number_key(number), holder_name="例示 太郎")
        enrollment = steps.attended_and_evaluated(people, other, number=number)

    page = new_page(other)
    page.goto(f"/my/enrollments/{enrollment.public_id}/")
    look(page, "my-waiting")
    assert "スペシャリストレベル" in page.inner_text("main")
    decider = new_page(people["decider"])
    decider.goto(f"/cms/desk/enrollments/inspect/{enrollment.pk}/")
    assert decider.get_by_role("link", name="認定の可否を決定する").count() == 0
    with site.rows():
        case = CertificationCase.objects.get(enrollment=enrollment)
        assert case.status == CertificationCase.Status.AWAITING_SPECIALIST
        assert Message.objects.to_reader(enrollment.person).filter(kind__contains="case_waiting").count() == 1

    steps.confirm_the_pass(new_page(people["secretariat"]), enrollment)
    with site.rows():
        assert ExamRecord.objects.get(person=enrollment.person).is_confirmed_pass
    steps.decide(decider, enrollment, look)
    with site.rows():
        assert License.objects.filter(person=enrollment.person).count() == 1
