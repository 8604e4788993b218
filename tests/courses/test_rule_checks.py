"""Every way in which a pass rule makes no sense."""

from decimal import Decimal

import pytest

from courses.rule_checks import Finding, Flaw, Line, PartShape, Way, findings

PARTS = {
    "written": PartShape(maximum=Decimal(50)),
    "practical": PartShape(score_count=None),
    "oral": PartShape(),
    "assignment": PartShape(score_count=3, maximum=Decimal(100)),
}


def line(minimum, *parts):
    return Line(parts, None if minimum is None else Decimal(minimum))


@pytest.mark.parametrize(
    "way,lines,found",
    [
        (Way.FLOORS, [line(30, "written")], []),
        (Way.FLOORS, [line(50, "written")], []),
        (Way.FLOORS, [line("50.01", "written")], [Finding(Flaw.UNREACHABLE, 0)]),
        (Way.FLOORS, [line(300, "assignment")], []),  # three scores of 100
        (Way.FLOORS, [line("300.01", "assignment")], [Finding(Flaw.UNREACHABLE, 0)]),
        (Way.FLOORS, [line(350, "assignment", "written")], []),
        (Way.FLOORS, [line(351, "assignment", "written")], [Finding(Flaw.UNREACHABLE, 0)]),
        (Way.FLOORS, [line(9999, "practical", "written")], []),  # a maximum that is not known limits nothing
        (Way.FLOORS, [], [Finding(Flaw.NO_CONDITION)]),
        (Way.UNITS, [], [Finding(Flaw.NO_CONDITION)]),
        (Way.UNPUBLISHED, [], []),
        (Way.UNPUBLISHED, [line(30, "written")], [Finding(Flaw.CONDITION_WITHOUT_RULE)]),
        (Way.FLOORS, [line(30)], [Finding(Flaw.NO_PART, 0)]),
        (Way.FLOORS, [line(30, "essay")], [Finding(Flaw.UNKNOWN_PART, 0, "essay")]),
        (Way.FLOORS, [line(30, "written", "essay")], [Finding(Flaw.UNKNOWN_PART, 0, "essay")]),
        (Way.FLOORS, [line(30, "written", "written")], [Finding(Flaw.PART_TWICE, 0)]),
        (Way.FLOORS, [line(None, "written")], [Finding(Flaw.NO_MINIMUM, 0)]),
        (Way.UNITS, [line(None, "assignment")], [Finding(Flaw.NO_MINIMUM, 0)]),
        (Way.FLOORS, [line("0.01", "written")], []),
        (Way.FLOORS, [line(0, "written")], [Finding(Flaw.NOT_POSITIVE, 0)]),
        (Way.FLOORS, [line(-1, "written")], [Finding(Flaw.NOT_POSITIVE, 0)]),
        (Way.FLOORS, [line(30, "written"), line(20, "written")], [Finding(Flaw.DUPLICATE, 1)]),
        (
            Way.FLOORS,
            [line(70, "written", "oral"), line(60, "oral", "written")],
            [Finding(Flaw.DUPLICATE, 1)],
        ),
        (Way.UNITS, [line(65, "assignment"), line(75, "oral")], []),
        (Way.UNITS, [line(100, "assignment")], []),
        (Way.UNITS, [line("100.01", "assignment")], [Finding(Flaw.UNREACHABLE, 0)]),  # each score by itself
        (Way.UNITS, [line(65, "assignment", "oral")], [Finding(Flaw.UNIT_OF_SEVERAL_PARTS, 0)]),
        (Way.UNITS, [line(65, "practical")], [Finding(Flaw.UNCOUNTED_UNITS, 0, "practical")]),
    ],
)
def test_findings(way, lines, found):
    assert list(findings(way, lines, PARTS)) == found


@pytest.mark.parametrize("total,never_binds", [(59, True), (60, True), ("60.01", False), (70, False)])
def test_a_sum_the_others_guarantee_is_pointed_out_and_allowed(total, never_binds):
    lines = [line(30, "practical"), line(30, "oral"), line(total, "practical", "oral")]
    found = findings(Way.FLOORS, lines, PARTS)
    assert list(found) == ([Finding(Flaw.NEVER_BINDS, 2)] if never_binds else [])
    assert all(finding.is_warning for finding in found)


def test_overlapping_sums_are_not_added_up():
    lines = [line(30, "oral", "written"), line(30, "oral", "practical"), line(55, "oral", "written", "practical")]
    assert findings(Way.FLOORS, lines, PARTS) == ()
