"""My page: each state says what is next, nobody reads anybody else's rows, and no score leaks out."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.models import Attendance, Enrollment
from lms.kernel.models import Message
from tests.factories.certification import audit_enrollment, evaluated, licensed, marked, released, room
from tests.factories.cohorts import (
    AttendanceFactory,
    ClassSessionFactory,
    CohortDayFactory,
    ConfirmedEnrollmentFactory,
    EnrollmentFactory,
    HeldEnrollmentFactory,
    OpenCohortFactory,
    PersonFactory,
    SeatPoolFactory,
    StaffAssignmentFactory,
    VenueFactory,
)
from tests.factories.commerce import purchase
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db
NOON = "2027-01-15T12:00:00+09:00"


@pytest.fixture
def trainee():
    return PersonFactory(user=UserFactory(), family_name="見本", given_name="花子")


@pytest.fixture
def page(client, trainee, at):
    """The overview as the trainee reads it."""
    at(NOON)
    client.force_login(trainee.user)
    return lambda: client.get(reverse("lms_portal:my"))


def steps(response):
    return [(card.step.state, card.step.action and card.step.action.url) for card in response.context["cards"]]


def mail(reader, **fields):
    number = Message.objects.count()
    row = {
        "dedupe_key": f"m{number}",
        "kind": "x",
        "to_email": "a@example.test",
        "subject": f"件名{number}",
        "body": "本文",
    }
    return Message.objects.create(reader=Message.key_of(reader), **{**row, **fields})


def ordered(enrollment, **fields):
    from payments.models import Order, OrderLine

    row = {"status": "awaiting_payment", "total_jpy": 70400, "tax_jpy": 6400, "price_locked_at": enrollment.created_at}
    order = Order.objects.create(
        number=f"O{enrollment.pk}",
        buyer=enrollment.person.user,
        buyer_name="見本 花子",
        buyer_email="a@example.test",
        terms_version="1",
        return_path="/",
        cancel_path="/",
        form_token=f"t{enrollment.pk}",
        **{**row, **fields},
    )
    OrderLine.objects.create(
        order=order,
        position=1,
        title="席",
        list_unit_jpy=88000,
        unit_jpy=70400,
        offer_label="早期割引",
        offer_percent=20,
    )
    purchase(order, enrollment)
    return order


# The overview


def test_a_new_account_reads_what_to_do(client):
    client.force_login(UserFactory())
    response = client.get(reverse("lms_portal:my"))
    assert response.status_code == 200
    assert "まだお申し込みがありません" in response.text


def test_my_page_asks_a_visitor_to_sign_in(client):
    assert client.get(reverse("lms_portal:my")).status_code == 302


def test_a_draft_is_continued(page, trainee):
    enrollment = EnrollmentFactory(person=trainee)
    assert steps(page()) == [("未送信", reverse("lms_portal:apply", args=[enrollment.cohort.code]))]


def test_a_draft_of_a_closed_cohort_leads_nowhere(page, trainee):
    EnrollmentFactory(person=trainee, pool__cohort__application_deadline_at=datetime.fromisoformat(NOON))
    assert steps(page()) == [("未送信", None)]


def test_a_review_is_only_looked_at(page, trainee):
    enrollment = EnrollmentFactory(person=trainee, status="under_review", submitted_at=datetime.fromisoformat(NOON))
    assert steps(page()) == [("確認中", reverse("lms_portal:my_enrollment", args=[enrollment.public_id]))]


def test_a_held_seat_is_paid_for_by_post(page, trainee):
    order = ordered(HeldEnrollmentFactory(person=trainee))
    response = page()
    pay = reverse("lms_portal:order_pay", args=[order.public_id])
    assert steps(response) == [("お支払い待ち", pay)]
    assert f'<form method="post" action="{pay}">' in response.text


def test_a_paid_seat_that_is_still_held_is_not_paid_twice(page, trainee):
    enrollment = HeldEnrollmentFactory(person=trainee)
    ordered(enrollment, status="paid")
    assert steps(page()) == [("入金確認済み", reverse("lms_portal:my_enrollment", args=[enrollment.public_id]))]


def test_a_confirmed_seat_shows_its_timetable(page, trainee):
    enrollment = ConfirmedEnrollmentFactory(person=trainee)
    here = reverse("lms_portal:my_enrollment", args=[enrollment.public_id])
    assert steps(page()) == [("受講確定", f"{here}#timetable")]


def test_a_released_seat_can_be_applied_for_again_while_applications_are_open(page, trainee, at):
    enrollment = HeldEnrollmentFactory(person=trainee, status="released")
    again = reverse("lms_portal:apply", args=[enrollment.cohort.code])
    assert steps(page()) == [("お席解放", again)]
    at("2027-01-31T23:59:00+09:00")
    assert steps(page()) == [("お席解放", again)]
    at("2027-02-01T00:00:00+09:00")
    assert steps(page()) == [("お席解放", None)]


def test_money_that_found_no_seat_is_never_called_not_charged(page, trainee):
    ordered(HeldEnrollmentFactory(person=trainee, status="released"), status="paid_unseated")
    response = page()
    assert [card.step.state for card in response.context["cards"]] == ["入金済み・お席解放"]
    assert "請求は発生していません" not in response.text


@pytest.mark.parametrize("status", Enrollment.Status.values)
def test_every_state_has_words(page, trainee, status):
    moment = datetime.fromisoformat(NOON)
    fields = dict.fromkeys(("submitted_at", "hold_until", "waitlisted_at", "confirmed_at"), moment)
    EnrollmentFactory(person=trainee, status=status, **fields)
    (card,) = page().context["cards"]
    assert card.step.state
    assert card.step.text


def test_dates_are_shown_once_both_days_are_decided(page, trainee):
    enrollment = ConfirmedEnrollmentFactory(person=trainee)
    CohortDayFactory(cohort=enrollment.cohort, position=1, held_on=date(2027, 2, 18))
    second = CohortDayFactory(cohort=enrollment.cohort, position=2)
    assert [card.dates for card in page().context["cards"]] == [None]
    second.held_on = date(2027, 2, 19)
    second.save()
    assert [card.dates for card in page().context["cards"]] == ["2027年2月18日（木）–2月19日（金）"]


def test_a_postponed_cohort_says_why(page, trainee):
    cohort = OpenCohortFactory(status="postponed", status_reason="会場の都合です。")
    ConfirmedEnrollmentFactory(person=trainee, pool=SeatPoolFactory(cohort=cohort, taken=1))
    assert "会場の都合です。" in page().text


def test_a_license_shows_its_standing_today(client, at):
    license_ = licensed()
    client.force_login(license_.person.user)
    for moment, label in [("2027-03-02T09:00:00+09:00", "有効"), ("2030-03-01T00:00:00+09:00", "期限切れ")]:
        at(moment)
        (held,) = client.get(reverse("lms_portal:my")).context["licenses"]
        assert (held.license.number, held.label) == (license_.number, label)


def test_a_license_leads_to_its_public_page_and_its_certificate(client, at):
    from cohorts.models import LicenseCertificate

    license_ = licensed()
    at("2027-03-02T09:00:00+09:00")
    client.force_login(license_.person.user)
    pdf = reverse("lms_cohorts:certificate", args=[license_.number])
    text = client.get(reverse("lms_portal:my")).text
    assert reverse("lms_cohorts:verify_number", args=[license_.number]) in text
    assert pdf not in text
    rendered = {"status": "rendered", "pdf": b"%PDF", "sha256": "0", "rendered_at": license_.decision.decided_at}
    LicenseCertificate.objects.update(**rendered)
    assert pdf in client.get(reverse("lms_portal:my")).text


def test_only_staff_find_the_way_to_the_desk(page, trainee):
    desk = reverse("lms_portal:evaluate")
    assert desk not in page().text
    StaffAssignmentFactory(user=trainee.user)
    assert desk in page().text


def test_the_number_of_queries_does_not_grow(page, trainee, django_assert_num_queries):
    for count in (1, 3, 30):
        for _ in range(count - trainee.enrollments.count()):
            ordered(ConfirmedEnrollmentFactory(person=trainee))
            mail(trainee)
        page()
        with django_assert_num_queries(10):
            page()


# One application


def test_another_persons_application_does_not_exist(client, trainee):
    enrollment = ConfirmedEnrollmentFactory(person=trainee)
    client.force_login(PersonFactory(user=UserFactory()).user)
    assert client.get(reverse("lms_portal:my_enrollment", args=[enrollment.public_id])).status_code == 404


@pytest.fixture
def file(client, at):
    """The page of the application of a certification cohort with everything on it."""
    at("2027-03-01T12:30:00+09:00")
    world = room()
    client.force_login(world.trainee)
    return world, lambda: client.get(reverse("lms_portal:my_enrollment", args=[world.enrollment.public_id]))


def test_an_application_shows_its_two_days_and_their_hours(file):
    _world, show = file
    days = [(day.date, day.opens_at.hour, len(day.sessions)) for day in show().context["days"]]
    assert days == [(date(2027, 2, 18), 10, 2), (date(2027, 2, 19), 9, 2)]


def test_an_undecided_day_is_shown_as_such(client, trainee):
    enrollment = ConfirmedEnrollmentFactory(person=trainee)
    ClassSessionFactory(day=CohortDayFactory(cohort=enrollment.cohort))
    client.force_login(trainee.user)
    response = client.get(reverse("lms_portal:my_enrollment", args=[enrollment.public_id]))
    assert [day.date for day in response.context["days"]] == [None]
    assert '<span class="undecided">未定</span>' in response.text


@pytest.mark.parametrize(
    "language,name,address",
    [("ja", "虎ノ門会議室", "東京都港区"), ("en", "Toranomon Rooms", "Minato, Tokyo")],
)
def test_a_venue_is_named_in_the_language_of_the_reader(client, trainee, language, name, address):
    words = {
        "name": "虎ノ門会議室",
        "name_en": "Toranomon Rooms",
        "address": "東京都港区",
        "address_en": "Minato, Tokyo",
    }
    pool = SeatPoolFactory(cohort__venue=VenueFactory(**words), taken=1)
    enrollment = ConfirmedEnrollmentFactory(person=trainee, pool=pool)
    client.force_login(trainee.user)
    prefix = "/en" if language == "en" else ""
    shown = client.get(f"{prefix}{reverse('lms_portal:my_enrollment', args=[enrollment.public_id])}")
    assert {name, address} <= {value for _label, value in shown.context["facts"]}


def test_j2_12_the_checklist_says_what_is_met_and_what_is_missing(file):
    world, show = file
    marked(world)
    assert [row.state for row in show().context["requirements"]][4] == "pending"  # marked, and not released
    released(world)
    found = {row.title: row.state for row in show().context["requirements"]}
    assert list(found.values()) == ["met", "met", "met", "pending", "met", "waiting"]


def test_no_score_is_shown_before_anything_is_released(file):
    world, show = file
    evaluated(world, "4444444", "5444444")
    marked(world, "83.25")
    text = show().text
    for score in ("83.25", "83", "75.00", "80.00", "76.25"):
        assert f">{score}" not in text
    assert "83.25" not in text


def test_j4_08_an_audit_seat_has_no_checklist(client, at):
    at(NOON)
    enrollment = audit_enrollment(room().cohort)
    user = UserFactory()
    enrollment.person.user = user
    enrollment.person.save()
    client.force_login(user)
    response = client.get(reverse("lms_portal:my_enrollment", args=[enrollment.public_id]))
    assert 'class="checklist"' not in response.text


def test_payment_facts_name_total_offer_and_moment(file):
    from payments.models import Payment

    world, show = file
    order = ordered(world.enrollment, status="paid")
    paid_at = datetime.fromisoformat("2027-01-10T12:00:00+09:00")
    Payment.objects.create(order=order, amount_jpy=70400, status="paid", paid_at=paid_at, expires_at=paid_at)
    facts = dict(show().context["payment_facts"])
    assert facts["金額"] == "70,400円（税込）"
    assert facts["割引"] == "早期割引（通常価格 88,000円）"
    assert facts["お支払い日時"] == "2027年1月10日（日）12:00"


def test_attendance_appears_once_the_first_session_is_recorded(file):
    world, show = file
    assert show().context["attended"] == []
    first = world.cohort.sessions.order_by("position").first()
    AttendanceFactory(enrollment=world.enrollment, session=first, status="partial", late_minutes=15)
    AttendanceFactory(enrollment=ConfirmedEnrollmentFactory(pool=world.enrollment.pool), session=first, status="absent")
    rows = [(row.status, row.detail) for row in show().context["attended"]]
    assert rows == [(Attendance.Status.PARTIAL.label, "15分遅刻"), ("", ""), ("", ""), ("", "")]


@pytest.mark.parametrize("facts, queries", [((), 13), ((evaluated, marked), 18)])
def test_one_application_stays_within_its_queries(file, facts, queries, django_assert_num_queries):
    world, show = file
    for fact in facts:
        fact(world, *(("4444444", "5444444") if fact is evaluated else ()))
    show()
    with django_assert_num_queries(queries):
        show()


# Mails


def test_a_mail_is_read_again_by_its_reader_alone(client, trainee):
    sent = mail(trainee, status="sent", sent_at=datetime.fromisoformat(NOON), body="こんにちは\n<b>様</b>")
    address = reverse("lms_portal:my_mail", args=[sent.pk])
    client.force_login(trainee.user)
    assert "こんにちは<br>&lt;b&gt;様&lt;/b&gt;" in client.get(address).text
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


def test_a_withdrawn_mail_is_not_listed(page, trainee):
    mail(trainee, status="withdrawn")
    kept = mail(trainee)
    assert [each.pk for each in page().context["mails"]] == [kept.pk]


def test_mails_to_the_account_are_listed_too(page, trainee):
    for_staff = mail(trainee.user)
    assert [each.pk for each in page().context["mails"]] == [for_staff.pk]


def test_all_mails_are_paged(client, trainee):
    for _ in range(26):
        mail(trainee, created_at=datetime.fromisoformat(NOON) + timedelta(minutes=Message.objects.count()))
    client.force_login(trainee.user)
    address = reverse("lms_portal:my_mails")
    assert [len(client.get(f"{address}?page={number}").context["page"].object_list) for number in (1, 2)] == [25, 1]


def test_a_page_in_english_names_the_cohort_in_english_or_says_that_its_words_are_japanese(client, trainee, at):
    at(NOON)
    seat = ConfirmedEnrollmentFactory(person=trainee, pool=SeatPoolFactory(cohort=OpenCohortFactory(title="第7期")))
    day = CohortDayFactory(cohort=seat.cohort, position=1)
    ClassSessionFactory(day=day, title="経営戦略としてのCS理論")
    client.force_login(trainee.user)
    pages = ["/en/my/", f"/en/my/enrollments/{seat.public_id}/"]
    overview, own = (client.get(url).content.decode() for url in pages)
    assert ['<span lang="ja">第7期</span>' in text for text in (overview, own)] == [True, True]
    assert '<span lang="ja">経営戦略としてのCS理論</span>' in own
    seat.cohort.title_en = "Seventh term"
    seat.cohort.save()
    assert ["Seventh term" in client.get(url).content.decode() for url in pages] == [True, True]
    assert 'lang="ja">第7期' not in client.get(f"/my/enrollments/{seat.public_id}/").content.decode()


def test_a_mail_in_a_list_is_said_to_be_in_its_own_language(client, trainee, at):
    at(NOON)
    Message.objects.create(
        dedupe_key="x", kind="x", reader=Message.key_of(trainee), to_email="x@example.test", language="ja",
        subject="受講確定", body="x",
    )  # fmt: skip
    client.force_login(trainee.user)
    assert re.search(r'class="mails__subject"\s+lang="ja"', client.get("/en/my/mails/").content.decode())
