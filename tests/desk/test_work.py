"""The work queue: what waits out of many models, overdue first, whose it is, and the same number as the board says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.models import Consultation, Enrollment
from lms.desk.models import WorkItem
from lms.desk.work import Question, listed, pieces, tallies
from lms.kernel.calendar import JST
from payments.models import OfferExtension, Refund
from tests.cast import create
from tests.desk.test_roster import REVIEW, participant
from tests.factories.certification import user_with
from tests.factories.cohorts import OpenCohortFactory, PersonFactory
from tests.factories.payments import DiscountOfferFactory, PaymentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)  # a Wednesday
WORK = "/cms/desk/work/"


@pytest.fixture(autouse=True)
def wednesday(at):
    at(NOW.isoformat())


@pytest.fixture
def cohort():
    return OpenCohortFactory(title="2026年度 養成講座")


def number_to_check(cohort, family="見本", *, on=date(2027, 1, 19), **fields):
    since = datetime(on.year, on.month, on.day, 12, tzinfo=JST)
    eligibility = {**REVIEW, "needs": ["number_check"]}
    fields = {
        "status": "under_review",
        "confirmed_at": None,
        "submitted_at": since,
        "eligibility": eligibility,
        **fields,
    }
    return participant(cohort, family, **fields)


def consultation(cohort, *, due_on):
    enrollment = number_to_check(cohort, eligibility={**REVIEW, "needs": ["consultation"]})
    return Consultation.objects.create(
        enrollment=enrollment, cause="purpose_consultation", due_on=due_on, opened_at=NOW - timedelta(days=1)
    )


def offer(cohort, *, until):
    return participant(cohort, status="offered", confirmed_at=None, waitlisted_at=NOW, hold_until=until)


def shown(office, **query):
    return office.get(WORK, query).context["object_list"]


def test_j9_06_what_is_overdue_stands_first_out_of_every_queue(office, cohort):
    number_to_check(cohort, "水曜", on=date(2027, 1, 20))
    late = number_to_check(cohort, "先週", on=date(2027, 1, 14))
    talk = consultation(cohort, due_on=date(2027, 1, 21))
    seat = offer(cohort, until=datetime(2027, 1, 20, 14, 59, tzinfo=UTC))
    refund = Refund.objects.create(payment=PaymentFactory(status="paid", paid_at=NOW), amount_jpy=100, created_at=NOW)
    rows = [(piece.queue.kind.value, piece.key, piece.due_on, piece.is_late) for piece in shown(office)]
    assert rows == [
        ("number", late.pk, date(2027, 1, 18), True),
        ("offer", seat.pk, date(2027, 1, 20), False),
        ("consultation", talk.pk, date(2027, 1, 21), False),
        ("number", Enrollment.objects.get(person__family_name="水曜").pk, date(2027, 1, 22), False),
        ("refund", refund.pk, date(2027, 1, 27), False),
    ]


@pytest.mark.parametrize(
    "since, due",
    [
        (date(2027, 1, 20), date(2027, 1, 22)),
        (date(2027, 1, 15), date(2027, 1, 19)),  # over a weekend
        (date(2027, 1, 9), date(2027, 1, 13)),  # a Saturday before the holiday of the 11th
        (date(2026, 12, 28), date(2027, 1, 5)),  # over the closed days at the turn of the year
        (date(2026, 10, 1), date(2026, 10, 1)),  # long ago: overdue whatever the calendar says
    ],
)
def test_a_day_is_counted_in_working_days_of_the_office(office, cohort, since, due):
    number_to_check(cohort, on=since)
    (piece,) = shown(office)
    assert piece.due_on == due


def test_one_takes_work_and_finds_it_under_ones_own(office, secretariat, cohort):
    mine, other = number_to_check(cohort, "私"), number_to_check(cohort, "別")
    answer = office.post(reverse("lms_desk:work_take", args=["number", mine.pk]), {"next": f"{WORK}?kind=number"})
    assert answer["Location"] == f"{WORK}?kind=number"
    office.post(reverse("lms_desk:work_take", args=["number", mine.pk]))
    assert [piece.key for piece in shown(office, owner="mine")] == [mine.pk]
    assert [piece.key for piece in shown(office, owner="free")] == [other.pk]
    assert WorkItem.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="lms_desk.hand_over", user=secretariat).count() == 2


def test_work_is_handed_over_and_given_another_day(office, cohort):
    piece, colleague = (
        number_to_check(cohort),
        user_with("wagtailadmin.access_admin", "lms_cohorts.work_as_secretariat"),
    )
    url = reverse("lms_desk:work_act", args=["number", piece.pk])
    form = office.get(url).context["form"]
    assert create("stranger") not in form.fields["owner"].queryset
    office.post(url, {"owner": colleague.pk, "due_on": "2027-02-01"})
    (found,) = shown(office)
    assert (found.owner, found.due_on, found.is_mine) == (colleague, date(2027, 2, 1), False)
    office.post(url, {"owner": colleague.pk, "due_on": ""})
    assert shown(office)[0].due_on == date(2027, 1, 21)


def test_a_consultation_is_taken_by_its_own_act_and_its_promised_day_stays(office, secretariat, cohort):
    talk = consultation(cohort, due_on=date(2027, 1, 21))
    assert (
        "due_on" not in office.get(reverse("lms_desk:work_act", args=["consultation", talk.pk])).context["form"].fields
    )
    office.post(reverse("lms_desk:work_take", args=["consultation", talk.pk]))
    talk.refresh_from_db()
    assert (talk.owner, WorkItem.objects.count()) == (secretariat, 0)
    assert [piece.is_mine for piece in shown(office)] == [True]


def test_what_is_done_is_gone_and_cannot_be_taken(office, cohort):
    done = number_to_check(cohort)
    Enrollment.objects.filter(pk=done.pk).update(status="declined")
    assert shown(office) == []
    answer = office.post(reverse("lms_desk:work_take", args=["number", done.pk]))
    assert "対応が必要ではなくなりました" in office.get(answer["Location"]).text
    assert office.get(reverse("lms_desk:work_act", args=["number", done.pk])).status_code == 404
    assert WorkItem.objects.count() == 0


def test_nobody_works_on_their_own_application(office, secretariat, cohort):
    own = number_to_check(cohort, person=PersonFactory(user=secretariat))
    assert shown(office) == []
    office.post(reverse("lms_desk:work_take", args=["number", own.pk]))
    assert WorkItem.objects.count() == 0


def test_the_board_opens_exactly_what_it_counts(office, cohort):
    number_to_check(cohort)
    consultation(cohort, due_on=date(2027, 1, 1))
    offer(cohort, until=NOW)
    OfferExtension.objects.create(
        offer=DiscountOfferFactory(),
        ended_at=NOW,
        ends_at=NOW + timedelta(days=1),
        reason="x",
        asked_by=create("decider"),
    )
    board = [queue for queue in office.get(reverse("lms_desk:today")).context["queues"] if WORK in queue.url]
    assert [queue.count for queue in board] == [1, 1, 1, 1]
    for queue in board:
        assert len(office.get(queue.url).context["object_list"]) == queue.count


@pytest.mark.both_databases
def test_tallies_and_lists_agree_on_every_choice(secretariat, cohort):
    for number in range(3):
        piece = number_to_check(cohort, on=date(2027, 1, 12 + number))
    offer(cohort, until=NOW - timedelta(days=1))
    consultation(cohort, due_on=date(2027, 1, 25))
    WorkItem.objects.create(kind="number", key=piece.pk, owner=secretariat)
    found = tallies(reader=secretariat, now=NOW)
    for kind, tally in found.items():
        for owner in ("", "mine", "free"):
            rows = pieces(
                listed(Question(kind=kind.value, owner=owner), reader=secretariat, now=NOW), reader=secretariat, now=NOW
            )
            assert len(rows) == tally.of(owner)
            if not owner:
                assert sum(row.is_late for row in rows) == tally.late
    everything = listed(Question(), reader=secretariat, now=NOW)
    assert [row.due_on for row in pieces(everything, reader=secretariat, now=NOW)] == [
        date(2027, 1, 14), date(2027, 1, 15), date(2027, 1, 18), date(2027, 1, 19), date(2027, 1, 25),
    ]  # fmt: skip


@pytest.mark.parametrize("query", [{}, {"kind": "number"}, {"owner": "free"}])
@pytest.mark.parametrize("count", [2, 30])
def test_the_page_costs_the_same_for_any_amount_of_work(
    office, secretariat, cohort, count, query, django_assert_num_queries
):
    pieces_ = [number_to_check(cohort) for _each in range(count)]
    WorkItem.objects.create(kind="number", key=pieces_[0].pk, owner=secretariat)
    office.get(WORK, query)
    with django_assert_num_queries(11 if "owner" in query else 12):
        rows = office.get(WORK, query).context["object_list"]
    assert len(rows) == min(count - ("owner" in query), 25)


def test_editor_is_sent_away(client, editor):
    client.force_login(editor)
    assert client.get(WORK)["Location"] == reverse("wagtailadmin_home")
