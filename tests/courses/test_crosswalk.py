"""The data suggests, a person decides, and the history keeps both."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.actions.crosswalk import (
    NotAtThatPoint,
    OnlyPeopleDecide,
    ReasonMissing,
    decide_crosswalk,
    dismiss_crosswalk,
    propose_crosswalk,
    reopen_crosswalk,
)
from courses.framework_viewsets import fits
from courses.models import CrosswalkEntry
from lms.kernel.actor import Actor
from tests.courses.published import EXPECTED
from tests.factories.frameworks import published_framework

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
MACHINE = Actor.process("importer")
Status = CrosswalkEntry.Status


@pytest.fixture
def versions():
    return published_framework()


@pytest.fixture
def person(secretariat):
    return Actor.person(secretariat)


@pytest.fixture
def entry(versions):
    return propose_crosswalk(*versions, by=MACHINE)[0]


def sides(entry):
    return [entry.sources.get().code, [each.code for each in entry.targets.all()]]


def test_what_the_data_suggests_becomes_suggestions(versions):
    made = propose_crosswalk(*versions, by=MACHINE)
    assert sorted(map(sides, made)) == sorted(EXPECTED["suggestions"])
    assert {(each.status, each.kind, each.decided_by) for each in made} == {("suggested", "split", None)}


def test_suggesting_again_adds_nothing_not_even_what_was_turned_down(versions, person, entry):
    dismiss_crosswalk(entry, reason="別の内容である。", by=person, now=NOW)
    assert propose_crosswalk(*versions, by=MACHINE) == []
    assert CrosswalkEntry.objects.count() == 5


def test_a_person_decides_with_a_reason(person, entry):
    decided = decide_crosswalk(entry, reason="委員会で確認した。", by=person, now=NOW)
    assert (decided.status, decided.reason, decided.decided_by, decided.decided_at) == (
        "decided", "委員会で確認した。", person.user, NOW,
    )  # fmt: skip
    line = ModelLogEntry.objects.filter(action="lms_courses.decide_crosswalk").get()
    assert (line.user, line.data["reason"]) == (person.user, "委員会で確認した。")


@pytest.mark.parametrize("settle", [decide_crosswalk, dismiss_crosswalk])
def test_a_program_settles_nothing(entry, settle):
    with pytest.raises(OnlyPeopleDecide):
        settle(entry, reason="一致する。", by=MACHINE, now=NOW)
    entry.refresh_from_db()
    assert entry.status == Status.SUGGESTED


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_decision_needs_a_reason(person, entry, reason):
    with pytest.raises(ReasonMissing):
        decide_crosswalk(entry, reason=reason, by=person, now=NOW)


def test_what_is_settled_is_reopened_first(person, entry):
    decide_crosswalk(entry, reason="一致する。", by=person, now=NOW)
    with pytest.raises(NotAtThatPoint):
        dismiss_crosswalk(entry, reason="一致しない。", by=person, now=NOW)
    assert reopen_crosswalk(entry, by=person).status == Status.SUGGESTED
    with pytest.raises(NotAtThatPoint):
        reopen_crosswalk(entry, by=person)
    assert dismiss_crosswalk(entry, reason="一致しない。", by=person, now=NOW).status == Status.DISMISSED


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "decided"},
        {"status": "decided", "decided_at": NOW, "reason": "理由"},
        {"decided_at": NOW},
    ],
)
def test_the_database_knows_that_a_decision_is_a_persons(entry, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        CrosswalkEntry.objects.filter(pk=entry.pk).update(**fields)


@pytest.mark.parametrize(
    "kind,sources,targets,expected",
    [
        ("successor", 1, 1, True),
        ("successor", 1, 2, False),
        ("successor", 2, 1, False),
        ("split", 1, 2, True),
        ("split", 1, 1, False),
        ("split", 2, 2, False),
        ("merge", 2, 1, True),
        ("merge", 1, 1, False),
        ("merge", 2, 2, False),
    ],
)
def test_the_sides_fit_the_kind(kind, sources, targets, expected):
    assert fits(kind, sources, targets) is expected


# The screen


def send(client, url, old, new, kind, sources, targets):
    fields = {
        "source_version": old.pk,
        "target_version": new.pk,
        "kind": kind,
        "sources": [each.pk for each in sources],
        "targets": [each.pk for each in targets],
    }
    return client.post(url, fields)


@pytest.fixture
def office(client, secretariat):
    secretariat.is_staff = secretariat.is_superuser = True
    secretariat.save()
    client.force_login(secretariat)
    return client


ADD = "wagtailsnippets_lms_courses_crosswalkentry:add"


def test_staff_enters_a_merger(office, versions):
    old, new = versions
    sources = old.competencies.filter(code__in=["AR-4", "OP-8"])
    assert (
        send(office, reverse(ADD), old, new, "merge", sources, new.competencies.filter(code="AU-2")).status_code == 302
    )
    entry = CrosswalkEntry.objects.get()
    assert (entry.status, entry.basis, [each.code for each in entry.sources.all()]) == (
        "suggested", "staff", ["OP-8", "AR-4"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "kind,sources,words",
    [
        ("successor", ["AR-4", "OP-8"], "「後継」は一対一"),
        ("split", ["AR-4"], "「複数に分割」は一対多"),
    ],
)
def test_sides_that_do_not_fit_are_refused_beside_the_field(office, versions, kind, sources, words):
    old, new = versions
    targets = new.competencies.filter(code="AU-2")
    response = send(office, reverse(ADD), old, new, kind, old.competencies.filter(code__in=sources), targets)
    assert words in response.content.decode()
    assert not CrosswalkEntry.objects.exists()


def test_competencies_of_the_wrong_version_are_refused(office, versions):
    old, new = versions
    response = send(
        office,
        reverse(ADD),
        old,
        new,
        "successor",
        new.competencies.filter(code="AU-1"),
        new.competencies.filter(code="AU-2"),
    )
    assert "CMBOK 1.0 のコンピテンシーだけを選んでください。" in response.content.decode()


def test_a_settled_entry_is_not_edited(office, versions, person, entry):
    decide_crosswalk(entry, reason="一致する。", by=person, now=NOW)
    url = reverse("wagtailsnippets_lms_courses_crosswalkentry:edit", args=[entry.pk])
    response = send(office, url, *versions, "successor", entry.sources.all(), list(entry.targets.all())[:1])
    assert "決着済みの読み替えです" in response.content.decode()
    assert entry.targets.count() == 4
