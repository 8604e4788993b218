from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


class Venue(models.Model):
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_en = models.CharField(_("address in English"), max_length=300, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    map_url = models.URLField(_("map"), blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """In the reader's language, where there is a name in it."""
        return self.name if in_japanese() else self.name_en or self.name

    @property
    def display_address(self) -> str:
        return self.address if in_japanese() else self.address_en or self.address
