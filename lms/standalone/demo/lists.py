"""A list of exam results from the examination office: what is new in it is accepted, the rest waits for an answer."""

from datetime import timedelta

from cohorts.actions.data_import import accept_rows, looked_at, plan_of, take_in
from cohorts.imports.plan import Verdict
from cohorts.models import DataImport
from lms.standalone.demo import people
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons
from lms.standalone.demo.cohorts import office


def make(seasons: Seasons) -> None:
    if DataImport.objects.exists():
        return
    with moment(seasons.ago(days=1, hour=15, minute=20)) as now:
        kept, _is_new = take_in(
            DataImport.Kind.EXAM_RECORDS, file_name="検定結果.csv", data=_file(seasons), by=office(), now=now
        )
        plan = plan_of(kept, now=now)
        chosen = {planned.row.pk for planned in plan.rows if planned.verdict is Verdict.NEW}
        accept_rows(kept, digest=looked_at(plan), rows=chosen, by=office(), now=now)


def _file(seasons: Seasons) -> bytes:
    """A pass to take over, one known already, a name that differs by one character, and a day nobody can read."""
    passed = seasons.today - timedelta(days=4)
    rows = [
        (people.NANASE.number, people.NANASE.full_name, "合格", f"{passed:%Y/%m/%d}"),
        (people.HAYASE.number, people.HAYASE.full_name, "合格", f"{seasons.today - timedelta(days=70):%Y/%m/%d}"),
        ("SP-2610-0042", "花房 すみれ", "受検中", ""),
        (people.TOKITO.number, "時任 亘", "合格", f"{passed:%Y/%m/%d}"),
        ("SP-2610-0051", "檜山 耕平", "合格", "11月末ごろ"),
    ]
    lines = ["受検番号,氏名,結果,合格日", *(",".join(row) for row in rows)]
    return "\r\n".join([*lines, ""]).encode("cp932")
