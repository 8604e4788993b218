"""The pass rules the association publishes, written down once more: what is shipped has to say the same."""

from decimal import Decimal

from courses.grading.exams import Floor, FloorRule, Unit, UnitRule

BASIC = FloorRule(
    (
        Floor(("written",), Decimal(30)),
        Floor(("practical",), Decimal(30)),
        Floor(("written", "practical"), Decimal(70)),
    )
)
PROFESSIONAL = FloorRule(
    (
        Floor(("written",), Decimal(27)),
        Floor(("practical", "oral"), Decimal(33)),
        Floor(("written", "practical", "oral"), Decimal(65)),
    )
)
SPECIALIST = UnitRule(
    (
        Unit("assignment", 1, Decimal(65)),
        Unit("assignment", 2, Decimal(65)),
        Unit("assignment", 3, Decimal(65)),
        Unit("practical_oral", None, Decimal(75)),
    ),
    resubmission_days=14,
)
