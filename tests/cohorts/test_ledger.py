from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts.ledger import Entry, Happening, Standing, status_on
from cohorts.models import License, LicenseEvent
from tests.factories.certification import NOW, licensed

START, END = date(2027, 3, 1), date(2030, 3, 1)
SUSPENDED = Entry(Happening.SUSPENDED, date(2028, 1, 10), "調査中")
REINSTATED = Entry(Happening.REINSTATED, date(2028, 2, 1))
REVOKED = Entry(Happening.REVOKED, date(2029, 5, 5), "規程違反")
SURRENDERED = Entry(Happening.SURRENDERED, date(2029, 6, 1))
RENEWED = Entry(Happening.RENEWED, date(2030, 2, 1), valid_until=date(2033, 3, 1))
LATE_RENEWAL = Entry(Happening.RENEWED, date(2030, 4, 1), valid_until=date(2033, 3, 1))


@pytest.mark.parametrize(
    "entries,day,standing,since",
    [
        ([], date(2027, 2, 28), Standing.NOT_YET, START),
        ([], date(2027, 3, 1), Standing.VALID, START),
        ([], date(2030, 2, 28), Standing.VALID, START),
        ([], date(2030, 3, 1), Standing.EXPIRED, END),
        ([SUSPENDED], date(2028, 1, 9), Standing.VALID, START),
        ([SUSPENDED], date(2028, 1, 10), Standing.SUSPENDED, date(2028, 1, 10)),
        ([SUSPENDED], date(2030, 3, 1), Standing.EXPIRED, END),
        ([SUSPENDED, REINSTATED], date(2028, 1, 31), Standing.SUSPENDED, date(2028, 1, 10)),
        ([SUSPENDED, REINSTATED], date(2028, 2, 1), Standing.VALID, date(2028, 2, 1)),
        ([REVOKED], date(2029, 5, 4), Standing.VALID, START),
        ([REVOKED], date(2029, 5, 5), Standing.REVOKED, date(2029, 5, 5)),
        ([REVOKED], date(2040, 1, 1), Standing.REVOKED, date(2029, 5, 5)),  # told for ever
        ([SUSPENDED, REVOKED], date(2029, 5, 5), Standing.REVOKED, date(2029, 5, 5)),
        ([REVOKED, SURRENDERED], date(2029, 7, 1), Standing.REVOKED, date(2029, 5, 5)),  # the first ending counts
        ([SURRENDERED], date(2029, 6, 1), Standing.SURRENDERED, date(2029, 6, 1)),
        ([RENEWED], date(2030, 3, 1), Standing.VALID, START),
        ([RENEWED], date(2033, 3, 1), Standing.EXPIRED, date(2033, 3, 1)),
        ([LATE_RENEWAL], date(2030, 3, 31), Standing.EXPIRED, END),  # grace is not validity
        ([LATE_RENEWAL], date(2030, 4, 1), Standing.VALID, START),
        ([Entry(Happening.REVOKED, date(2027, 1, 1), "誤発行")], date(2027, 2, 1), Standing.REVOKED, date(2027, 1, 1)),
    ],
)
def test_standing_on_a_day(entries, day, standing, since):
    status = status_on(entries, valid_from=START, valid_until=END, day=day)
    assert (status.standing, status.since) == (standing, since)


def test_entries_of_one_day_count_in_the_order_of_recording():
    both = [Entry(Happening.SUSPENDED, START, "誤り"), Entry(Happening.REINSTATED, START)]
    assert status_on(both, valid_from=START, valid_until=END, day=START).standing is Standing.VALID
    assert status_on(both[::-1], valid_from=START, valid_until=END, day=START).standing is Standing.SUSPENDED


def test_reason_is_told_to_those_who_ask_the_ledger():
    assert status_on([REVOKED], valid_from=START, valid_until=END, day=date(2029, 5, 5)).reason == "規程違反"


@pytest.fixture
def license_(db):
    return licensed()


def event(license_, entry):
    return LicenseEvent(
        license=license_,
        kind=entry.happening.value,
        effective_on=entry.effective_on,
        valid_until=entry.valid_until,
        reason=entry.reason or "理由",
        recorded_at=NOW,
    )


OFFSETS = st.integers(-60, 2000)
TURNS = st.lists(
    st.tuples(st.sampled_from([Happening.SUSPENDED, Happening.REINSTATED, Happening.RENEWED]), OFFSETS), max_size=5
)
ENDING = st.lists(st.tuples(st.sampled_from([Happening.REVOKED, Happening.SURRENDERED]), OFFSETS), max_size=1)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=TURNS, ending=ENDING, days=st.lists(OFFSETS, min_size=1, max_size=6))
def test_sql_and_python_agree_on_every_ledger(license_, turns, ending, days):
    entries = [
        Entry(
            what,
            START + timedelta(offset),
            valid_until=END + timedelta(offset) if what is Happening.RENEWED else None,
        )
        for what, offset in turns + ending
    ]
    LicenseEvent.objects.filter(license=license_).exclude(kind="issued")._raw_delete("default")
    LicenseEvent.objects.bulk_create([event(license_, entry) for entry in entries])
    fresh = License.objects.with_history().get(pk=license_.pk)
    for day in [START + timedelta(offset) for offset in days]:
        assert License.objects.valid_on(day).exists() is fresh.status_on(day).is_valid


def test_ledger_is_only_appended_to(license_):
    with pytest.raises(TypeError):
        LicenseEvent.objects.filter(license=license_).update(reason="x")
    with pytest.raises(TypeError):
        license_.events.all().delete()
    assert license_.events.count() == 1
