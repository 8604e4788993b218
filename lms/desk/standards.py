"""What the desk adds to the screens of curricula and frameworks: who uses them, and the acts."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin.widgets.button import Button

from cohorts.models import Cohort
from courses.curriculum_panel import CurriculumFacts
from courses.models import CrosswalkEntry, Curriculum, Framework
from lms.desk.permissions import holds
from lms.desk.views.standards_acts import CROSSWALK, CURRICULUM

Act = tuple[str, str]


def curriculum_facts(curriculum: Curriculum) -> CurriculumFacts:
    """The cohorts that were scheduled with the edition, and what can be done with it."""
    cohorts = Cohort.objects.filter(curriculum=curriculum).order_by("-fiscal_year", "code")
    uses = [
        (f"{cohort.title} ({cohort.get_status_display()})", reverse("lms_desk_cohort:inspect", args=[cohort.pk]))
        for cohort in cohorts
    ]
    return CurriculumFacts(tuple(uses), tuple(curriculum_acts(curriculum)))


def curriculum_acts(curriculum: Curriculum) -> Iterator[Act]:
    yield gettext("Make a new version"), reverse("lms_desk:curriculum_version", args=[curriculum.pk])
    if not curriculum.is_current:
        yield gettext("Make this version current"), reverse("lms_desk:curriculum_current", args=[curriculum.pk])
    yield gettext("Competency coverage"), f"{reverse('lms_desk:coverage')}?curriculum={curriculum.pk}"


def crosswalk_acts(entry: CrosswalkEntry) -> Iterator[Act]:
    if entry.status == CrosswalkEntry.Status.SUGGESTED:
        yield gettext("Decide this crosswalk"), reverse("lms_desk:crosswalk_decide", args=[entry.pk])
        yield gettext("Turn this suggestion down"), reverse("lms_desk:crosswalk_dismiss", args=[entry.pk])
    else:
        yield gettext("Reopen"), reverse("lms_desk:crosswalk_reopen", args=[entry.pk])


def framework_acts(framework: Framework) -> Iterator[Act]:
    yield gettext("Take up suggestions"), reverse("lms_desk:crosswalk_propose", args=[framework.pk])


ACTS: dict[type[Model], tuple[str, Any]] = {
    Curriculum: (CURRICULUM, curriculum_acts),
    CrosswalkEntry: (CROSSWALK, crosswalk_acts),
    Framework: (CROSSWALK, framework_acts),
}


def listing_buttons(row: Model, user: AbstractBaseUser) -> Iterator[Button]:
    right, acts = ACTS.get(type(row), ("", None))
    if acts and holds(user, right):
        for priority, (label, url) in enumerate(acts(row), start=5):
            yield Button(label, url, priority=priority)
