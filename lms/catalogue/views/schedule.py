"""Every cohort of every course, and each by itself."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from cohorts.models import Cohort
from cohorts.schedule import timetable_of_cohort
from lms.catalogue.facts import description_of, facts_of
from lms.catalogue.filters import Filters, choice_groups, month_words
from lms.catalogue.history import history_of
from lms.catalogue.month import WEEKDAYS, month_of, month_to_show
from lms.catalogue.rows import groups
from lms.catalogue.structured import cohort_data
from lms.checkout.card import CohortCard
from lms.checkout.offering import cards
from lms.kernel import clock
from lms.kernel.access import public
from lms.kernel.models import profile_of
from lms.kernel.visitor_cache import for_visitors


@public
@for_visitors
@require_GET
def schedule(request: HttpRequest) -> HttpResponse:
    """A list by month, or one month as a calendar; filters live in the address and need no script."""
    filters = Filters.of(request.GET)
    everything = cards(Cohort.objects.public(), now=clock.now())
    context = {"filters": filters, "choices": choice_groups(everything, filters)}
    if request.GET.get("view") == "calendar":
        return _calendar(request, context, everything)
    found = filters.narrow(everything)
    return render(request, "lms_catalogue/schedule.html", {**context, "groups": groups(found), "count": len(found)})


def _calendar(request: HttpRequest, context: dict[str, object], everything: list[CohortCard]) -> HttpResponse:
    """Held ones too: a calendar of last month that is empty would be wrong."""
    filters = Filters.of(request.GET)
    first = month_to_show(filters.month, everything, today=clock.today())
    found = replace(filters, month="").narrow_whenever(everything)
    month = month_of(found, first=first, today=clock.today())
    held = [card for card in found if any(day.date and day.date.replace(day=1) == first for day in card.days)]
    shown = {
        **context,
        "month": month,
        "name": month_words(f"{first:%Y-%m}"),
        "weekdays": [str(weekday) for weekday in WEEKDAYS],
        "earlier": filters.query(month=month.earlier),
        "later": filters.query(month=month.later),
        "groups": groups(held),
    }
    return render(request, "lms_catalogue/calendar.html", shown)


@public
@for_visitors
@require_GET
def cohort(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one cohort."""
    found = get_object_or_404(Cohort.objects.public().select_related("venue"), code=code)
    (card,) = cards(Cohort.objects.filter(pk=found.pk), now=clock.now())
    context = {
        "card": card,
        "rows": facts_of(card, found.venue),
        "description": description_of(card),
        "days": timetable_of_cohort(found),
        "history": history_of(found),
        "data": cohort_data(card, organizer=profile_of(request).display_name),
    }
    return render(request, "lms_catalogue/cohort.html", context)
