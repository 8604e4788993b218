import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.standalone.settings.embedded")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Without this, threads other than the importing one would talk to a default broker that does not exist.
app.set_default()
