"""What test_import_race.py lets processes do with one list of exam results."""

import sys


def upload(_number, rows):
    """Key of the import, and what a person who looks at it carries along."""
    from cohorts.actions.data_import import looked_at, plan_of, take_in
    from lms.kernel import clock
    from lms.kernel.actor import Actor
    from tests.factories.lists import csv_of

    data = csv_of("番号,氏名,合否,合格日", [f"SP-{number},見本 花子,合格,2026/11/3" for number in range(rows)])
    found, _new = take_in("exam_records", file_name="結果.csv", data=data, by=Actor.process("office"), now=clock.now())
    return [found.pk, looked_at(plan_of(found, now=clock.now()))]


def accept(_number, pk, digest):
    from cohorts.actions.data_import import accept_rows
    from cohorts.models import DataImport
    from lms.kernel import clock
    from lms.kernel.actor import Actor

    by, now = Actor.process("office"), clock.now()
    return accept_rows(DataImport.objects.get(pk=pk), digest=digest, rows=None, by=by, now=now)


def count_and_accept(number, pk, digest):
    """What the dead left, what is accepted now, and what is there then."""
    return [count(), accept(number, pk, digest), count()]


def count():
    from cohorts.models import ExamRecord, ImportEffect

    return [ExamRecord.objects.count(), ImportEffect.objects.count()]


if __name__ == "__main__":
    import django

    django.setup()
    print("ready", flush=True)
    accept(0, int(sys.argv[1]), sys.argv[2])
