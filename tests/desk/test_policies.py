"""Cancellation terms at the desk: a table, versions that are never edited, and what is sold under them."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from payments.models import CancellationPolicy
from tests.factories.payments import CancellationPolicyFactory

pytestmark = pytest.mark.django_db
ADD = reverse("lms_desk_cancellationpolicy:add")
TIERS = [
    {"days_before": 15, "fee_percent": 0},
    {"days_before": 8, "fee_percent": 30},
    {"days_before": 0, "fee_percent": 100},
]


def typed(*tiers, **fields):
    """The form as a browser sends it, with eight lines."""
    cells = [str(cell) for tier in tiers for cell in tier]
    lines = {f"tiers_{number}": cell for number, cell in enumerate([*cells, *[""] * (16 - len(cells))])}
    rest = {"name": "公開講座", "unit": "calendar", "base": "paid", "transfer_days_before": "15", "text": "本文です。"}
    return {**rest, **lines, **fields}


def test_terms_are_published_and_read_with_the_moments_of_an_example(office, secretariat):
    answer = office.post(
        ADD, typed((0, 100), (15, 0), (8, 30), cut_off="17:00", rolls="on", bank_charge_on_buyer="on"), follow=True
    )
    policy = CancellationPolicy.objects.get()
    assert (policy.name, policy.version, policy.tiers, policy.rolls) == ("公開講座", 1, TIERS, True)
    assert ModelLogEntry.objects.get(action="lms_payments.publish_policy").user == secretariat
    page = answer.content.decode()
    assert "17:00" in page
    assert "30%" in page
    assert "直前の営業日" in page
    assert "キャンセルした申込者の負担" in page


def test_a_change_is_a_new_version_and_the_old_one_stays_as_it_was(office):
    first = CancellationPolicyFactory(name="公開講座", version=1, tiers=TIERS, text="前の本文")
    filled = office.get(f"{ADD}?from={first.pk}").content.decode()
    assert "前の本文" in filled
    assert 'name="tiers_3" value="30"' in filled
    office.post(ADD, typed((0, 50)))
    first.refresh_from_db()
    assert (first.tiers, first.text) == (TIERS, "前の本文")
    assert CancellationPolicy.objects.get(version=2).tiers == [{"days_before": 0, "fee_percent": 50}]
    assert "第2版" in office.get(reverse("lms_desk_cancellationpolicy:inspect", args=[first.pk])).content.decode()


@pytest.mark.parametrize(
    "tiers, word",
    [
        ([(15, 0), (8, 30)], "0日前"),
        ([(15, 0), (15, 30), (0, 100)], "行ごとに異なる"),
        ([(15, 50), (8, 30), (0, 100)], "下がらない"),
        ([(15, ""), (0, 100)], "両方"),
        ([], "日数"),
    ],
)
def test_a_table_that_cannot_be_used_says_why_and_keeps_what_was_typed(office, tiers, word):
    page = office.post(ADD, typed(*tiers)).content.decode()
    assert word in page
    assert "本文です。" in page
    assert not CancellationPolicy.objects.exists()


def test_nobody_edits_a_version(office):
    policy = CancellationPolicyFactory()
    assert office.get(f"/cms/desk/cancellation-policies/edit/{policy.pk}/").status_code in {302, 403, 404}
