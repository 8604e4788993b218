"""Mail that went out, and texts that people accept."""

from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from lms.checkout.models import CommerceStatement, LegalDocument
from lms.desk.columns import MomentColumn, status_column
from lms.desk.filters.letters import MessageFilterSet
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.permissions import CHANGE
from lms.desk.views.message import MessageView
from lms.kernel import clock
from lms.kernel.models import Message, profile_of


class MessageIndexView(DeskIndexView):
    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class MessageViewSet(DeskViewSet):
    model = Message
    folder = "messages"
    icon = "mail"
    menu_label = _("Messages")
    index_view_class = MessageIndexView
    inspect_view_class = MessageView
    filterset_class = MessageFilterSet
    search_fields = ["subject", "to_email", "to_name"]
    list_display: ClassVar[list[Any]] = [
        "subject",
        Column("to_name", label=_("Reader"), accessor=lambda one: one.to_name or one.to_email, sort_key="to_name"),
        status_column("status", _("Status"), urgent=lambda message: message.status == Message.Status.FAILED),
        MomentColumn("created_at", label=_("Written"), sort_key="created_at"),
        MomentColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
    ]
    list_export: ClassVar[list[str]] = ["subject", "to_name", "to_email", "get_status_display", "created_at", "sent_at"]
    export_headings: ClassVar[dict[str, Any]] = {"get_status_display": _("Status")}
    export_filename = "messages"


class LegalDocumentIndexView(DeskIndexView):
    def get_edit_url(self, instance: Any) -> Any:
        """A version in force is read; one still to come is edited."""
        url: str = super().get_edit_url(instance) if is_editable(instance) else self.get_inspect_url(instance)
        return url


def is_editable(document: LegalDocument | CommerceStatement) -> bool:
    """What somebody may have accepted stays as it was: a change is a new version."""
    return document.effective_at > clock.now()


class LegalDocumentEditView(generic.EditView):
    def user_has_permission(self, permission: str) -> bool:
        # Asked before Wagtail has loaded the object.
        return bool(super().user_has_permission(permission)) and (
            permission != CHANGE or is_editable(self.get_object())
        )


class LegalDocumentReadView(generic.InspectView):
    template_name = "lms_desk/legal_document.html"

    def get_edit_url(self) -> str | None:
        url: str | None = super().get_edit_url() if is_editable(self.object) else None
        return url

    def get_page_subtitle(self) -> str:
        document: Model = self.object
        return str(document)


class LegalDocumentViewSet(DeskViewSet):
    model = LegalDocument
    folder = "legal"
    icon = "doc-empty"
    menu_label = _("Terms and legal notices")
    index_view_class = LegalDocumentIndexView
    edit_view_class = LegalDocumentEditView
    inspect_view_class = LegalDocumentReadView
    search_fields = ["title", "version"]
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("version", label=_("Version"), sort_key="version"),
        MomentColumn("effective_at", label=_("In force from"), sort_key="effective_at"),
    ]


class CommerceStatementReadView(LegalDocumentReadView):
    """The statement as the public page shows it, also before it is in force."""

    template_name = "lms_desk/commerce_statement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "profile": profile_of(), "is_editable": is_editable(self.object)}


class CommerceStatementViewSet(DeskViewSet):
    model = CommerceStatement
    folder = "commerce"
    icon = "doc-full-inverse"
    menu_label = _("Commercial transactions")
    index_view_class = LegalDocumentIndexView
    edit_view_class = LegalDocumentEditView
    inspect_view_class = CommerceStatementReadView
    search_fields = ["version"]
    list_display: ClassVar[list[Any]] = [
        "version",
        MomentColumn("effective_at", label=_("In force from"), sort_key="effective_at"),
    ]
