from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "lms.desk"
    label = "lms_desk"
    verbose_name = _("Secretariat desk")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.desk.permissions import register_policies  # noqa: PLC0415 - the models must be loaded first

        register_policies()
