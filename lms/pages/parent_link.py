from django.db import models
from wagtail.models import Page

from lms.pages.translation import same_in_every_language


class OwnParentLink(models.Model):
    """Leaves `page.homepage` and the like to the host's own pages of the same class names."""

    override_translatable_fields = same_in_every_language("slug")

    page_ptr = models.OneToOneField(
        Page, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="lms_%(class)s"
    )

    class Meta:
        abstract = True
