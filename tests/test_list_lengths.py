"""Every list of the admin costs the same number of statements at three rows and at thirty, and its rows lead on.

The lists are found in the addresses, so a new one is looked at as soon as it exists; it needs a line here that says how
a row of it comes about. tests/desk/test_lists.py holds those of the secretariat to their exact number as well.
"""

from collections.abc import Callable
from itertools import count

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.actions.data_request import submit_data_request
from courses.actions.outline import import_outline, plan_import
from courses.models import CrosswalkEntry, Framework, FrameworkVersion
from payments.actions.document import Addressee, issue_receipt
from payments.models import Approval, Finding
from tests.desk.test_lists import LISTS
from tests.factories.certification import NOW, OFFICE
from tests.factories.cohorts import AccommodationFactory, PersonFactory
from tests.factories.commerce import CommerceStatementFactory
from tests.factories.courses import CourseFactory, CurriculumFactory, StudyMaterialFactory, TextbookFactory, lesson
from tests.factories.exam_levels import (
    AwardingBodyFactory,
    ExamLevelFactory,
    ReferenceQualificationFactory,
    judged_level,
)
from tests.factories.fees import ChargeFactory, ProductFactory
from tests.factories.frameworks import published_framework
from tests.factories.inquiries import InquiryFactory
from tests.factories.payments import CancellationPolicyFactory, OrderFactory, PaymentFactory, bank_line
from tests.factories.quotes import a_draft_quote
from tests.factories.scheme import SchemeVersionFactory
from tests.factories.standalone import UserFactory
from tests.tools.urls import every_address

FEW, MANY = 3, 30
COSTLY = {"certificationcase": 9, "license": 9}  # rows that take a whole course to make
numbers = count(1)


def document_row() -> None:
    paid = PaymentFactory(order=OrderFactory(status="paid"), status="paid", paid_at=NOW)
    issue_receipt(paid, addressee=Addressee("見本"), by=OFFICE, now=NOW)


def approval_row() -> None:
    order = OrderFactory()
    finding = Finding.objects.create(
        kind=Finding.Kind.PAID_TWICE, severity="warning", dedupe_key=f"approval-{next(numbers)}", order=order
    )
    Approval.objects.create(
        kind=Approval.Kind.WRITE_OFF,
        order=order,
        finding=finding,
        amount_jpy=5,
        reason="重複のため",
        asked_by=UserFactory(),
        asked_at=NOW,
    )


def data_request_row() -> None:
    submit_data_request(PersonFactory(), kind="disclosure", words="x", by=OFFICE, now=timezone.now())


def outline_row() -> None:
    text = f"題{next(numbers)}\n1. CS-1 甲\n".encode()
    plan = plan_import(text, file_name=f"outline-{next(numbers)}.txt", frameworks=[])
    import_outline(plan, by=OFFICE, now=NOW)


def framework_row() -> Framework:
    return Framework.objects.create(code=f"framework-{next(numbers)}", title="知識体系")


def crosswalk_row() -> None:
    old, new = FrameworkVersion.objects.in_order() or published_framework()
    entry = CrosswalkEntry.objects.create(
        source_version=old, target_version=new, kind=CrosswalkEntry.Kind.choices[0][0]
    )
    entry.sources.set(old.competencies.all()[:1])
    entry.targets.set(new.competencies.all()[:1])


ROWS: dict[str, Callable[[], object]] = {
    **{name: row for name, row, _statements in LISTS},
    "accommodation": AccommodationFactory,
    "approval": approval_row,
    "awardingbody": lambda: AwardingBodyFactory(code=f"body-{next(numbers)}", is_ours=False),
    "bankstatement": bank_line,
    "cancellationpolicy": CancellationPolicyFactory,
    "commercestatement": CommerceStatementFactory,
    "course": CourseFactory,
    "charge": ChargeFactory,
    "crosswalkentry": crosswalk_row,
    "curriculum": CurriculumFactory,
    "datarequest": data_request_row,
    "document": document_row,
    "examlevel": ExamLevelFactory,
    "framework": framework_row,
    "inquiry": InquiryFactory,
    "lesson": lambda: lesson(CurriculumFactory()),
    "passrule": judged_level,
    "referencequalification": ReferenceQualificationFactory,
    "product": ProductFactory,
    "quote": a_draft_quote,
    "schemeversion": SchemeVersionFactory,
    "statementline": bank_line,
    "studymaterial": StudyMaterialFactory,
    "syllabusoutline": outline_row,
    "textbook": TextbookFactory,
}


def lists() -> dict[str, str]:
    """The address of each, by the name of its model."""
    found = {}
    for address in every_address():
        model = getattr(address.view, "view_initkwargs", {}).get("model")
        is_list = address.is_in_admin and address.name.endswith((":index", ":list")) and not address.has_arguments
        if is_list and isinstance(model, type) and model._meta.app_label.startswith("lms_"):
            found[model._meta.model_name] = address.path
    found.pop("user")  # Wagtail's own list
    return found


def test_every_list_is_looked_at():
    assert set(ROWS) == set(lists())


@pytest.mark.parametrize("name", ROWS)
def test_a_list_costs_the_same_however_long(db, admin_client, name):
    path, make = lists()[name], ROWS[name]
    for _number in range(FEW):
        make()
    few = statements(admin_client, path)
    rows = BeautifulSoup(admin_client.get(path).content, "html.parser").select("main table tbody tr")
    assert rows
    assert [row.text.split() for row in rows if not row.select("td a[href]")] == []
    for _number in range(COSTLY.get(name, MANY) - FEW):
        make()
    assert statements(admin_client, path) == few


def statements(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(seen)
