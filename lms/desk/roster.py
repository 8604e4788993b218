"""The roster of a cohort: who is in it, narrowed, found and sorted in the database, a page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.eligibility import Verdict
from cohorts.models import Cohort, Enrollment, ExamRecord, Person, SeatKind, StudyProgress
from courses.models import Lesson
from lms.desk.listing import CountedPaginator, counted
from lms.desk.permissions import User
from lms.desk.wording import STATUS_TONES
from lms.kernel import names
from payments.models import Order

KANA = ("person__family_kana", "person__given_kana", "pk")
SORTS: dict[str, tuple[str, ...]] = {
    "kana": KANA,
    "-kana": ("-person__family_kana", "-person__given_kana", "-pk"),
    "number": ("number",),
    "-number": ("-number",),
    "company": ("company", *KANA),
    "-company": ("-company", *KANA),
    "applied": ("submitted_at", "pk"),
    "-applied": ("-submitted_at", "-pk"),
}


class Prerequisite(models.TextChoices):
    """What is known of the Specialist level and the purpose, as the office reads it in a list."""

    NOT_NEEDED = "not_needed", gettext_lazy("not needed")
    MET = Verdict.MET.value, gettext_lazy("met")
    PROVISIONAL = Verdict.PROVISIONAL.value, gettext_lazy("provisional")
    REVIEW = Verdict.REVIEW.value, gettext_lazy("to be checked")
    NOT_MET = Verdict.NOT_MET.value, gettext_lazy("not met")
    UNKNOWN = "unknown", gettext_lazy("not recorded")


PREREQUISITE_TONES = {
    Prerequisite.MET: "success",
    Prerequisite.PROVISIONAL: "info",
    Prerequisite.REVIEW: "warning",
    Prerequisite.NOT_MET: "error",
}
NO_ORDER = "none"
PAYMENTS = [(NO_ORDER, gettext_lazy("nothing ordered")), *Order.Status.choices]
STATUSES = [choice for choice in Enrollment.Status.choices if choice[0] != Enrollment.Status.DRAFT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the roster is asked for, from its address; anything unknown is simply not asked."""

    q: str = ""
    status: str = ""
    kind: str = ""
    prerequisite: str = ""
    payment: str = ""
    sort: str = "kana"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        chosen = {name: asked.get(name, "") for name in FACETS}
        known = {name: value for name, value in chosen.items() if value in dict(FACETS[name][1])}
        sort = asked.get("sort", "")
        return cls(
            q=asked.get("q", "").replace("\0", "").strip()[:100], sort=sort if sort in SORTS else "kana", **known
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.chosen)

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name in FACETS if (value := getattr(self, name))}

    def query(self, **changes: str) -> str:
        asked = replace(self, **changes)
        kept = {name: getattr(asked, name) for name in self.__slots__}
        return urlencode({name: value for name, value in kept.items() if value and (name, value) != ("sort", "kana")})


FACETS: dict[str, tuple[Any, Sequence[tuple[str, Any]]]] = {
    "status": (gettext_lazy("Status"), STATUSES),
    "kind": (gettext_lazy("Kind of seat"), SeatKind.choices),
    "prerequisite": (gettext_lazy("Prerequisite"), Prerequisite.choices),
    "payment": (gettext_lazy("Payment"), PAYMENTS),
}


def people_of(cohort: Cohort, *, reader: User) -> QuerySet[Enrollment]:
    """Everybody who has applied, whatever became of it; no drafts, and nobody's own row."""
    return _judged(
        Enrollment.objects.filter(cohort=cohort)
        .exclude(status=Enrollment.Status.DRAFT)
        .exclude(person__in=Person.objects.filter(user_id=reader.pk or 0))  # a subquery, so that counting needs no join
    )


def _judged(people: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """With what the filters ask of them beside their own columns."""
    return people.annotate(
        prerequisite=_prerequisite(), payment=Coalesce(F("purchase__order__status"), Value(NO_ORDER))
    )


def _with_company(people: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """With the employer, which only sorting and reading need: counting everybody goes without its joins."""
    company = Coalesce(F("person__employer__name"), F("declaration__employer_name"), Value(""))
    return people.annotate(company=company)


def _prerequisite() -> Case:
    """A pass that was confirmed since the application was answered counts; a purpose to be agreed still waits."""
    passes = ExamRecord.objects.filter(level=ExamRecord.SPECIALIST, confirmed_at__isnull=False)
    verdict = KeyTextTransform("verdict", "eligibility")
    has_passed = Q(person__in=passes.filter(person__isnull=False).values("person"))
    return Case(
        When(kind=SeatKind.AUDIT, then=Value(Prerequisite.NOT_NEEDED.value)),
        When(Q(eligibility__verdict=Verdict.PROVISIONAL.value) & has_passed, then=Value(Prerequisite.MET.value)),
        default=Coalesce(verdict, Value(Prerequisite.UNKNOWN.value), output_field=models.CharField()),
        output_field=models.CharField(),
    )


def found(people: QuerySet[Enrollment], question: Question) -> QuerySet[Enrollment]:
    """Those the search words name, in any spelling of the name, by address or by the number of the application."""
    if not question.q:
        return people
    wanted = Q(number__icontains=question.q) | Q(person__employer__name__icontains=question.q)
    wanted |= Q(declaration__employer_name__icontains=question.q)
    for form in names.search_forms(question.q):
        wanted |= Q(person__search_key__contains=form)
    return people.filter(wanted)


def narrowed(people: QuerySet[Enrollment], question: Question) -> QuerySet[Enrollment]:
    return _with_company(found(people, question)).filter(**question.chosen).order_by(*SORTS[question.sort])


# Filters with counts -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with how many people it would leave beside the other filters."""

    label: str
    query: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    label: str
    choices: list[Choice]


class Tally:
    """How many people there are of each combination of the filters: one query answers every count of the page."""

    def __init__(self, people: QuerySet[Enrollment], question: Question) -> None:
        rows = found(people, question).order_by().values_list(*FACETS).annotate(count=Count("pk"))
        self.question = question
        self.cells = [(dict(zip(FACETS, values, strict=True)), count) for *values, count in rows]

    @cached_property
    def everybody(self) -> int:
        return sum(count for _cell, count in self.cells)

    @cached_property
    def total(self) -> int:
        return self._left_by(self.question.chosen)

    def _left_by(self, chosen: Mapping[str, str]) -> int:
        return sum(count for cell, count in self.cells if chosen.items() <= cell.items())

    def groups(self) -> list[ChoiceGroup]:
        """Every filter that would tell two people apart, and any that is chosen."""
        return [group for name in FACETS if len((group := self._group(name)).choices) > 2 or self._is_chosen(name)]

    def _is_chosen(self, name: str) -> bool:
        return bool(getattr(self.question, name))

    def _group(self, name: str) -> ChoiceGroup:
        label, values = FACETS[name]
        there = {cell[name] for cell, _count in self.cells} | {getattr(self.question, name)}
        offered = [("", _("All")), *((value, str(words)) for value, words in values if value in there)]
        return ChoiceGroup(str(label), [self._choice(name, value, words) for value, words in offered])

    def _choice(self, name: str, value: str, words: str) -> Choice:
        others = {key: kept for key, kept in self.question.chosen.items() if key != name}
        count = self._left_by({**others, name: value} if value else others)
        is_chosen = getattr(self.question, name) == value
        return Choice(words, self.question.query(**{name: value}), count, is_chosen)


# Rows ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is with the lessons of their seat: `done` of `count`."""

    done: int
    count: int

    @property
    def words(self) -> str:
        if not self.count:
            return ""
        return _("%(done)d of %(count)d") % {"done": self.done, "count": self.count}


def with_preparation(people: QuerySet[Enrollment], cohort: Cohort) -> QuerySet[Enrollment]:
    """Annotated with `lessons` of the seat and how many are `done`: what the sheet of preparation counts as well."""
    lessons = Lesson.objects.live().of_edition(cohort.curriculum_id).order_by()
    studied = StudyProgress.objects.filter(enrollment=OuterRef("pk"), done_at__isnull=False, lesson__in=lessons)
    of_seat = [When(kind=kind, then=counted(lessons.for_seat(kind))) for kind in SeatKind.values]
    return people.annotate(lessons=Case(*of_seat, output_field=models.IntegerField()), done=counted(studied.order_by()))


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the roster, in the words of the list."""

    enrollment: Enrollment
    company: str
    status: str
    status_tone: str
    prerequisite: str
    prerequisite_tone: str
    payment: str
    payment_tone: str
    progress: Progress


def page_of(people: QuerySet[Enrollment], tally: Tally, number: Any) -> Any:
    """Where the page asked for begins and ends; nothing is read yet."""
    return CountedPaginator(narrowed(people, tally.question), count=tally.total).get_page(number)


def rows_of(cohort: Cohort, page: QuerySet[Enrollment]) -> list[Row]:
    """The rows of one page, in one query: keys are sorted alone, and everything else is read for the people shown."""
    of_page = _with_company(_judged(Enrollment.objects.filter(pk__in=page.values("pk"))))
    shown = with_preparation(of_page, cohort).select_related("person")
    return [_row(one) for one in shown.order_by(*page.query.order_by)]


def _row(enrollment: Any) -> Row:
    prerequisite = Prerequisite(enrollment.prerequisite)
    return Row(
        enrollment=enrollment,
        company=enrollment.company,
        status=enrollment.get_status_display(),
        status_tone=STATUS_TONES.get(enrollment.status, ""),
        prerequisite=str(prerequisite.label),
        prerequisite_tone=PREREQUISITE_TONES.get(prerequisite, ""),
        payment="" if enrollment.payment == NO_ORDER else str(Order.Status(enrollment.payment).label),
        payment_tone=STATUS_TONES.get(enrollment.payment, ""),
        progress=Progress(enrollment.done, enrollment.lessons),
    )


# The roster as a sheet -----------------------------------------------------------------------------------------------

COLUMNS: dict[str, tuple[Any, int]] = {
    "number": (gettext_lazy("Application number"), 16),
    "name": (gettext_lazy("Name"), 20),
    "kana": (gettext_lazy("Name in katakana"), 22),
    "company": (gettext_lazy("Employer"), 28),
    "email": (gettext_lazy("E-mail"), 30),
    "phone": (gettext_lazy("Telephone"), 18),
    "kind": (gettext_lazy("Kind of seat"), 16),
    "status": (gettext_lazy("Status"), 14),
    "prerequisite": (gettext_lazy("Prerequisite"), 14),
    "payment": (gettext_lazy("Payment"), 14),
    "done": (gettext_lazy("Lessons done"), 12),
    "count": (gettext_lazy("Lessons of the seat"), 14),
    "applied": (gettext_lazy("Applied at"), 18),
    "confirmed": (gettext_lazy("Confirmed at"), 18),
}
READ = (
    "number", "person__family_name", "person__given_name", "person__family_kana", "person__given_kana",
    "company", "person__email", "person__phone", "kind", "status", "prerequisite", "payment", "done", "lessons",
    "submitted_at", "confirmed_at",
)  # fmt: skip


def lines_of(cohort: Cohort, people: QuerySet[Enrollment]) -> Iterator[tuple[object, ...]]:
    """Everybody asked for as a line of the sheet: one query, read in portions, so that memory stays small."""
    words = {name: {value: str(label) for value, label in choices} for name, (_label, choices) in FACETS.items()}
    rows = with_preparation(_with_company(people), cohort).values_list(*READ)
    for number, family, given, family_kana, given_kana, company, email, phone, *rest in rows.iterator(chunk_size=2000):
        kind, status, prerequisite, payment, *counted = rest
        yield (
            number,
            f"{family} {given}",
            f"{family_kana} {given_kana}".strip(),
            company,
            email,
            phone,
            words["kind"][kind],
            words["status"][status],
            words["prerequisite"][prerequisite],
            words["payment"][payment],
            *counted,
        )
