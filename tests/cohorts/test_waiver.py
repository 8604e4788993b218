"""A waiver of the prerequisite: granted for a reason and a time, judged to the second in Japan, revoked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.actions.waiver import AlreadyRevoked, DayIsOver, ReasonNeeded, grant_waiver, revoke_waiver
from cohorts.applications import as_json, eligibility_of, kept_eligibility
from cohorts.eligibility import Verdict
from cohorts.models import Enrollment, Waiver
from cohorts.reasons import sentences
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from tests.factories.cohorts import DeclarationFactory, PersonFactory
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db

OFFICE = Actor.process("test office")
NOON = datetime(2027, 1, 12, 3, 0, tzinfo=UTC)
LAST_DAY = date(2027, 1, 31)
UNMATCHED = {"verdict": "review", "reasons": [], "needs": ["number_check"], "offers": None}
REASON = "海外の同等資格をお持ちのため"


@pytest.fixture
def enrollment() -> Enrollment:
    """A draft of somebody who neither passed nor takes the Specialist level."""
    return DeclarationFactory(specialist_status="neither").enrollment


def grant(enrollment, **changes) -> Waiver:
    given = {"reason": REASON, "last_day": LAST_DAY, "now": NOON, **changes}
    return grant_waiver(enrollment.person, course=enrollment.cohort.course, by=OFFICE, **given)


def verdict(enrollment, now=NOON) -> Verdict:
    return eligibility_of(Enrollment.objects.get(pk=enrollment.pk), now=now).verdict


def test_it_admits_with_its_reason_in_words_and_is_kept_so(enrollment):
    grant(enrollment)
    answer = eligibility_of(enrollment, now=NOON)
    enrollment.eligibility = as_json(answer)
    assert kept_eligibility(enrollment) == answer
    first, _purpose = sentences(answer)
    assert first == (
        "スペシャリストレベルをお持ちでなくても、事務局が講座へのご参加を認めています。"
        "事務局の示した理由：「海外の同等資格をお持ちのため」。"
        "講座の評価だけでは認定されません。スペシャリストレベルの合格が確定した段階で、講座の評価と合わせて審査いたします。"
        "2027年1月31日（日）の終わりまで有効です。"
    )


@pytest.mark.parametrize(
    "moment,holds",
    [
        (datetime(2027, 1, 31, 23, 59, 59, tzinfo=JST), True),
        (datetime(2027, 1, 31, 14, 59, 59, tzinfo=UTC), True),
        (datetime(2027, 2, 1, tzinfo=JST), False),
        (datetime(2027, 1, 31, 15, 0, tzinfo=UTC), False),
    ],
)
def test_it_holds_to_the_end_of_its_last_day_in_japan(enrollment, moment, holds):
    grant(enrollment)
    assert verdict(enrollment, moment) is (Verdict.PROVISIONAL if holds else Verdict.NOT_MET)


def test_it_is_for_one_person_and_one_course(enrollment):
    grant(enrollment)
    colleague = DeclarationFactory(specialist_status="neither", enrollment__pool=enrollment.pool).enrollment
    elsewhere = DeclarationFactory(specialist_status="neither", enrollment__person=enrollment.person).enrollment
    assert [verdict(one) for one in (enrollment, colleague, elsewhere)] == [
        Verdict.PROVISIONAL, Verdict.NOT_MET, Verdict.NOT_MET,
    ]  # fmt: skip


def test_revoked_it_no_longer_counts_and_stays_on_file(enrollment):
    waiver = revoke_waiver(grant(enrollment), reason="取り違え", by=OFFICE, now=NOON)
    assert (verdict(enrollment), waiver.revoke_reason, waiver.reason) == (Verdict.NOT_MET, "取り違え", REASON)
    with pytest.raises(AlreadyRevoked):
        revoke_waiver(waiver, reason="x", by=OFFICE, now=NOON)


def test_what_waits_for_the_office_is_judged_anew_and_told_once(enrollment):
    Enrollment.objects.update(status="under_review", submitted_at=NOON, eligibility=UNMATCHED)
    waiver = grant(enrollment)
    enrollment.refresh_from_db()
    assert enrollment.eligibility["verdict"] == "provisional"
    grant(enrollment)
    assert Message.objects.filter(kind="cohorts.email.review_cleared").count() == 1
    for one in Waiver.objects.all():
        revoke_waiver(one, reason="x", by=OFFICE, now=NOON + timedelta(hours=1))
    enrollment.refresh_from_db()
    assert (enrollment.eligibility["verdict"], waiver.person) == ("not_met", enrollment.person)


def test_no_waiver_without_a_reason_or_for_a_day_that_is_over(enrollment):
    with pytest.raises(ReasonNeeded):
        grant(enrollment, reason=" ")
    with pytest.raises(DayIsOver):
        grant(enrollment, last_day=date(2027, 1, 11))
    with pytest.raises(DayIsOver):
        grant(enrollment, last_day=date(2027, 1, 12), now=datetime(2027, 1, 12, 15, 0, tzinfo=UTC))


# At the desk


@pytest.fixture
def office(client, secretariat, at):
    at("2027-01-12T12:00:00+09:00")
    client.force_login(secretariat)
    return client


def test_the_office_grants_and_revokes_it_in_the_file(office, secretariat, enrollment):
    file = reverse("lms_desk_enrollment:inspect", args=[enrollment.pk])
    page = office.get(reverse("lms_desk:waive", args=[enrollment.pk]))
    assert page.context["form"]["last_day"].value() == LAST_DAY
    office.post(reverse("lms_desk:waive", args=[enrollment.pk]), {"reason": REASON, "last_day": "2027-01-31"})
    waiver = Waiver.objects.get()
    assert (waiver.granted_by, waiver.last_day) == (secretariat, LAST_DAY)
    read = Page(office.get(file).content.decode()).words
    assert "受講資格を免除しました" in read
    revoked = office.post(f"{reverse('lms_desk:revoke_waiver', args=[waiver.pk])}?next={file}", {"reason": "取り違え"})
    assert revoked["Location"] == file
    waiver.refresh_from_db()
    assert waiver.revoke_reason == "取り違え"


def test_nobody_waives_anything_for_themselves(office, secretariat):
    own = DeclarationFactory(specialist_status="neither", enrollment__person=PersonFactory(user=secretariat)).enrollment
    assert (
        office.post(reverse("lms_desk:waive", args=[own.pk]), {"reason": "x", "last_day": LAST_DAY}).status_code == 404
    )
    waiver = grant(own)
    assert office.post(reverse("lms_desk:revoke_waiver", args=[waiver.pk]), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["waive", "revoke_waiver"])
def test_a_decider_waives_nothing(client, decider, enrollment, name):
    client.force_login(decider)
    pk = enrollment.pk if name == "waive" else grant(enrollment).pk
    assert client.post(reverse(f"lms_desk:{name}", args=[pk]), {"reason": "x"}).status_code in {302, 403}
    assert Waiver.objects.filter(revoked_at__isnull=False).count() == 0
