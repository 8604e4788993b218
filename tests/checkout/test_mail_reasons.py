"""Why a mail exists: every kind there is has a reason, and those of the catalog their number."""

from importlib.resources import files

import pytest

from lms.checkout.mail_reasons import REASONS

ROOMS = {
    "cohorts": "lms_cohorts",
    "lms.checkout": "lms_checkout",
    "lms.desk": "lms_desk",
    "lms.inquiries": "lms_inquiries",
}
CATALOG = {
    "T07": {"placed_on_waitlist", "seat_offered", "offer_lapsed", "no_seat_came_free", "taken_off_waitlist"},
    "T09": {"postponed", "asked_again", "postponement_taken_back", "called_off", "company_postponed"},
    "T10": {"canceled", "seat_given_up"},
    "T11": {"moved", "substituted"},
}


def kinds():
    for package, label in ROOMS.items():
        folder = files(package) / "templates" / label / "email"
        for each in folder.iterdir():
            if each.name.endswith(".subject.txt"):
                yield f"{label.removeprefix('lms_')}.email.{each.name.removesuffix('.subject.txt')}"


def test_every_mail_there_is_says_why_it_exists():
    assert sorted(set(kinds()) - set(REASONS)) == []


@pytest.mark.parametrize("number", CATALOG)
def test_the_mails_of_the_catalog_stand_under_their_number(number):
    there = {kind.rpartition(".")[2] for kind, reason in REASONS.items() if reason.number == number}
    assert CATALOG[number] <= there
