from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandaloneConfig(AppConfig):
    name = "lms.standalone"
    label = "lms_standalone"
    verbose_name = _("Standalone site")
    default_auto_field = "django.db.models.BigAutoField"
