"""T20: a request about personal data was received, and what the answer is."""

from datetime import datetime

from cohorts.models import DataRequest
from lms.kernel.actions.message import queue_message


def request_received(request: DataRequest, *, now: datetime) -> None:
    """Its number, how the person is identified, and the day by which an answer comes."""
    _to_person("data_request_received", request, now=now)


def request_answered(request: DataRequest, *, now: datetime) -> None:
    """What was done, or why not, with where to object."""
    _to_person("data_request_answered", request, now=now)


def _to_person(message: str, request: DataRequest, *, now: datetime) -> None:
    person = request.person
    if not person.email:
        return
    queue_message(
        kind=f"cohorts.email.{message}",
        dedupe_key=f"{message}:{request.number}",
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={
            "request": request,
            "is_granted": request.status == DataRequest.Status.GRANTED,
            "is_deletion": request.kind == DataRequest.Kind.DELETION,
        },
        reader=person,
        about=request,
        now=now,
    )
