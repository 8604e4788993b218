from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock, names
from lms.kernel.registration_number import validate_corporate_number


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def entry(self, key: int) -> "Organization | None":
        """The entry of that key, or the one it was merged into."""
        return self.filter(pk=key).first() or self.filter(merges__gone=key).first()


class Organization(models.Model):
    """A company or other body that people work for.

    Names are stored and printed exactly as typed. An entry that was merged into another is gone; `OrganizationMerge`
    leads on.
    """

    name = models.CharField(_("name"), max_length=200)
    name_kana = models.CharField(_("name in katakana"), max_length=200, blank=True)
    corporate_number = models.CharField(
        _("corporate number"),
        max_length=13,
        blank=True,
        validators=[validate_corporate_number],
        help_text=_("法人番号, 13 digits. Empty while it is not known."),
    )
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name_kana", "name"]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def entry(self, key: int) -> "Person | None":
        """The entry of that key, or the one it was merged into."""
        return self.filter(pk=key).first() or self.filter(merges__gone=key).first()

    def search(self, text: str) -> "PersonQuerySet":
        """By any spelling of the name, mail address or telephone number.

        Width, kana kind, spaces, common kanji variants and the way of writing Japanese in Latin letters do not matter.
        """
        wanted = models.Q(pk__in=[])
        for form in names.search_forms(text):
            wanted |= models.Q(search_key__contains=form)
        return self.filter(wanted)


class Person(models.Model):
    """A human being who applies, attends or holds a license.

    Names are stored and printed exactly as typed; `search_key` is written by `cohorts.actions.person`. What stands here
    of address, mail and employer is the one in use today; the others stand in `postal_addresses`, `mail_addresses` and
    `affiliations`, and actions keep both in step.
    An entry that was merged into another is gone; `PersonMerge` leads on.
    """

    class Language(models.TextChoices):
        JAPANESE = "ja", _("Japanese")
        ENGLISH = "en", _("English")

    family_name = models.CharField(_("family name"), max_length=100)
    given_name = models.CharField(_("given name"), max_length=100)
    family_kana = models.CharField(_("family name in katakana"), max_length=100, blank=True)
    given_kana = models.CharField(_("given name in katakana"), max_length=100, blank=True)
    family_romaji = models.CharField(_("family name in Latin letters"), max_length=100, blank=True)
    given_romaji = models.CharField(_("given name in Latin letters"), max_length=100, blank=True)
    former_family_name = models.CharField(
        _("former family name"), max_length=100, blank=True, help_text=_("旧姓, if it is used or was used before.")
    )
    certificate_name = models.CharField(
        _("name on the certificate"),
        max_length=200,
        blank=True,
        help_text=_("Printed exactly as written here. Empty: family and given name."),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    employer = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="people",
        null=True,
        blank=True,
        verbose_name=_("employer"),
        help_text=_("Today's, from the affiliations. Empty for people who work for nobody."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # an account may go; what the person earned stays
        related_name="person",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.JAPANESE)
    forgotten_at = models.DateTimeField(
        _("forgotten"), null=True, blank=True, editable=False, help_text=_("Empty while the person is named.")
    )
    search_key = models.TextField(_("search key"), blank=True, editable=False)
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_kana", "given_kana", "pk"]
        indexes = [models.Index(fields=["family_kana", "given_kana", "id"], name="lms_cohorts_person_kana")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.family_name} {self.given_name}"

    @property
    def kana(self) -> str:
        return f"{self.family_kana} {self.given_kana}".strip()

    @property
    def name_for_certificate(self) -> str:
        return self.certificate_name or self.full_name
