"""The association's published pass rules by exam level. A level that is missing here has no published rule."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from courses.grading import Floor, PassRule, Unit, UnitRule

BASIC = "basic"
PROFESSIONAL = "professional"
SPECIALIST = "specialist"

# "practical" is the sum of the practical's own parts; 30 + 30 does not pass, because the total binds as well.
# Professional's floors are lower than Basic's; its material differs, and so it is published.
PASS_RULES: Mapping[str, PassRule] = MappingProxyType(
    {
        BASIC: PassRule(
            (
                Floor(("written",), Decimal(30)),
                Floor(("practical",), Decimal(30)),
                Floor(("written", "practical"), Decimal(70)),
            ),
        ),
        PROFESSIONAL: PassRule(
            (
                Floor(("written",), Decimal(27)),
                Floor(("practical", "oral"), Decimal(33)),
                Floor(("written", "practical", "oral"), Decimal(65)),
            ),
        ),
    },
)

# Three monthly assignments and one combined practical and oral evaluation: 4 of 4 units.
# A short unit may be resubmitted within two weeks of the notice of its result.
UNIT_RULES: Mapping[str, UnitRule] = MappingProxyType(
    {
        SPECIALIST: UnitRule(
            (
                Unit("assignment_1", Decimal(65)),
                Unit("assignment_2", Decimal(65)),
                Unit("assignment_3", Decimal(65)),
                Unit("practical_oral", Decimal(75)),
            ),
            resubmission_days=14,
        ),
    },
)
