from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts import conf
from cohorts.models.cohort import CohortDay
from cohorts.models.enrollment import Enrollment


class AccommodationQuerySet(models.QuerySet["Accommodation"]):
    def open(self) -> "AccommodationQuerySet":
        return self.filter(status=Accommodation.Status.ASKED)

    def to_be_done_by_trainers(self) -> "AccommodationQuerySet":
        """What was agreed and somebody who teaches has to do, for those who take part."""
        seated = [Enrollment.Status.CONFIRMED, Enrollment.Status.COMPLETED, Enrollment.Status.INCOMPLETE]
        return self.exclude(for_trainers="").filter(enrollment__status__in=seated)

    def outdated(self, today: date) -> "AccommodationQuerySet":
        """No longer needed: the course is long over, or the application came to nothing.

        Kept through the `conf.ACCOMMODATION_KEEP_DAYS`th day after the last day of the course.
        """
        days = CohortDay.objects.filter(cohort=OuterRef("enrollment__cohort")).order_by().values("cohort")
        last_day = Subquery(days.annotate(last=Max("held_on")).values("last"))
        kept_from = today - timedelta(days=conf.ACCOMMODATION_KEEP_DAYS)
        ended = ~Q(enrollment__status__in=Enrollment.ACTIVE)
        return self.alias(last_day=last_day).filter(ended | Q(last_day__lt=kept_from))


class Accommodation(models.Model):
    """What somebody needs in order to take part (合理的配慮, 障害者差別解消法8条2項), and what the office can do.

    It may tell of health (要配慮個人情報, 個人情報保護法2条3項): apart from every other table, read only with its own
    permission, in no list that is exported, no subject of a mail and no history, and deleted after the course. Trainers
    read `for_trainers` of their own cohort and nothing else.
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("accommodation", "asked")
        AGREED = "agreed", pgettext_lazy("accommodation", "will be done")
        ALTERNATIVE = "alternative", pgettext_lazy("accommodation", "another way was agreed")
        REFUSED = "refused", pgettext_lazy("accommodation", "not possible, with reasons")

    NEXT: dict[Status, set[Status]] = {
        Status.ASKED: {Status.AGREED, Status.ALTERNATIVE, Status.REFUSED},
        Status.AGREED: set(),
        Status.ALTERNATIVE: set(),
        Status.REFUSED: set(),
    }

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="accommodations", verbose_name=_("enrollment")
    )
    wish = models.TextField(pgettext_lazy("accommodation", "what is needed"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.ASKED)
    answer = models.TextField(_("answer"), blank=True)
    for_trainers = models.TextField(
        pgettext_lazy("accommodation", "told to the trainers"),
        blank=True,
        help_text=pgettext_lazy(
            "accommodation",
            "Only what they have to do, never why. Trainers of this cohort read it, and so does the person.",
        ),
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("accommodation", "answered by"),
    )
    asked_at = models.DateTimeField(pgettext_lazy("accommodation", "asked at"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        ordering = ["asked_at", "pk"]
        permissions = [("handle_accommodations", _("Can read and answer requests for accommodation"))]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(status="asked"),
                name="lms_cohorts_accommodation_one_open",
                violation_error_message=_("There is a request that waits for an answer."),
            ),
            models.CheckConstraint(
                condition=~Q(wish=""),
                name="lms_cohorts_accommodation_says_what",
                violation_error_message=_("Please write what you need."),
            ),
            models.CheckConstraint(
                condition=Q(status="asked", answered_at=None)
                | ~Q(status="asked") & Q(answered_at__isnull=False) & ~Q(answer=""),
                name="lms_cohorts_accommodation_answer_has_words",
                violation_error_message=_("An answer needs its words and its moment."),
            ),
            models.CheckConstraint(
                condition=Q(for_trainers="") | Q(status__in=["agreed", "alternative"]),
                name="lms_cohorts_accommodation_trainers_told_of_agreed",
                violation_error_message=_("Trainers are told of what was agreed, and of nothing else."),
            ),
        ]

    def __str__(self) -> str:
        return self.enrollment.number

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.ASKED
