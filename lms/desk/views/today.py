from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.checkout.commerce import commerce_gaps
from lms.desk.permissions import SECRETARIAT
from lms.desk.today import queues
from lms.kernel import clock
from lms.kernel.access import staff_only


@staff_only(SECRETARIAT)
class TodayView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "lms_desk/today.html"
    page_title = _("Today")
    header_icon = "date"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        waiting = queues(reader=self.request.user, now=clock.now())
        return {
            **context,
            "day": clock.today(),
            "gaps": commerce_gaps(now=clock.now()),
            "queues": [queue for queue in waiting if queue.count],
            "empty": [queue for queue in waiting if not queue.count],
        }
