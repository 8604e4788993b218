from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SandboxConfig(AppConfig):
    name = "payments.sandbox"
    label = "lms_sandbox"
    verbose_name = _("Payment sandbox")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from payments.sandbox import checks  # noqa: F401, PLC0415 - checks register themselves once apps are ready
