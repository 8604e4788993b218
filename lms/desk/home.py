"""What the desk shows on the first page of the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from lms.checkout.commerce import commerce_gaps
from lms.desk.permissions import SECRETARIAT, holds
from lms.desk.today import Queue, queues
from lms.kernel import clock


class TodayPanel(Component):
    """Today's queues, for those who work through them; nothing for anyone else."""

    name = "lms_today"
    template_name = "lms_desk/today_panel.html"
    order = 10

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002 - Wagtail passes it
        is_office = holds(self.request.user, SECRETARIAT)
        waiting = [queue for queue in self._queues() if queue.count] if is_office else []
        gaps = commerce_gaps(now=clock.now()) if is_office else []
        return {"is_office": is_office, "queues": waiting, "day": clock.today(), "gaps": gaps}

    def _queues(self) -> list[Queue]:
        return queues(reader=self.request.user, now=clock.now())
