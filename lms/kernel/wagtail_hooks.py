from collections.abc import Iterable

from django.db.models import EmailField as EmailColumn
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.log_actions import LogActionRegistry

from lms.kernel.dependents import refuse_deletion
from lms.kernel.mail_address import EmailField

register_form_field_override(EmailColumn, override={"form_class": EmailField})


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("lms_kernel.retry_message", _("Retry a message"), _("Message put back into the queue"))
    actions.register_action("lms_kernel.hold_back", _("Hold a message back"), _("Message held back"))
    actions.register_action("lms_kernel.let_go", _("Let a message go"), _("Message let go"))


@hooks.register("before_delete_snippet")
def keep_what_records_point_to(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """One at a time and in bulk; what nothing depends on is deleted as usual."""
    ours = [row for row in instances if row._meta.app_label.startswith("lms_")]
    refused = [row for row in ours if refuse_deletion(request, row)]
    if not refused:
        return None
    return redirect(refused[0].snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]  # Wagtail sets it
