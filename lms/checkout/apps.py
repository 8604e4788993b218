from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckoutConfig(AppConfig):
    name = "lms.checkout"
    label = "lms_checkout"
    verbose_name = _("Checkout")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.checkout import checks, receivers  # noqa: F401, PLC0415 - models must be loaded before they connect
