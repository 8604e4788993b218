"""What a page takes with it, and what stays: the records it shows, and the pages that lead to it."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from wagtail.models import Page, ReferenceIndex

from cohorts.models import Enrollment
from courses.models import Course
from lms.pages.models import CoursePage, HomePage


def before_deleting(page: Page) -> list[str]:
    """Sentences for whoever is about to delete the page with everything below it."""
    going = page.get_descendants(inclusive=True)
    sentences = [_of_course(course) for course in _courses_shown(going)]
    if linking := _pages_linking_to(going):
        titles = "、".join(f"「{each.get_admin_display_title()}」" for each in linking[:5])
        words = {"count": len(linking), "titles": titles}
        sentence = ngettext(
            "%(count)d other page leads here: %(titles)s. Its link will lead nowhere.",
            "%(count)d other pages lead here: %(titles)s. Their links will lead nowhere.",
            len(linking),
        )
        sentences.append(sentence % words)
    return sentences


def _courses_shown(pages: QuerySet[Page]) -> list[Course]:
    shown = {
        course_id
        for model in (CoursePage, HomePage)
        for course_id in model.objects.filter(pk__in=pages.values("pk")).values_list("course_id", flat=True)
    }
    return list(Course.objects.filter(pk__in=shown - {None}))


def _of_course(course: Course) -> str:
    enrollments = Enrollment.objects.filter(cohort__course=course).count()
    sentence = gettext(
        "The records stay: the course “%(course)s” keeps its cohorts (%(cohorts)d) and enrollments (%(enrollments)d). "
        "Only the page goes."
    )
    return sentence % {"course": course, "cohorts": course.cohorts.count(), "enrollments": enrollments}


def _pages_linking_to(going: QuerySet[Page]) -> list[Page]:
    """Pages outside the tree that is about to go."""
    gone = set(going.values_list("pk", flat=True))
    page_type = ContentType.objects.get_for_model(Page)
    links = ReferenceIndex.objects.filter(
        to_content_type=page_type, to_object_id__in=map(str, gone), base_content_type=page_type
    )
    linking = {int(pk) for pk in links.values_list("object_id", flat=True)} - gone
    return list(Page.objects.filter(pk__in=linking).order_by("path"))
