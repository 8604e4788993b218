"""Without everything the law wants shown before it, there is no button to press."""

from datetime import timedelta

import pytest

from cohorts.models import Cohort
from lms.checkout.confirmation import NotOnSale
from lms.checkout.models import CommerceStatement, LegalDocument, Listing
from lms.checkout.pricing import FeeUndecided
from lms.kernel.models import OrganizationProfile
from payments.models import CancellationPolicy
from tests.checkout.applications import NOW, a_draft, a_world, shown

pytestmark = pytest.mark.django_db
Kind = LegalDocument.Kind


@pytest.fixture
def draft():
    return a_draft(a_world())


def without_one_date(draft):
    draft.cohort.days.filter(position=2).update(held_on=None)


def without_deadline(_draft):
    Cohort.objects.update(status=Cohort.Status.PLANNED, application_deadline_at=None)


@pytest.mark.parametrize(
    "take_away",
    [
        lambda _draft: Listing.objects.update(policy=None),
        lambda _draft: Listing.objects.all().delete(),
        lambda _draft: LegalDocument.objects.filter(kind=Kind.TERMS).delete(),
        lambda _draft: LegalDocument.objects.filter(kind=Kind.PRIVACY).delete(),
        lambda _draft: CommerceStatement.objects.all().delete(),
        lambda _draft: OrganizationProfile.objects.update(phone=""),
        lambda _draft: LegalDocument.objects.update(effective_at=NOW + timedelta(seconds=1)),
        without_one_date,
        without_deadline,
    ],
    ids=["policy", "listing", "terms", "privacy", "statement", "seller", "nothing in force", "date", "deadline"],
)
def test_nothing_is_sold_while_something_is_missing(draft, take_away):
    take_away(draft)
    with pytest.raises(NotOnSale):
        shown(draft)


def test_nothing_is_sold_while_the_fee_is_undecided(draft):
    Listing.objects.update(list_price_jpy=None)
    with pytest.raises(FeeUndecided):
        shown(draft)


def test_the_version_in_force_is_shown_and_not_the_next_one(draft):
    coming = LegalDocument.objects.create(
        kind=Kind.TERMS, version="2027-01", title="受講規約", body="<p>次の版</p>", effective_at=NOW + timedelta(days=1)
    )
    assert shown(draft).terms.version == "2026-04"
    assert shown(draft, at=NOW + timedelta(days=1)).terms == coming


def test_the_statement_needs_no_venue_to_be_lawful(draft):
    Cohort.objects.update(venue=None)
    assert shown(draft).price.unit_jpy == 70_400


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: draft.cohort.days.filter(position=1).update(held_on="2027-02-17"),
        lambda draft: draft.cohort.days.filter(position=1).update(opens_at="09:30"),
        lambda _draft: Cohort.objects.update(venue=None),
        lambda _draft: Cohort.objects.update(application_deadline_at=NOW + timedelta(days=3)),
        lambda _draft: Listing.objects.update(
            policy=CancellationPolicy.objects.create(name="公開講座", version=2, text="改定版")
        ),
        lambda draft: type(draft).objects.update(pool=draft.cohort.pools.get(kind="audit"), kind="audit"),
    ],
    ids=["date", "hour", "venue", "deadline", "policy", "seat"],
)
def test_any_change_of_the_offer_shows(draft, change):
    before = shown(draft).fingerprint
    assert shown(draft).fingerprint == before
    change(draft)
    assert shown(draft).fingerprint != before
