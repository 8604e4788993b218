from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.person import Person


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of(self, person: Person) -> "ConsentQuerySet":
        """What this person agreed to, also under a verified address of theirs before the office knew them."""
        known = person.mail_addresses.filter(verified_at__isnull=False).values_list("email", flat=True)
        addresses = {address.lower() for address in known}
        return self.filter(Q(person=person) | Q(person=None, email__in=addresses))

    def standing(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """Somebody agreed to one version of one text: which, when, where, and until when it stood.

    Proof for 個人情報保護法 and 定型約款 (民法548条の2): rows are withdrawn, never edited or deleted.
    """

    class Text(models.TextChoices):
        TERMS = "terms", _("Terms of the course")
        CANCELLATION = "cancellation", _("Cancellation terms")
        PRIVACY = "privacy", _("Handling of personal data")
        NEWS = "news", _("News of a cohort")
        SENSITIVE = "sensitive", _("Handling of a request for accommodation")
        REGISTER_NAME = "register_name", _("Public register: the name of a license holder")
        REGISTER_LIST = "register_list", _("Public register: a line in the list of instructors")
        REGISTER_FORMER_NAME = "register_former_name", _("Public register: the former family name")
        REGISTER_EMPLOYER = "register_employer", _("Public register: the employer")
        REGISTER_PREFECTURE = "register_prefecture", _("Public register: the prefecture")
        EMPLOYER_RESULTS = "employer_results", _("Results told to the employer")

    class Source(models.TextChoices):
        APPLICATION = "application", pgettext_lazy("consent", "Application")
        INTEREST = "interest", pgettext_lazy("consent", "Request for news")
        INQUIRY = "inquiry", pgettext_lazy("consent", "Inquiry")
        MY_PAGE = "my_page", _("My page")
        OFFICE = "office", pgettext_lazy("consent", "Secretariat")

    #: What the public register may show, each agreed to for itself.
    REGISTER = frozenset(
        {
            Text.REGISTER_NAME,
            Text.REGISTER_LIST,
            Text.REGISTER_FORMER_NAME,
            Text.REGISTER_EMPLOYER,
            Text.REGISTER_PREFECTURE,
        }
    )
    #: What its giver can take back alone; the others belong to a contract and end with it.
    FREELY_WITHDRAWN = frozenset({Text.NEWS, Text.SENSITIVE, Text.EMPLOYER_RESULTS}) | REGISTER

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="consents",
        null=True,
        blank=True,
        verbose_name=_("person"),
        help_text=_("Empty for an address whose owner nobody knows yet."),
    )
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("In lower case."))
    text = models.CharField(pgettext_lazy("consent", "text"), max_length=20, choices=Text.choices)
    version = models.CharField(_("version"), max_length=120)
    source = models.CharField(pgettext_lazy("consent", "given in"), max_length=20, choices=Source.choices)
    reference = models.CharField(
        pgettext_lazy("consent", "row it was given for"), max_length=80, help_text=_("Names the row it came with.")
    )
    given_by = models.CharField(_("given by"), max_length=200, blank=True)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index(fields=["email"], name="lms_cohorts_consent_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "text", "version"],
                condition=Q(withdrawn_at=None),
                name="lms_cohorts_consent_once_per_row",
                violation_error_message=_("This consent is on file already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="lms_cohorts_consent_withdrawn_after_given",
                violation_error_message=_("A consent is withdrawn after it was given."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(email=""),
                name="lms_cohorts_consent_names_somebody",
                violation_error_message=_("A consent names a person or an address."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_text_display()} {self.version}"

    @property
    def can_be_withdrawn(self) -> bool:
        return self.withdrawn_at is None and self.text in self.FREELY_WITHDRAWN
