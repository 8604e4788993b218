from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.models import Page

from lms.pages.content_check import check_page
from lms.pages.deletion import before_deleting
from lms.pages.models import CoursePage, HomePage, StandardPage
from lms.pages.viewsets import CoursePageViewSet

CHECKED = (HomePage, CoursePage, StandardPage)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_typed_facts(request: HttpRequest, page: Page) -> None:
    """After saving by hand; a draft that saves itself while somebody types stays silent."""
    if not isinstance(page, CHECKED) or not request.accepts("text/html"):
        return
    if found := check_page(page):
        lines = format_html_join("", "<li>{}</li>", ((str(each),) for each in found))
        head = gettext("Saved. This text repeats facts that the records know:")
        messages.warning(request, format_html("{}<ul>{}</ul>", head, lines))


@hooks.register("before_delete_page")
def say_what_stays(request: HttpRequest, page: Page) -> None:
    """On the page that asks whether to delete; the deletion itself is Wagtail's."""
    if request.method == "GET":
        for sentence in before_deleting(page):
            messages.info(request, sentence)


@hooks.register("register_admin_viewset")
def register_course_pages() -> CoursePageViewSet:
    return CoursePageViewSet("lms_course_pages")
