"""The public API says what the public pages say, to anyone, and changes nothing."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from cohorts import conf
from cohorts.actions.cohort import postpone_cohort
from cohorts.actions.license import revoke_license, suspend_license
from cohorts.models import Cohort, SeatPool
from lms.api.api import api
from lms.checkout.models import Listing
from lms.checkout.offering import cards
from lms.kernel import clock
from lms.kernel.access import access_rule
from tests.factories.certification import OFFICE, licensed
from tests.factories.cohorts import CohortDayFactory, CohortFactory
from tests.factories.standalone import UserFactory
from tests.world import open_world

pytestmark = pytest.mark.django_db
COHORTS = "/api/v1/cohorts"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def world(at):
    return open_world(now=at("2026-12-10T10:00:00+09:00"))


def license_of(client, number, **query):
    return client.get(f"/api/v1/licenses/{number}", query)


# The door


def test_every_operation_is_declared_public_and_only_reads():
    operations = [operation for path in _paths() for operation in path.operations]
    declared = {(*one.methods, access_rule(one.view_func).name) for one in operations}
    assert declared == {("GET", "public")}


def _paths():
    return [path for _prefix, router in api._routers for path in router.path_operations.values()]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [COHORTS, "/api/v1/licenses/CSI-2026-0001-8"])
def test_nothing_can_be_sent(client, method, path):
    assert getattr(client, method)(path).status_code == 405


def test_there_is_no_page_of_the_frameworks_own(client):
    assert client.get("/api/v1/").status_code == 404


def test_the_description_lists_every_question(client):
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1.")
    assert {path: list(methods) for path, methods in described["paths"].items()} == {
        COHORTS: ["get"],
        f"{COHORTS}/{{code}}": ["get"],
        "/api/v1/courses": ["get"],
        "/api/v1/search": ["get"],
        "/api/v1/licenses/{number}": ["get"],
        "/api/v1/frameworks": ["get"],
        "/api/v1/frameworks/{code}/{version}": ["get"],
        "/api/v1/frameworks/{code}/diff/{old}/{new}": ["get"],
        "/api/v1/outlines": ["get"],
        "/api/v1/outlines/{slug}": ["get"],
        "/api/v1/exam-levels": ["get"],
        "/api/v1/exam-levels/{code}": ["get"],
        "/api/v1/exam-levels/{code}/verdict": ["get"],
    }
    # Scores and filters are asked as parameters one by one; the framework lists their groups besides.
    grouped = {"#/components/schemas/GivenScores", "#/components/schemas/ScheduleQuery"}
    assert known(described) - references_in(described) == grouped
    assert references_in(described) <= known(described)


def references_in(node) -> set[str]:
    """Every schema the description points to."""
    if isinstance(node, dict):
        own = {node["$ref"]} if "$ref" in node else set()
        return own.union(*(references_in(value) for value in node.values()))
    return set().union(*map(references_in, node)) if isinstance(node, list) else set()


def known(described) -> set[str]:
    return {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}


# Cohorts


def test_an_open_cohort_with_its_early_price(client, world):
    answer = client.get(COHORTS).json()
    assert answer == [
        {
            "code": "2026",
            "title": "2026年度 CS実務教育インストラクター養成講座",
            "course": "cs-instructor",
            "fiscal_year": 2026,
            "state": "open",
            "state_label": "受付中",
            "reason": None,
            "may_apply": True,
            "cta": {"kind": "apply", "label": "申し込む", "url": "http://127.0.0.1:8000/apply/2026/"},
            "days": [
                {"position": 1, "date": "2027-02-18", "opens_at": "10:00:00", "closes_at": "17:00:00"},
                {"position": 2, "date": "2027-02-19", "opens_at": "09:00:00", "closes_at": "16:00:00"},
            ],
            "venue": "研修センター 第1研修室",
            "venue_address": "東京都見本区見本1-2-3",
            "is_online": False,
            "applications_open_at": "2026-11-10T10:00:00+09:00",
            "last_moment_to_apply": "2027-01-31T23:59:59+09:00",
            "seats": [
                {
                    "kind": "certification",
                    "state": "open",
                    "list_price_jpy": 88_000,
                    "price_jpy": 70_400,
                    "offer": "早期割引",
                    "offer_last_moment": "2026-12-31T23:59:59+09:00",
                    "seats_left": 10,
                },
                {
                    "kind": "audit",
                    "state": "open",
                    "list_price_jpy": 44_000,
                    "price_jpy": 44_000,
                    "offer": None,
                    "offer_last_moment": None,
                    "seats_left": 10,
                },
            ],
            "url": "http://127.0.0.1:8000/schedule/2026/",
        }
    ]
    assert client.get(f"{COHORTS}/2026").json() == answer[0]


@pytest.mark.parametrize("code", ["nowhere", "old"])
def test_a_cohort_that_is_not_public_is_not_found(client, world, code):
    CohortFactory(code="old", status=Cohort.Status.ARCHIVED)
    assert client.get(f"{COHORTS}/{code}").status_code == 404


@pytest.mark.parametrize(
    "query,codes", [("", ["2026", "spring"]), ("open=1", ["2026"]), ("kind=audit", ["2026"]), ("month=2027-03", [])]
)
def test_the_filters_of_the_schedule_narrow_the_answer(client, world, query, codes):
    CohortFactory(code="spring")
    assert [one["code"] for one in client.get(f"{COHORTS}?{query}").json()] == codes


def test_courses_name_their_cohorts_and_offer_news(client, world):
    assert client.get("/api/v1/courses").json() == [
        {
            "code": "cs-instructor",
            "title": "CS実務教育インストラクター養成講座",
            "summary": world.course.summary,
            "license_title": "CS実務インストラクター",
            "cohorts": ["2026"],
            "cta": {
                "kind": "interest_next",
                "label": "次回の開催案内を希望する",
                "url": "http://127.0.0.1:8000/interest/courses/cs-instructor/",
            },
        }
    ]


def test_after_the_offer_the_listed_price_is_the_price(client, world, at):
    at("2027-01-01T00:00:00+09:00")
    seat = client.get(COHORTS).json()[0]["seats"][0]
    assert (seat["list_price_jpy"], seat["price_jpy"], seat["offer"]) == (88_000, 88_000, None)


def test_what_is_undecided_is_null(client, world):
    Listing.objects.update(list_price_jpy=None)
    Cohort.objects.update(venue=None)
    world.cohort.days.update(held_on=None)
    (cohort,) = client.get(COHORTS).json()
    assert (cohort["state"], cohort["may_apply"], cohort["venue"]) == ("interest", False, None)
    assert [(day["date"], day["opens_at"]) for day in cohort["days"]] == [(None, "10:00:00"), (None, "09:00:00")]
    assert [(seat["list_price_jpy"], seat["price_jpy"]) for seat in cohort["seats"]] == [(None, None)] * 2


@pytest.mark.parametrize(
    "moment,taken,state",
    [
        ("2026-12-10T10:00:00+09:00", 0, "open"),
        ("2026-12-10T10:00:00+09:00", 8, "few_seats"),
        ("2026-12-10T10:00:00+09:00", 10, "full"),
        ("2027-01-31T23:59:00+09:00", 0, "open"),
        ("2027-02-01T00:00:00+09:00", 0, "closed"),
        ("2027-02-18T10:00:00+09:00", 0, "running"),
    ],
)
def test_the_state_is_the_state_of_the_page(client, world, at, moment, taken, state):
    at(moment)
    SeatPool.objects.update(taken=taken)
    (cohort,) = client.get(COHORTS).json()
    (card,) = cards(Cohort.objects.public(), now=clock.now())
    assert (cohort["state"], card.state.value, cohort["may_apply"]) == (state, state, card.is_open)


def test_a_postponed_cohort_is_told_and_an_evaluated_one_is_not(client, world):
    CohortFactory(status=Cohort.Status.EVALUATED)
    postpone_cohort(world.cohort, reason="会場の都合により", by=OFFICE)
    assert [(one["code"], one["state"], one["reason"]) for one in client.get(COHORTS).json()] == [
        ("2026", "postponed", "会場の都合により")
    ]


@pytest.mark.parametrize("count", [1, 5])
def test_many_cohorts_cost_as_many_queries_as_one(client, world, django_assert_num_queries, count):
    for _cohort in range(count - 1):
        CohortDayFactory()
    with django_assert_num_queries(2):
        assert len(client.get(COHORTS).json()) == count


# Licenses

NOON = "2027-06-01T12:00:00+09:00"
MAY = datetime(2027, 5, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def license_(at):
    at(NOON)
    return licensed()


def test_a_valid_license_names_nobody(client, license_):
    answer = license_of(client, license_.number)
    told = answer.json()
    assert told.pop("checked_at").startswith("2027-06-01T12:00")
    assert told == {
        "number": license_.number,
        "status": "valid",
        "title": "見本インストラクター",
        "valid_from": "2027-03-01",
        "valid_through": "2030-02-28",
        "since": "2027-03-01",
        "holder_name": None,
        "prefecture": None,
        "employer": None,
        "name_matches": None,
    }


def test_the_name_is_told_with_consent(client, at):
    at(NOON)
    assert license_of(client, licensed(name=True).number).json()["holder_name"] == "髙橋 美咲"


@pytest.mark.parametrize("name,matches", [("高橋美咲", True), ("見本花子", False)])
def test_a_typed_name_is_compared_without_being_told(client, license_, name, matches):
    told = license_of(client, license_.number, name=name).json()
    assert (told["name_matches"], told["holder_name"]) == (matches, None)


@pytest.mark.parametrize("end,status", [(suspend_license, "suspended"), (revoke_license, "revoked")])
def test_an_ended_license_says_so_and_not_why(client, license_, end, status):
    end(license_, reason="内部の理由", by=OFFICE, now=MAY)
    answer = license_of(client, license_.number)
    assert answer.json()["status"] == status
    assert "内部の理由" not in answer.content.decode()


def test_unknown_and_impossible_numbers_get_the_same_answer(client, license_):
    unknown = license_of(client, "CSI-2026-9999-0")
    for number in ("x", "CSI-2026-0001-0", "%20", "CSI-2026-0001-8'--", "1" * 500):
        answer = license_of(client, number)
        assert (answer.status_code, answer.content) == (404, unknown.content)


def test_many_questions_from_one_address_are_slowed_down(license_):
    client = Client(REMOTE_ADDR="203.0.113.7")
    answers = [license_of(client, license_.number).status_code for _ in range(conf.VERIFICATIONS_PER_MINUTE + 1)]
    assert answers == [200] * conf.VERIFICATIONS_PER_MINUTE + [429]
    assert license_of(Client(REMOTE_ADDR="203.0.113.8"), license_.number).status_code == 200


def test_a_signed_in_reader_learns_no_more(client, license_):
    anonymous = license_of(Client(), license_.number).json()
    client.force_login(UserFactory())
    signed_in = license_of(client, license_.number).json()
    assert {**signed_in, "checked_at": ""} == {**anonymous, "checked_at": ""}
