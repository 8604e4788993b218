from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component

from lms.desk.home import TodayPanel
from lms.desk.viewsets import DeskGroup


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
