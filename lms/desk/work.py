"""The work queue: what a person of the office has to do, whose it is and by when, out of many models in one list.

A queue is a queryset of its own model and a few paths; nothing is copied. The list is one UNION over the queues, sorted
and paged in the database, and costs the same for ten pieces of work and ten thousand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy

from lms.desk.models import WorkItem
from lms.desk.permissions import User
from lms.desk.work_queues import QUEUES, WorkQueue
from lms.kernel import calendar, conf
from lms.kernel.calendar import ONE_DAY, jst_date, start_of
from lms.kernel.clock import JST

LOOK_BACK = timedelta(days=60)
Kind = WorkItem.Kind


OWNERS = {"": gettext_lazy("All"), "mine": gettext_lazy("Mine"), "free": gettext_lazy("Taken by nobody")}
COLUMNS = ("w_kind", "w_key", "w_page", "w_due", "w_since", "w_owner", "w_title", "w_number", "w_about")


# What is asked -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which queue, whose work; anything unknown is simply not asked."""

    kind: str = ""
    owner: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        kind, owner = asked.get("kind", ""), asked.get("owner", "")
        return cls(kind=kind if kind in Kind.values else "", owner=owner if owner in OWNERS else "")

    def query(self, **changes: str) -> str:
        asked = replace(self, **changes)
        return urlencode({name: value for name in self.__slots__ if (value := getattr(asked, name))})


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of one kind there is: in all, the reader's, nobody's, and over its day."""

    all: int = 0
    mine: int = 0
    free: int = 0
    late: int = 0

    def of(self, owner: str) -> int:
        return {"": self.all, "mine": self.mine, "free": self.free}[owner]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work as the list shows it."""

    queue: WorkQueue
    key: int
    title: str
    number: str
    about: str
    since: datetime
    due_on: date
    owner: Any
    is_late: bool
    is_mine: bool
    url: str


# Reading -------------------------------------------------------------------------------------------------------------


def work_of(queue: WorkQueue, *, reader: User, now: datetime) -> Any:
    """The rows of one queue with the columns of the list; nobody's own application."""
    rows = queue.rows()
    if queue.person:
        rows = rows.exclude(**{f"{queue.person}__user_id": reader.pk or 0})
    said = WorkItem.objects.filter(kind=queue.kind, key=OuterRef("pk"))
    own = F(queue.owner) if queue.owner else Value(None, output_field=IntegerField())
    return rows.order_by().annotate(
        w_kind=Value(queue.kind.value, output_field=CharField()),
        w_key=F("pk"),
        w_page=F(queue.page_key),
        w_due=Coalesce(Subquery(said.values("due_on")[:1]), _due(queue, now), output_field=DateField()),
        w_since=F(queue.since),
        w_owner=Coalesce(Subquery(said.values("owner")[:1]), own, output_field=IntegerField()),
        w_title=_title(queue),
        w_number=_words(queue.number),
        w_about=_words(queue.about),
    )


def tallies(*, reader: User, now: datetime) -> dict[WorkItem.Kind, Tally]:
    """Every count of the page and of the board, in one query."""
    today = jst_date(now)
    counted = [
        work_of(queue, reader=reader, now=now)
        .values("w_kind")
        .annotate(
            n=Count("pk"),
            mine=Count("pk", filter=Q(w_owner=reader.pk)),
            free=Count("pk", filter=Q(w_owner__isnull=True)),
            late=Count("pk", filter=Q(w_due__lt=today)),
        )
        .values_list("w_kind", "n", "mine", "free", "late")
        for queue in QUEUES.values()
    ]
    found = {Kind(kind): Tally(*counts) for kind, *counts in counted[0].union(*counted[1:], all=True)}
    return {kind: found.get(kind, Tally()) for kind in QUEUES}


def listed(question: Question, *, reader: User, now: datetime) -> Any:
    """The rows asked for, what is overdue first, then by their day: sliced by whoever shows them."""
    queues = [QUEUES[Kind(question.kind)]] if question.kind else list(QUEUES.values())
    branches = [_owned(work_of(queue, reader=reader, now=now), question.owner, reader) for queue in queues]
    rows = [branch.values_list(*COLUMNS) for branch in branches]
    merged = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    return merged.order_by("w_due", "w_since", "w_kind", "w_key")


def pieces(rows: Any, *, reader: User, now: datetime) -> list[Piece]:
    """Rows of `listed` as the page shows them; one query for the names of those in charge."""
    found = list(rows)
    owners = get_user_model().objects.in_bulk({row[5] for row in found if row[5]})
    return [_piece(row, owners, reader=reader, today=jst_date(now)) for row in found]


def piece_of(kind: WorkItem.Kind, key: int, *, reader: User, now: datetime) -> Piece | None:
    """One piece of work, as long as it waits and is not about the reader."""
    rows = work_of(QUEUES[kind], reader=reader, now=now).filter(pk=key).values_list(*COLUMNS)
    return next(iter(pieces(rows, reader=reader, now=now)), None)


def _owned(rows: Any, owner: str, reader: User) -> Any:
    if owner == "mine":
        return rows.filter(w_owner=reader.pk)
    return rows.filter(w_owner__isnull=True) if owner == "free" else rows


def _title(queue: WorkQueue) -> Any:
    if queue.title:
        return _words(queue.title)
    return Concat(f"{queue.person}__family_name", Value(" "), f"{queue.person}__given_name", output_field=CharField())


def _words(path: str) -> Any:
    return Cast(F(path), CharField()) if path else Value("", output_field=CharField())


def _due(queue: WorkQueue, now: datetime) -> Any:
    """Its own day, the day of a moment, or so many working days after it began."""
    if queue.due:
        return F(queue.due)
    if queue.due_moment:
        return TruncDate(queue.due_moment, tzinfo=JST)
    return _working_days(queue.since, queue.days, jst_date(now))


def _working_days(since: str, days: int, today: date) -> Case:
    """The calendar of the office as an expression: one case for each day on which something falls due.

    What began longer ago than `LOOK_BACK` is due for so long that its first day orders it well enough.
    """
    is_closed = calendar.office_closed(conf.OFFICE_CLOSURES)
    cases: list[When] = []
    due_before: date | None = None
    day = today - LOOK_BACK
    while day <= today:
        due = calendar.add_business_days(day, days, is_closed=is_closed)
        if due != due_before:
            cases.append(When(**{f"{since}__gte": start_of(day)}, then=Value(due)))
            due_before = due
        day += ONE_DAY
    return Case(*reversed(cases), default=TruncDate(since, tzinfo=JST), output_field=models.DateField())


def _piece(row: tuple[Any, ...], owners: Mapping[int, Any], *, reader: User, today: date) -> Piece:
    kind, key, page, due, since, owner, title, number, about = row
    queue = QUEUES[Kind(kind)]
    return Piece(
        queue=queue,
        key=key,
        title=title,
        number=number,
        about=about,
        since=since,
        due_on=due,
        owner=owners.get(owner) if owner else None,
        is_late=due < today,
        is_mine=owner is not None and owner == reader.pk,
        url=reverse(queue.page, args=[page]),
    )


# For the board of the day --------------------------------------------------------------------------------------------


def queue_url(kind: WorkItem.Kind) -> str:
    return f"{reverse('lms_desk:work')}?{Question(kind=kind.value).query()}"
