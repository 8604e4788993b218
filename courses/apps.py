from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from courses import checks


class CoursesConfig(AppConfig):
    name = "courses"
    label = "lms_courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(checks.check_private_root)
        register(checks.check_video_hosts)
