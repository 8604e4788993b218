import hashlib
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from cohorts import certificate as drawing
from cohorts import license_number
from cohorts.actions.certificate import (
    CertificateNameMissing,
    CertificateNameUndrawable,
    reissue_certificate,
    render_certificate,
    require_drawable,
)
from cohorts.actions.decision import decide_case
from cohorts.actions.license import (
    NotCertified,
    ReasonMissing,
    StandingForbids,
    issue_license,
    reinstate_license,
    revoke_license,
    surrender_license,
    suspend_license,
)
from cohorts.ledger import Standing
from cohorts.models import CertificationDecision, License, LicenseCertificate, LicenseEvent
from cohorts.tasks import render_certificate as render_task
from cohorts.tasks import sweep_certificates
from lms.kernel import check_character
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.certification import (
    NOW,
    OFFICE,
    certified,
    evaluated,
    licensed,
    marked,
    passed_specialist,
    ready,
    released,
    room,
)

BY = {"by": OFFICE, "now": NOW}
MARCH_1, LATER = date(2027, 3, 1), datetime(2028, 5, 1, 3, 0, tzinfo=UTC)


# Numbers


def test_number_carries_its_check_character():
    number = license_number.compose(prefix="CSI", fiscal_year=2027, sequence=1)
    assert number[:-1] == "CSI-2027-0001-"
    assert check_character.is_valid(number)


@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.lower,
        lambda number: number.replace("-", ""),
        lambda number: f"  {number} ",
        lambda number: number.replace("-", "－"),
        lambda number: number.replace("-", "ー"),
        lambda number: number.replace("-", " - "),
        lambda number: "".join(chr(ord(c) + 0xFEE0) for c in number),
    ],
)
def test_number_is_understood_as_people_type_it(spell):
    number = license_number.compose(prefix="CSI", fiscal_year=2027, sequence=12)
    assert license_number.canonical(spell(number)) == number


@pytest.mark.parametrize(
    "typed", ["", "CSI", "CSI-2027-0001", "CSI-2027-0001-?", "番号", "1" * 41, "CSI-2027-001-A", "\x00"]
)
def test_what_cannot_be_a_number_is_none(typed):
    assert license_number.canonical(typed) is None


def test_every_mistyped_digit_is_noticed():
    number = license_number.compose(prefix="CSI", fiscal_year=2027, sequence=1)
    for place in (4, 5, 6, 7, 9, 10, 11, 12):
        for digit in set("0123456789") - {number[place]}:
            assert license_number.canonical(number[:place] + digit + number[place + 1 :]) is None


# Issue

pytestmark = pytest.mark.django_db


def test_license_is_issued_from_a_positive_decision():
    license_ = licensed()
    assert license_.number == license_number.compose(prefix="CSI", fiscal_year=2026, sequence=1)
    assert (license_.title, license_.holder_name) == ("見本インストラクター", "髙橋 美咲")
    assert (license_.valid_from, license_.valid_until) == (MARCH_1, date(2030, 3, 1))
    assert (license_.listed, license_.show_name) == (False, False)
    assert [event.kind for event in license_.events.all()] == ["issued"]
    assert license_.certificates.get().status == "pending"
    assert license_.status_on(MARCH_1).standing is Standing.VALID


def test_mail_names_number_and_last_day():
    license_ = licensed()
    mail = Message.objects.get(kind="cohorts.email.license_issued")
    assert license_.number in mail.subject
    assert "2030年2月28日（木）" in mail.body
    assert f"/verify/{license_.number}/" in mail.body


def test_issuing_twice_gives_one_license():
    decision = certified()
    first, second = (issue_license(decision, **BY) for _ in range(2))
    assert first == second
    assert (License.objects.count(), first.proofs.count(), LicenseCertificate.objects.count()) == (1, 1, 0)


def test_numbers_run_on_within_a_fiscal_year():
    new_year = datetime(2027, 3, 31, 15, 0, tzinfo=UTC)  # 1 April in Japan
    numbers = [issue_license(certified(), by=OFFICE, now=moment).number for moment in (NOW, NOW, new_year)]
    assert [number[:13] for number in numbers] == ["CSI-2026-0001", "CSI-2026-0002", "CSI-2027-0001"]


def test_prefix_is_a_setting(settings):
    settings.LMS_LICENSE_PREFIX = "ABC"
    assert licensed().number.startswith("ABC-2026-0001-")


def test_refusal_gives_no_license():
    world = room()
    passed_specialist(world)
    evaluated(world, "3333333", "3333333")
    marked(world)
    released(world)
    decision = decide_case(
        world.case,
        outcome=CertificationDecision.Outcome.NOT_CERTIFIED,
        reasons="基準に達しませんでした",
        by=Actor.person(world.decider),
        now=NOW,
    )
    with pytest.raises(NotCertified):
        issue_license(decision, **BY)
    assert License.objects.count() == 0


@pytest.mark.parametrize("name,characters", [("見本 😀花子", "😀"), ("สมชาย", "สมชาย")])
def test_name_no_certificate_can_show_stops_the_issue(name, characters):
    decision = certified()
    person = decision.case.enrollment.person
    person.certificate_name = name
    person.save()
    with pytest.raises(CertificateNameUndrawable) as refusal:
        issue_license(decision, **BY)
    assert set(refusal.value.characters) == set(characters)
    assert License.objects.count() == 0


@pytest.mark.parametrize("name", ["髙﨑 𠮷次", "José Ñandú", "Nguyễn Văn"])
def test_unusual_but_drawable_names(name):
    require_drawable(name)


def test_empty_name_is_no_name():
    with pytest.raises(CertificateNameMissing):
        require_drawable("  ")


# Ledger


def test_suspension_and_its_end():
    license_ = licensed()
    suspend_license(license_, reason="調査中", by=OFFICE, now=LATER)
    assert license_.status_on(date(2028, 4, 30)).standing is Standing.VALID
    assert license_.status_on(date(2028, 5, 1)).standing is Standing.SUSPENDED
    with pytest.raises(StandingForbids):
        suspend_license(license_, reason="再び", by=OFFICE, now=LATER)
    reinstate_license(license_, by=OFFICE, now=LATER + timedelta(days=9))
    fresh = License.objects.get()
    assert fresh.status_on(date(2028, 5, 9)).standing is Standing.SUSPENDED
    assert fresh.status_on(date(2028, 5, 10)).standing is Standing.VALID


def test_only_a_suspended_license_is_reinstated():
    with pytest.raises(StandingForbids):
        reinstate_license(licensed(), **BY)


@pytest.mark.parametrize("end", [revoke_license, surrender_license])
def test_an_ended_license_stays_ended(end):
    license_ = licensed()
    end(license_, reason="終了", by=OFFICE, now=LATER)
    for again in (revoke_license, surrender_license, suspend_license, reinstate_license):
        with pytest.raises(StandingForbids):
            again(license_, reason="再び", by=OFFICE, now=LATER + timedelta(days=1))
    assert license_.events.count() == 2


def test_an_announced_ending_leaves_no_room_before_it():
    license_ = licensed()
    revoke_license(license_, reason="規程違反", effective_on=date(2028, 6, 1), by=OFFICE, now=LATER)
    assert license_.status_on(date(2028, 5, 31)).standing is Standing.VALID
    with pytest.raises(StandingForbids):
        suspend_license(license_, reason="その前に", by=OFFICE, now=LATER)


def test_the_past_is_not_rewritten():
    license_ = licensed()
    suspend_license(license_, reason="調査中", by=OFFICE, now=LATER)
    with pytest.raises(StandingForbids):
        reinstate_license(license_, effective_on=date(2028, 4, 1), by=OFFICE, now=LATER)
    with pytest.raises(StandingForbids):
        revoke_license(license_, reason="さかのぼる", effective_on=date(2027, 2, 1), by=OFFICE, now=LATER)


def test_an_expired_license_can_still_be_revoked_but_not_surrendered():
    license_ = licensed()
    after = datetime(2031, 1, 1, tzinfo=UTC)
    with pytest.raises(StandingForbids):
        surrender_license(license_, by=OFFICE, now=after)
    revoke_license(license_, reason="不正が判明", by=OFFICE, now=after)
    assert license_.status_on(date(2031, 1, 1)).standing is Standing.REVOKED


@pytest.mark.parametrize("action", [suspend_license, revoke_license])
def test_measures_give_their_reason(action):
    license_ = licensed()
    with pytest.raises(ReasonMissing):
        action(license_, reason=" ", **BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        LicenseEvent.objects.create(license=license_, kind="revoked", effective_on=MARCH_1, recorded_at=NOW)


@pytest.mark.parametrize(
    "action,kind",
    [(suspend_license, "suspended"), (revoke_license, "revoked"), (surrender_license, "surrendered")],
)
def test_holder_is_told(action, kind):
    license_ = licensed()
    action(license_, reason="調査のため", by=OFFICE, now=LATER)
    mail = Message.objects.get(kind=f"cohorts.email.license_{kind}")
    assert mail.to_email == license_.person.email
    assert "2028年5月1日（月）" in mail.body
    assert "調査のため" in mail.body


def test_impossible_term():
    license_ = licensed()
    with pytest.raises(IntegrityError), transaction.atomic():
        License.objects.filter(pk=license_.pk).update(valid_until=license_.valid_from)


# Certificate


def pages(pdf):
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_j1_20_certificate_says_who_what_and_since_when():
    license_ = licensed()
    certificate = license_.certificates.get()
    assert render_certificate(certificate.pk, now=NOW) is True
    certificate.refresh_from_db()
    pdf = bytes(certificate.pdf)
    front, reverse = pages(pdf)
    squeezed = "".join(front.split())
    for text in (
        "髙橋美咲",
        license_.number,
        "見本インストラクター",
        "令和9年3月1日",
        "2030-02-28",
        "第1版" if license_.scheme_version.version == 1 else "版",
    ):
        assert text in squeezed
    assert "10:00–17:00" in "".join(reverse.split())
    assert (certificate.status, certificate.rendered_at) == ("rendered", NOW)
    assert certificate.sha256 == hashlib.sha256(pdf).hexdigest()


def test_certificate_embeds_its_fonts():
    license_ = licensed()
    pdf = drawing.draw(license_.certificates.get().facts)
    fonts = [
        descendant.get_object()["/FontDescriptor"].get_object()
        for page in PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
        for descendant in font.get_object()["/DescendantFonts"]
    ]
    assert fonts
    assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)


def test_same_facts_give_the_same_bytes():
    facts = licensed().certificates.get().facts
    assert drawing.draw(facts) == drawing.draw(facts)


@pytest.mark.parametrize("name", ["李", "ヴァイオレット・アレクサンドリーナ・エリザベート・長谷川", "x" * 120])
def test_any_length_of_name_keeps_to_two_pages(name):
    facts = {**licensed().certificates.get().facts, "holder_name": name}
    assert len(pages(drawing.draw(facts))) == 2


def test_rendering_twice_keeps_the_first_document():
    certificate = licensed().certificates.get()
    assert [render_certificate(certificate.pk, now=NOW) for _ in range(2)] == [True, False]
    assert render_certificate(certificate.pk + 1, now=NOW) is False


def test_certificate_does_not_follow_later_changes():
    license_ = licensed()
    license_.person.family_name = "鈴木"
    license_.person.save()
    render_task(license_.certificates.get().pk)
    assert "髙橋美咲" in "".join(pages(bytes(license_.certificates.get().pdf))[0].split())


def test_sweep_draws_what_was_left_over_and_is_not_stopped_by_a_bad_one(caplog):
    bad, good = licensed().certificates.get(), licensed().certificates.get()
    bad.facts = {**bad.facts, "holder_name": "😀"}
    bad.save()
    sweep_certificates()
    assert [
        c.status for c in (LicenseCertificate.objects.get(pk=bad.pk), LicenseCertificate.objects.get(pk=good.pk))
    ] == [
        "pending",
        "rendered",
    ]
    assert f"Certificate {bad.pk} cannot be drawn." in caplog.text


def test_reissue_supersedes_and_keeps_the_number():
    license_ = licensed()
    render_task(license_.certificates.get().pk)
    again = reissue_certificate(license_, reason="紛失", by=BY["by"])
    assert (again.serial, again.status, again.facts["number"]) == (2, "pending", license_.number)
    assert list(license_.certificates.values_list("serial", "status")) == [(2, "pending"), (1, "superseded")]


def test_a_license_has_one_current_certificate():
    license_ = licensed()
    with pytest.raises(IntegrityError), transaction.atomic():
        LicenseCertificate.objects.create(license=license_, serial=2, facts={})


def test_a_finished_certificate_has_its_pdf():
    with pytest.raises(IntegrityError), transaction.atomic():
        licensed().certificates.update(status="rendered")


def test_j2_04_ready_is_not_yet_a_license():
    assert ready().case.status == "ready"
    assert License.objects.count() == 0
