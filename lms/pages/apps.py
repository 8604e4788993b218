from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "lms.pages"
    label = "lms_pages"
    verbose_name = _("Wagtail pages")
    default_auto_field = "django.db.models.BigAutoField"
