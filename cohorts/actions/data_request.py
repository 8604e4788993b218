"""What somebody asks about their own data: received, the person identified, answered. T20 goes with each step."""

from datetime import datetime
from typing import Any, cast

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts import data_request_emails
from cohorts.actions.forgetting import forget_person
from cohorts.actions.person import PersonFields, update_person
from cohorts.models import DataRequest, Person
from cohorts.models.data_request import answer_due
from cohorts.people import lock_person
from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import fiscal_year, jst_date
from lms.kernel.obstacles import Obstacle

Kind, Status = DataRequest.Kind, DataRequest.Status
#: What a change of name may change.
NAMES = ("family_name", "given_name", "family_kana", "given_kana", "family_romaji", "given_romaji", "certificate_name")


class AlreadyAsked(Obstacle):
    message = _("The same request is being worked on already. You find it on your page.")


class RequestHasMoved(Obstacle):
    message = _("Somebody has changed this request in the meantime. Please look at it again.")


class EvidenceNeeded(Obstacle):
    message = _("A change of name needs a copy of an official document.")


def submit_data_request(
    person: Person,
    *,
    kind: str,
    words: str,
    new_names: dict[str, str] | None = None,
    evidence: "File[Any] | None" = None,
    evidence_type: str = "",
    by: Actor,
    now: datetime,
) -> DataRequest:
    """Keep a request, tell the person its number and the day by which an answer comes.

    Raises AlreadyAsked, EvidenceNeeded.
    """
    if kind == Kind.NAME_CHANGE and evidence is None:
        raise EvidenceNeeded
    request = DataRequest(
        person=person,
        kind=kind,
        words=words,
        new_names={name: value for name, value in (new_names or {}).items() if name in NAMES},
        evidence_type=evidence_type,
        received_at=now,
        due_on=answer_due(jst_date(now)),
    )
    if evidence is not None:
        request.evidence = evidence
    try:
        return _store(request, by=by, now=now)
    except IntegrityError as known:  # two clicks: the first one is being worked on
        raise AlreadyAsked from known


@transaction.atomic
def _store(request: DataRequest, *, by: Actor, now: datetime) -> DataRequest:
    request.person = lock_person(request.person)
    if DataRequest.objects.waiting().filter(person=request.person, kind=request.kind).exists():
        raise AlreadyAsked
    year = fiscal_year(jst_date(now))
    request.number = f"P-{year}-{next_number('data_request', period=year):04d}"
    request.save(force_insert=True)
    audit.record("lms_cohorts.submit_data_request", request, by=by, kind=request.kind)
    data_request_emails.request_received(request, now=now)
    return request


@transaction.atomic
def identify_person(request: DataRequest, *, how: str, by: Actor) -> DataRequest:
    """Somebody has made sure that the person is who they say. Raises RequestHasMoved."""
    owner = {"owner_id": by.user.pk} if by.user else {}
    return _move(request, Status.IDENTIFIED, "identify_person", by=by, identified_how=how, **owner)


@transaction.atomic
def grant_request(request: DataRequest, *, answer: str, by: Actor, now: datetime) -> DataRequest:
    """Do what was asked, as far as the law lets it be done, and tell the person; the evidence is destroyed.

    A change of name is written to the person; documents already issued stay. A deletion forgets the person. The others
    were done by hand, and `answer` says how. Raises RequestHasMoved, StillTakingPart.
    """
    granted = _move(request, Status.GRANTED, "grant_data_request", by=by, answer=answer, answered_at=now)
    data_request_emails.request_answered(granted, now=now)
    if granted.kind == Kind.NAME_CHANGE:
        update_person(granted.person, by=by, **_new_names(granted))
    if granted.kind == Kind.DELETION:
        forget_person(granted.person, by=by, now=now)
    return _without_evidence(granted, now=now)


@transaction.atomic
def refuse_request(request: DataRequest, *, answer: str, by: Actor, now: datetime) -> DataRequest:
    """Refuse with reasons the person reads (個人情報保護法36条); the evidence is destroyed. Raises RequestHasMoved."""
    refused = _move(request, Status.REFUSED, "refuse_data_request", by=by, answer=answer, answered_at=now)
    data_request_emails.request_answered(refused, now=now)
    return _without_evidence(refused, now=now)


@transaction.atomic
def withdraw_request(request: DataRequest, *, by: Actor, now: datetime) -> DataRequest:
    """The person no longer asks. Raises RequestHasMoved."""
    return _without_evidence(_move(request, Status.WITHDRAWN, "withdraw_data_request", by=by), now=now)


def _move(request: DataRequest, status: DataRequest.Status, act: str, *, by: Actor, **changes: Any) -> DataRequest:
    before = Status(request.status)
    rows = DataRequest.objects.filter(pk=request.pk, status=before)
    if status not in DataRequest.NEXT[before] or not rows.update(status=status, **changes):
        raise RequestHasMoved
    request.refresh_from_db()
    audit.record(f"lms_cohorts.{act}", request, by=by, before=before.value)
    return request


def _without_evidence(request: DataRequest, *, now: datetime) -> DataRequest:
    """Copies of identity papers are not kept after the check; the file goes once the answer is certain."""
    if request.evidence:
        name, storage = request.evidence.name, request.evidence.storage
        DataRequest.objects.filter(pk=request.pk).update(evidence="", evidence_destroyed_at=now)
        transaction.on_commit(lambda: storage.delete(str(name)))
        request.refresh_from_db()
    return request


def _new_names(request: DataRequest) -> PersonFields:
    names = cast("PersonFields", dict(request.new_names))
    before = request.person.family_name
    if names.get("family_name", before) != before:
        names["former_family_name"] = before
    return names
