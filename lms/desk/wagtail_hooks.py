from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry

from courses.curriculum_panel import CurriculumFacts
from courses.models import Curriculum
from lms.desk.home import TodayPanel
from lms.desk.permissions import SECRETARIAT, holds
from lms.desk.standards import curriculum_facts, listing_buttons
from lms.desk.views.standards_acts import CURRICULUM
from lms.desk.viewsets import DeskGroup

LOG_ACTIONS = {
    "export_roster": (_("Download a roster"), _("Roster downloaded")),
    "print_paper": (_("Print a paper"), _("Paper printed")),
    "hand_over": (_("Put somebody in charge"), _("Taken or handed over")),
    "decide_due": (_("Set the day work is due"), _("Day set by which it is to be done")),
    "write_to": (_("Write to many people"), _("Written to, with others")),
    "resend_joining": (_("Send the joining instructions again"), _("Joining instructions sent again")),
}


@hooks.register("register_log_actions")
def register_desk_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(f"lms_desk.{name}", label, message)


@hooks.register("register_admin_viewset")
def register_desk() -> DeskGroup:
    return DeskGroup()


@hooks.register("register_admin_urls")
def register_desk_urls() -> list[URLPattern | URLResolver]:
    return [path("desk/", include("lms.desk.urls"))]


@hooks.register("construct_homepage_panels")
def begin_with_today(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(TodayPanel(request))


@hooks.register("insert_global_admin_css")
def insert_desk_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("lms_desk/desk.css"))


@hooks.register("describe_curriculum")
def describe_curriculum(curriculum: Curriculum) -> CurriculumFacts:
    return curriculum_facts(curriculum)


@hooks.register("register_snippet_listing_buttons")
def offer_acts(snippet: Model, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[Button]:
    return listing_buttons(snippet, user)


@hooks.register("register_reports_menu_item")
def report_coverage() -> MenuItem:
    return CoverageMenuItem(_("Competency coverage"), reverse("lms_desk:coverage"), icon_name="table", order=900)


@hooks.register("register_reports_menu_item")
def report_books() -> MenuItem:
    return OfficeMenuItem(_("Books"), reverse("lms_desk:books_days"), icon_name="table", order=910)


@hooks.register("register_help_menu_item")
def help_the_office() -> MenuItem:
    return OfficeMenuItem(_("Handbook of the secretariat"), reverse("lms_desk:handbook"), icon_name="help", order=100)


class OfficeMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, SECRETARIAT)


class CoverageMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, CURRICULUM)
