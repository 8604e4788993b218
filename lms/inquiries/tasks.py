from celery import shared_task

from lms.inquiries.actions import misuse
from lms.kernel import clock


@shared_task(name="lms_inquiries.erase_settled_reports")
def erase_settled_reports() -> None:
    misuse.erase_settled(today=clock.today(), now=clock.now())
