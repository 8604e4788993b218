"""What participants read before they come."""

from django.db import transaction

from cohorts.actions.change import tell_of_change
from cohorts.models import Cohort
from lms.kernel import audit
from lms.kernel.actor import Actor


@transaction.atomic
def decide_joining_notes(cohort: Cohort, *, things_to_bring: str, joining_notes: str, by: Actor) -> Cohort:
    """Decide what to bring and what to know before the first day.

    Letters that have not left follow; whoever has been written to already is told what changed.
    """
    before = {"things_to_bring": cohort.things_to_bring, "joining_notes": cohort.joining_notes}
    after = {"things_to_bring": things_to_bring, "joining_notes": joining_notes}
    Cohort.objects.filter(pk=cohort.pk).update(**after)
    audit.record("lms_cohorts.decide_joining_notes", cohort, by=by, before=before, after=after)
    cohort.refresh_from_db()
    tell_of_change(cohort)
    return cohort
