from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import MenuItem, WagtailMenuRegisterable
from wagtail.admin.viewsets.base import ViewSetGroup

from lms.desk.permissions import SECRETARIAT, holds
from lms.desk.viewsets.accommodations import AccommodationViewSet
from lms.desk.viewsets.approvals import ApprovalViewSet
from lms.desk.viewsets.certification import CaseViewSet, LicenseViewSet
from lms.desk.viewsets.cohorts import (
    CohortViewSet,
    EnrollmentViewSet,
    VenueViewSet,
)
from lms.desk.viewsets.consultations import ConsultationViewSet
from lms.desk.viewsets.data_requests import DataRequestViewSet
from lms.desk.viewsets.documents import DocumentViewSet
from lms.desk.viewsets.exam_records import ExamRecordViewSet
from lms.desk.viewsets.fees import ChargeViewSet, ProductViewSet
from lms.desk.viewsets.imports import DataImportViewSet
from lms.desk.viewsets.inquiries import InquiryViewSet
from lms.desk.viewsets.interests import InterestViewSet
from lms.desk.viewsets.money import DiscountOfferViewSet, FindingViewSet, ListingViewSet, OrderViewSet
from lms.desk.viewsets.people import OrganizationViewSet, PersonViewSet
from lms.desk.viewsets.policies import PolicyViewSet
from lms.desk.viewsets.quotes import QuoteViewSet
from lms.desk.viewsets.statements import BankStatementViewSet, StatementLineViewSet
from lms.desk.viewsets.texts import CommerceStatementViewSet, LegalDocumentViewSet, MessageViewSet


class TodayItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, SECRETARIAT)


class Today(WagtailMenuRegisterable):
    """The first page of the day; a page of its own, not a list."""

    menu_label = _("Today")
    menu_icon = "date"
    menu_name = "lms-today"
    menu_item_class = TodayItem

    @cached_property
    def menu_url(self) -> str:
        return reverse("lms_desk:today")

    def on_register(self) -> None:
        """Nothing beyond the menu: its address stands in `lms.desk.urls`."""

    def get_urlpatterns(self) -> list[Any]:
        return []


class Work(WagtailMenuRegisterable):
    """What waits for a person, out of every queue."""

    menu_label = _("Work queue")
    menu_icon = "tasks"
    menu_name = "lms-work"
    menu_item_class = TodayItem

    @cached_property
    def menu_url(self) -> str:
        return reverse("lms_desk:work")

    def on_register(self) -> None:
        """Nothing beyond the menu: its address stands in `lms.desk.urls`."""

    def get_urlpatterns(self) -> list[Any]:
        return []


class Room(ViewSetGroup):
    """What belongs together, behind one line of the secretariat's menu."""

    add_to_admin_menu = False


class CohortRoom(Room):
    menu_label = pgettext_lazy("menu", "Enrollment")
    menu_name = "lms-cohorts"
    menu_icon = "calendar-alt"
    items: ClassVar[tuple[type, ...]] = (
        CohortViewSet,
        EnrollmentViewSet,
        ConsultationViewSet,
        AccommodationViewSet,
        InterestViewSet,
        VenueViewSet,
    )


class PeopleRoom(Room):
    menu_label = pgettext_lazy("menu", "People")
    menu_name = "lms-people"
    menu_icon = "group"
    items: ClassVar[tuple[type, ...]] = (PersonViewSet, OrganizationViewSet, DataImportViewSet, DataRequestViewSet)


class CertificationRoom(Room):
    menu_label = pgettext_lazy("menu", "Certification")
    menu_name = "lms-certification"
    menu_icon = "clipboard-list"
    items: ClassVar[tuple[type, ...]] = (ExamRecordViewSet, CaseViewSet, LicenseViewSet)


class MoneyRoom(Room):
    menu_label = pgettext_lazy("menu", "Money")
    menu_name = "lms-money"
    menu_icon = "form"
    items: ClassVar[tuple[type, ...]] = (
        QuoteViewSet,
        OrderViewSet,
        ChargeViewSet,
        DocumentViewSet,
        FindingViewSet,
        ApprovalViewSet,
        StatementLineViewSet,
        BankStatementViewSet,
    )


class LetterRoom(Room):
    menu_label = pgettext_lazy("menu", "Letters")
    menu_name = "lms-letters"
    menu_icon = "mail"
    items: ClassVar[tuple[type, ...]] = (InquiryViewSet, MessageViewSet)


class TermsRoom(Room):
    menu_label = pgettext_lazy("menu", "Terms")
    menu_name = "lms-terms"
    menu_icon = "tag"
    items: ClassVar[tuple[type, ...]] = (
        ListingViewSet,
        ProductViewSet,
        DiscountOfferViewSet,
        PolicyViewSet,
        CommerceStatementViewSet,
        LegalDocumentViewSet,
    )


class DeskGroup(ViewSetGroup):
    menu_label = _("Secretariat")
    menu_name = "lms-desk"
    menu_icon = "tasks"
    menu_order = 50
    items: ClassVar[tuple[type, ...]] = (
        Today,
        Work,
        CohortRoom,
        PeopleRoom,
        CertificationRoom,
        MoneyRoom,
        LetterRoom,
        TermsRoom,
    )
