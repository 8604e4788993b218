from celery import shared_task
from django.core.management import call_command


@shared_task(name="lms_pages.publish_scheduled")
def publish_scheduled() -> None:
    """Publish what was scheduled and has come due, and take down what has expired; on the real clock."""
    call_command("publish_scheduled", verbosity=0)
