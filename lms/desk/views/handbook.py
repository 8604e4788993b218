from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.desk.permissions import SECRETARIAT
from lms.kernel.access import staff_only


@staff_only(SECRETARIAT)
class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    """How the office runs its year, in Japanese; a site may put its own `lms_desk/handbook/ja.html` before ours."""

    template_name = "lms_desk/handbook.html"
    page_title = _("Handbook of the secretariat")
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
