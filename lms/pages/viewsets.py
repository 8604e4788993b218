"""The list of course pages in the admin: which course each shows, and when it is held next."""

from typing import Any, ClassVar

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet

from cohorts.models import Cohort
from lms.kernel import clock
from lms.pages.models import CoursePage
from lms.templatetags.lms import long_date


def next_day_written(page: Any) -> str:
    return long_date(page.next_day)


class CoursePagesView(ExplorableIndexView):
    def annotate_queryset(self, pages: QuerySet[CoursePage]) -> QuerySet[CoursePage]:
        ahead = Cohort.objects.filter(course=OuterRef("course"), days__held_on__gte=clock.today())
        held = ahead.exclude(status__in=[Cohort.Status.ARCHIVED, Cohort.Status.CANCELED, Cohort.Status.POSTPONED])
        next_day = held.order_by().values("course").annotate(first=Min("days__held_on")).values("first")
        annotated: QuerySet[CoursePage] = super().annotate_queryset(pages.select_related("course"))
        return annotated.annotate(next_day=Subquery(next_day))


class CoursePageViewSet(PageViewSet):
    model = CoursePage
    index_view_class = CoursePagesView
    columns: ClassVar[list[Column]] = [
        *(column for column in ExplorableIndexView.base_columns if column.name in {"bulk_actions", "title"}),
        Column("course", label=_("course"), accessor="course"),
        Column("next_day", label=_("Next course day"), accessor=next_day_written),
        *(column for column in ExplorableIndexView.base_columns if column.name.startswith(("latest", "status"))),
    ]
