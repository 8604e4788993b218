"""Entries of one person are merged by several at once while others write to them; `tests.bench.race` runs each process."""

import re

from django.conf import settings


def prepare(number: int) -> list[object]:
    """Three entries with a seat each in cohorts of their own; a colleague who is signed in."""
    del number
    from django.test import Client

    from tests.cast import create
    from tests.factories.cohorts import CohortFactory, ConfirmedEnrollmentFactory, PersonFactory, SeatPoolFactory

    people = {name: PersonFactory(given_name=name) for name in "ABC"}
    for person in people.values():
        ConfirmedEnrollmentFactory(person=person, pool=SeatPoolFactory(cohort=CohortFactory(), capacity=5))
    client = Client()
    client.force_login(create("secretariat"))
    return [client.cookies[settings.SESSION_COOKIE_NAME].value, {name: one.pk for name, one in people.items()}]


def contend(number: int, cookie: str, wanted: list[list[int]], keys: dict[str, int]) -> str:
    from django.core.exceptions import ObjectDoesNotExist
    from django.db import DatabaseError

    from lms.kernel.contention import is_contention

    if number < len(wanted):
        return _merge(cookie, *wanted[number])
    try:
        _write(list(keys.values())[number % 3], number)
    except ObjectDoesNotExist:  # merged before it was read
        return "told"
    except DatabaseError as error:
        return "told" if is_contention(error) else repr(error)
    return "written"


def _merge(cookie: str, gone: int, stays: int) -> str:
    """As the button of the page does it; what else than a merge or a sentence comes back is the answer itself."""
    from django.test import Client
    from django.urls import reverse

    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    address = reverse("lms_desk:merge_people", args=[stays, gone])
    answer = client.post(address, {"reason": "本人に確認"}, follow=True)
    if "2つの登録を統合しました。" in answer.text:
        return "merged"
    is_told = re.search("統合されました|削除されています|ちょうど今|同じ時に", answer.text)
    return "told" if answer.status_code == 200 and is_told else f"{answer.status_code} {answer.text}"


def _write(person_pk: int, number: int) -> None:
    """Somebody who read the entry before it was merged writes to it: a row only, or a row and the entry itself."""
    from cohorts.actions.contact import PostalFields, add_postal_address
    from cohorts.models import Person
    from lms.kernel import clock
    from tests.factories.lists import OFFICE

    person, now = Person.objects.get(pk=person_pk), clock.now()
    add_postal_address(person, PostalFields(address=f"東京都港区{number}"), by=OFFICE, now=now)


def rows(number: int) -> dict[str, int]:
    """What is true afterwards."""
    del number
    from cohorts.models import Enrollment, Person, PersonMerge, PostalAddress

    people = Person.objects.all()
    return {
        "people": people.count(),
        "merges": PersonMerge.objects.filter(survivor__in=people).count(),
        "enrollments": Enrollment.objects.filter(person__in=people).count(),
        "written": PostalAddress.objects.filter(person__in=people).count(),
    }
