from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from lms.kernel import checks


class KernelConfig(AppConfig):
    name = "lms.kernel"
    label = "lms_kernel"
    verbose_name = _("Front desk: ground floor")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(checks.check_clock)
        register(checks.check_base_url)
        register(checks.check_office_closures)
        register(checks.check_mail_timeout)
        register(checks.check_public_address, deploy=True)
