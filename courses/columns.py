"""How facts stand in the lists of the admin."""

from django.db.models import Model
from django.template.defaultfilters import yesno
from wagtail.admin.ui.tables import Column


class YesNoColumn(Column):
    """In words; a plain column would write True, and Wagtail's own draws a mark whose name is True."""

    def get_value(self, instance: Model) -> str:
        return str(yesno(super().get_value(instance)))
