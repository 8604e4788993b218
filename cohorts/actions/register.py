"""What the public register shows of a holder: chosen by them, each change a consent given or taken back."""

from datetime import datetime

from django.db import transaction

from cohorts.actions.consent import give_consent, withdraw_consent
from cohorts.models import Consent, License
from cohorts.register import TEXT_VERSION, Choice, choice_of
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.models import Message


@transaction.atomic
def choose_register(license_: License, choice: Choice, *, source: Consent.Source, by: Actor, now: datetime) -> License:
    """Show from now on exactly what was chosen. What is agreed to already keeps its day."""
    license_ = License.objects.select_for_update(of=("self",)).select_related("person").get(pk=license_.pk)
    before, agreed = choice_of(license_), choice.agreed()
    given_for = Message.key_of(license_)
    standing = Consent.objects.standing().filter(reference=given_for, text__in=Consent.REGISTER)
    for consent in standing:
        if consent.text not in agreed or consent.version != TEXT_VERSION:
            withdraw_consent(consent, by=by, now=now)
    for text in sorted(agreed):
        give_consent(text, TEXT_VERSION, source=source, given_for=license_, person=license_.person, by=by, now=now)
    license_.show_name = choice.name
    license_.listed = choice.name and choice.listed
    license_.show_former_name = choice.name and choice.former_name
    license_.show_employer, license_.prefecture = choice.employer, choice.prefecture
    license_.save(update_fields=["show_name", "listed", "show_former_name", "show_employer", "prefecture"])
    if choice_of(license_) != before:
        audit.record("lms_cohorts.choose_register", license_, by=by, shown=sorted(text.value for text in agreed))
    return license_
