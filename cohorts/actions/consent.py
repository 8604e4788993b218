"""Consents are written down where they are given, and withdrawn by those who gave them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cohorts.models import Consent, Interest, License, Person
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from lms.kernel.obstacles import Obstacle


class BelongsToContract(Obstacle):
    message = _("This text was accepted with an application. It ends with the contract and cannot be withdrawn alone.")


def record_consent(
    text: Consent.Text,
    version: str,
    *,
    source: Consent.Source,
    given_for: models.Model,
    person: Person | None = None,
    email: str = "",
    by: Actor,
    now: datetime,
) -> Consent:
    """Keep that somebody agreed to this version; the first time for one row stays.

    Args:
        given_for: the row it came with, an application for example.
        email: whose it is while nobody knows the person behind an address.
    """
    consent, _created = Consent.objects.get_or_create(
        reference=Message.key_of(given_for),
        text=text,
        version=version,
        defaults={
            "person": person,
            "email": email.strip().lower(),
            "source": source,
            "given_by": by.label,
            "given_at": now,
        },
    )
    return consent


def give_consent(
    text: Consent.Text,
    version: str,
    *,
    source: Consent.Source,
    given_for: models.Model,
    person: Person,
    by: Actor,
    now: datetime,
) -> Consent:
    """Keep that somebody agreed to what can be taken back and given again; each time is a row of its own.

    What stands already in this version stays as it is.
    """
    consent, _created = Consent.objects.get_or_create(
        reference=Message.key_of(given_for),
        text=text,
        version=version,
        withdrawn_at=None,
        defaults={"person": person, "source": source, "given_by": by.label, "given_at": now},
    )
    return consent


def record_acceptance(
    versions: Mapping[Consent.Text, str],
    *,
    source: Consent.Source,
    given_for: models.Model,
    person: Person,
    by: Actor,
    now: datetime,
) -> None:
    """Keep in one statement that somebody agreed to several texts at once; what is on file for the row stays."""
    reference = Message.key_of(given_for)
    Consent.objects.bulk_create(
        (
            Consent(
                reference=reference,
                text=text,
                version=version,
                person=person,
                source=source,
                given_by=by.label,
                given_at=now,
            )
            for text, version in versions.items()
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Actor, now: datetime) -> Consent:
    """From now on it no longer stands; that it stood stays on file. Whoever takes news back is written none.

    Raises BelongsToContract.
    """
    if consent.text not in Consent.FREELY_WITHDRAWN:
        raise BelongsToContract
    if Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=by.label):
        consent.refresh_from_db()
        _end_interest_of(consent, now=now)
        _hide_in_register(consent)
        if consent.person:
            audit.record("lms_cohorts.withdraw_consent", consent.person, by=by, note=str(consent.text))
    return consent


def _end_interest_of(consent: Consent, *, now: datetime) -> None:
    """News are sent to registrations, so the one this consent came with ends with it."""
    kind, _colon, pk = consent.reference.partition(":")
    if kind == Interest._meta.label_lower and pk.isdecimal():
        Interest.objects.filter(pk=int(pk), withdrawn_at=None).update(withdrawn_at=now)


#: What the register stops showing; without the name there is neither a list nor a former name.
HIDDEN_WITHOUT: dict[str, dict[str, object]] = {
    Consent.Text.REGISTER_NAME: {"show_name": False, "listed": False, "show_former_name": False},
    Consent.Text.REGISTER_LIST: {"listed": False},
    Consent.Text.REGISTER_FORMER_NAME: {"show_former_name": False},
    Consent.Text.REGISTER_EMPLOYER: {"show_employer": False},
    Consent.Text.REGISTER_PREFECTURE: {"prefecture": ""},
}


def _hide_in_register(consent: Consent) -> None:
    """The register follows in the same moment, wherever a consent is taken back."""
    kind, _colon, pk = consent.reference.partition(":")
    if consent.text in HIDDEN_WITHOUT and kind == License._meta.label_lower and pk.isdecimal():
        License.objects.filter(pk=int(pk)).update(**HIDDEN_WITHOUT[consent.text])


def end_consents_of(row: models.Model, *, by: Actor, now: datetime) -> None:
    """What was agreed to for this row stands no longer."""
    standing = Consent.objects.standing().filter(reference=Message.key_of(row))
    standing.update(withdrawn_at=now, withdrawn_by=by.label)
