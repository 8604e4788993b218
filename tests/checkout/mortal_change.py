"""Calling a cohort off in processes that can be killed: `python -m tests.checkout.mortal_change PART`.

Parts: `prepare` sells three seats, `decide` calls the cohort off, `die BEFORE|INSIDE` carries it out and is killed at the
second person, `finish` carries out what is left. Each prints what is true when it ends, as JSON.
"""

import json
import os
import signal
import sys

import django


def prepare() -> None:
    from tests.checkout.applications import a_world, bought
    from tests.checkout.stripe_says import pay

    world = a_world()
    for _person in range(3):
        pay(bought(world))


def decide() -> None:
    from cohorts.models import Cohort
    from lms.checkout.actions.organizer_change import call_off
    from lms.checkout.models import OrganizerChange

    call_off(Cohort.objects.get(), OrganizerChange.Kind.CANCELED, reason="台風のため", by=_office(), now=_now())


def die(where: str) -> None:
    from lms.checkout.actions import cancellation, organizer_change

    module, name = (organizer_change, "carry_out_notice") if where == "BEFORE" else (cancellation, "request_refund")
    real, calls = getattr(module, name), []

    def mortal(*args, **kwargs):
        calls.append(name)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(module, name, mortal)
    finish()


def finish() -> None:
    from lms.checkout.actions.organizer_change import carry_out
    from lms.checkout.models import OrganizerChange

    carry_out(OrganizerChange.objects.get(), by=_office(), now=_now())


def truth() -> dict:
    from cohorts.models import Enrollment, SeatPool
    from lms.checkout.models import Cancellation, ChangeNotice, OrganizerChange
    from lms.kernel.models import Message
    from payments.models import Refund

    change = OrganizerChange.objects.first()
    return {
        "change": change.status if change else None,
        "enrollments": sorted(Enrollment.objects.values_list("status", flat=True)),
        "notices": sorted(ChangeNotice.objects.values_list("status", flat=True)),
        "refunds": Refund.objects.count(),
        "cancellations": Cancellation.objects.count(),
        "mails": Message.objects.filter(kind="checkout.email.canceled").count(),
        "taken": SeatPool.objects.get(kind="certification").taken,
    }


def _office():
    from lms.kernel.actor import Actor

    return Actor.process("office")


def _now():
    from tests.checkout.applications import NOW

    return NOW


if __name__ == "__main__":
    django.setup()
    part, *arguments = sys.argv[1:]
    globals()[part](*arguments)
    print(json.dumps(truth()))
