from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "lms.portal"
    label = "lms_portal"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if apps.is_installed("allauth.account"):  # a host may sign people in another way
            from lms.portal import receivers  # noqa: F401, PLC0415 - models must be loaded before they connect
