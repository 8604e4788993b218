"""A mail is in its reader's language, whoever causes it: titles, kinds of seats, and the pages it leads to."""

from datetime import timedelta

import pytest
from django.utils import translation

from cohorts import emails
from cohorts.models import Cohort, Enrollment, Person
from cohorts.waitlist_emails import placed_on_waitlist, seat_offered
from lms.kernel.addresses import in_language
from lms.kernel.models import Message
from tests.checkout.applications import NOW, a_draft, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment():
    world = a_world()
    Cohort.objects.filter(pk=world.cohort.pk).update(title_en="Instructor course, 7th term")
    draft = a_draft(world)
    Enrollment.objects.filter(pk=draft.pk).update(hold_until=NOW + timedelta(days=2))
    return Enrollment.objects.select_related("cohort", "person", "upgrade_of").get(pk=draft.pk)


@pytest.mark.parametrize(
    "reader, actor, said, unsaid",
    [
        ("en", "ja", ("Instructor course, 7th term", "certification course", "/en/waitlist/"), ("認定", "JST) (Japan")),
        ("ja", "en", ("養成講座", "認定コース", "/waitlist/"), ("certification", "/en/")),
    ],
    ids=["an English reader", "a Japanese reader"],
)
def test_the_waitlist_speaks_to_the_reader_and_not_to_whoever_acts(enrollment, reader, actor, said, unsaid):
    Person.objects.filter(pk=enrollment.person_id).update(language=reader)
    enrollment.person.language = reader
    with translation.override(actor):
        placed_on_waitlist(enrollment, place=1, now=NOW)
        seat_offered(enrollment, now=NOW)
    for mail in Message.objects.all():
        text = f"{mail.subject}\n{mail.body}"
        assert [words for words in said if words not in text] == []
        assert [words for words in unsaid if words in text] == []


@pytest.mark.parametrize("language, page", [("en", "/en/my/"), ("ja", "/my/")])
def test_a_mail_leads_to_pages_in_the_language_of_its_reader(enrollment, settings, language, page):
    enrollment.person.language = language
    emails.hold_expired(enrollment, now=NOW)
    assert f"{settings.LMS_BASE_URL.rstrip('/')}{page}\n" in Message.objects.get().body


def test_only_our_own_pages_change_their_address(settings):
    base = settings.LMS_BASE_URL.rstrip("/")
    text = f"{base}/my/mails/?page=2 {base}/courses/ {base}/nowhere https://example.test/my/ {base}/en/my/"
    assert in_language(text, "en") == text.replace(f"{base}/my/", f"{base}/en/my/")
    assert in_language(text, "ja") == text
