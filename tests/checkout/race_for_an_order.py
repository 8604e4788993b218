"""One race in a process of its own: `python -m tests.checkout.race_for_an_order <story> <clicks>`.

Prints what each click came back with and what is true afterwards, as JSON. The clicks are forked from one prepared
process, each with a connection of its own.
"""

import json
import multiprocessing
import sys

import django


def same_form(enrollment_id, _number):
    from cohorts.models import Enrollment
    from tests.checkout.applications import confirm

    return confirm(Enrollment.objects.get(pk=enrollment_id), token="same").order.number


def two_tabs(enrollment_id, number):
    from cohorts.models import Enrollment
    from tests.checkout.applications import confirm

    return confirm(Enrollment.objects.get(pk=enrollment_id), token=f"tab {number}").order.number


def last_seat(enrollment_ids, number):
    from cohorts.models import Enrollment
    from tests.checkout.applications import confirm

    return confirm(Enrollment.objects.get(pk=enrollment_ids[number])).order.number


def companies(application_ids, number):
    from lms.checkout.models import GroupApplication
    from tests.checkout.companies import confirm_group

    return confirm_group(GroupApplication.objects.get(pk=application_ids[number])).number


def company_and_singles(subjects, number):
    return (companies if number == 0 else last_seat)(subjects, number)


def paid(enrollment_id, _number):
    from payments.models import Payment
    from tests.checkout.stripe_says import pay

    pay(Payment.objects.get(order__purchases__enrollment=enrollment_id))
    return "heard"


#: Seats left for each story; one where nothing is said.
CAPACITY = {two_tabs: 2, companies: 3, company_and_singles: 3}


def prepare(story, clicks):
    """One seat is left, and somebody stands before the button; where the story is payment, it is pressed already."""
    from tests.checkout.applications import a_draft, a_world, confirm

    world = a_world(capacity=CAPACITY.get(story, 1))
    if story in {companies, company_and_singles}:
        from tests.checkout.companies import LATER, a_contact, a_group_draft, somebody

        groups = clicks if story is companies else 1
        rows = [LATER, somebody("一郎"), LATER]
        own = [a_group_draft(world, rows, contact=a_contact(f"会社{each}")).pk for each in range(groups)]
        return [*own, *(a_draft(world).pk for _single in range(clicks - groups))]
    if story is last_seat:
        return [a_draft(world).pk for _buyer in range(clicks)]
    draft = a_draft(world)
    if story is paid:
        confirm(draft)
    return draft.pk


def contend(story, subject, number, start, said):
    try:
        start.wait(60)
        said.put(story(subject, number))
    except Exception as error:  # noqa: BLE001 - losing is an outcome
        said.put(type(error).__name__)


def rows():
    from cohorts.models import Enrollment, OpenSeat, SeatPool
    from lms.kernel.models import Message
    from payments.models import LedgerEntry, Order, Payment

    return {
        "orders": list(Order.objects.values_list("status", flat=True)),
        "attempts": Payment.objects.count(),
        "taken": SeatPool.objects.get(kind="certification").taken,
        "unnamed": OpenSeat.objects.occupying().count(),
        "enrollments": list(Enrollment.objects.values_list("status", flat=True)),
        "mails": sorted(Message.objects.without_planned().values_list("kind", flat=True)),
        "charges": list(LedgerEntry.objects.values_list("amount_jpy", flat=True)),
    }


def race(story, clicks):
    from django.db import connections

    subject = prepare(story, clicks)
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start, said = fork.Barrier(clicks), fork.Queue()
    running = [
        fork.Process(target=contend, args=(story, subject, number, start, said), daemon=True)
        for number in range(clicks)
    ]
    for one in running:
        one.start()
    answers = sorted(said.get(timeout=100) for _one in running)
    for one in running:
        one.join(10)
    return {"said": answers, **rows()}


if __name__ == "__main__":
    django.setup()
    stories = {"same_form": same_form, "two_tabs": two_tabs, "last_seat": last_seat, "paid": paid}
    stories |= {"companies": companies, "company_and_singles": company_and_singles}
    print(json.dumps(race(stories[sys.argv[1]], int(sys.argv[2]))))
