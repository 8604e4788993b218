from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from lms.inquiries.models import Inquiry, MisuseReport


class InquiryFactory(DjangoModelFactory):
    """A new question that nobody has taken."""

    class Meta:
        model = Inquiry

    number = factory.Sequence(lambda n: f"Q-2026-{n + 1:05}")
    topic = Inquiry.Topic.COURSE
    name = "見本 花子"
    email = "hanako@example.test"
    message = "次回の日程を教えてください。"
    privacy_version = "2026-04"
    fingerprint = factory.Sequence(lambda n: f"{n:064}")
    due_on = date(2027, 1, 18)
    received_at = datetime(2027, 1, 15, 1, 0, tzinfo=UTC)


class MisuseReportFactory(DjangoModelFactory):
    """Somebody is said to use the title; nobody has looked into it."""

    class Meta:
        model = MisuseReport

    inquiry = factory.SubFactory(InquiryFactory, topic=Inquiry.Topic.MISUSE)
    accused = "無資格 太郎"
    seen_where = "名刺"
    due_on = date(2027, 1, 22)
