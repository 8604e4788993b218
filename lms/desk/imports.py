"""What the page of an import shows: rows with their verdict, what was accepted, and in which words."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import HeaderButton

from cohorts.imports.plan import Plan, Verdict
from cohorts.models import DataImport, ImportEffect
from lms.desk.listing import CountedPaginator

Text = str | Promise
PER_PAGE = 50
ACCEPTED, DISCARDED = "accepted", "discarded"
LABELS: dict[str, Text] = {
    Verdict.NEW: _("new"),
    Verdict.CHANGED: _("changed"),
    Verdict.UNCLEAR: _("to be looked at"),
    Verdict.UNREADABLE: _("cannot be read"),
    Verdict.SAME: _("the same"),
    ACCEPTED: _("accepted"),
}
EXPLAINED: dict[str, Text] = {
    Verdict.NEW: _("Nothing is stored of these rows yet."),
    Verdict.CHANGED: _("These rows are stored already and say something else. An empty cell changes nothing."),
    Verdict.UNCLEAR: _("A list cannot answer this. Look at each row; nothing is guessed."),
    Verdict.UNREADABLE: _("Correct these cells in the file and upload it again, or leave the rows out."),
    Verdict.SAME: _("These rows say what is stored already. There is nothing to do."),
    ACCEPTED: _("These rows have been carried out. They are never carried out twice."),
}
#: Where the rows an import wrote are read.
ROWS = {"lms_cohorts.examrecord": "examrecord", "lms_cohorts.person": "person", "lms_cohorts.license": "license"}
KIND_TITLES: dict[str, Text] = {
    DataImport.Kind.EXAM_RECORDS: _("Import exam results"),
    DataImport.Kind.PEOPLE: _("Import people"),
    DataImport.Kind.LICENSES: _("Import licenses of the old numbering"),
}


def import_button(kind: str) -> HeaderButton:
    """On the list whose rows it brings."""
    return HeaderButton(_("Import from a file"), url=reverse("lms_desk:new_import", args=[kind]), icon_name="upload")


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: Text
    count: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    effect: ImportEffect
    url: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    tabs: tuple[Tab, ...]
    shown: str
    explained: Text
    rows: Page[Any]
    acceptable: int
    undoable: int
    has_choices: bool


def with_counts(imports: QuerySet[DataImport]) -> QuerySet[DataImport]:
    """With how many rows were `accepted`, and of how many that is `standing` because nobody took it back."""
    accepted = Count("rows__effect")
    return imports.annotate(accepted=accepted, standing=Count("rows__effect", filter=Q(rows__effect__undone_at=None)))


def import_page(data_import: Any, plan: Plan, *, show: str, page: str) -> ImportPage:
    """What the page shows of a row of `with_counts`."""
    counts: dict[str, int] = {verdict.value: count for verdict, count in plan.counts().items()}
    counts[ACCEPTED] = data_import.accepted
    shown = show if show in LABELS else next((name for name in LABELS if counts[name]), Verdict.NEW.value)
    if shown == ACCEPTED:
        effects = ImportEffect.objects.filter(row__data_import=data_import)
        listed: Any = effects.select_related("row", "accepted_by").order_by("row__number")
    else:
        listed = plan.of(Verdict(shown))
    found = CountedPaginator(listed, PER_PAGE, count=counts[shown]).get_page(page)
    if shown == ACCEPTED:
        found.object_list = [Accepted(effect, url_of(effect)) for effect in found.object_list]
    return ImportPage(
        tabs=tuple(Tab(name, label, counts[name], name == shown) for name, label in LABELS.items()),
        shown=shown,
        explained=EXPLAINED[shown],
        rows=found,
        acceptable=sum(row.may_be_accepted for row in plan.rows),
        undoable=data_import.standing,
        has_choices=any(row.choices for row in plan.of(Verdict.UNCLEAR)) and shown == Verdict.UNCLEAR,
    )


def url_of(effect: ImportEffect) -> str:
    """Empty where undoing took the row away."""
    label, _colon, pk = effect.target.partition(":")
    if effect.undone_at and effect.is_new:
        return ""
    return reverse(f"lms_desk_{ROWS[label]}:inspect", args=[pk])
