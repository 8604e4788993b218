import factory
from factory.django import DjangoModelFactory

from courses.models import RubricCriterion, RubricLevel, SchemeVersion
from tests.factories.courses import CourseFactory

# code, weight, critical, gate
RUBRIC = [
    ("C1", 20, True, False),
    ("C2", 15, False, False),
    ("C3", 15, False, False),
    ("C4", 20, True, False),
    ("C5", 10, False, False),
    ("C6", 10, False, False),
    ("C7", 10, False, False),
    ("C8", 0, False, True),
]


class SchemeVersionFactory(DjangoModelFactory):
    class Meta:
        model = SchemeVersion

    course = factory.SubFactory(CourseFactory, license_title="見本インストラクター")
    version = factory.Sequence(lambda n: n + 1)


class RubricCriterionFactory(DjangoModelFactory):
    class Meta:
        model = RubricCriterion

    scheme = factory.SubFactory(SchemeVersionFactory)
    position = factory.Sequence(lambda n: n)
    code = factory.Sequence(lambda n: f"K{n}")
    title = factory.LazyAttribute(lambda criterion: f"項目{criterion.code}")


class RubricLevelFactory(DjangoModelFactory):
    class Meta:
        model = RubricLevel

    criterion = factory.SubFactory(RubricCriterionFactory)
    level = 3
    descriptor = "基準"


def full_scheme(**fields: object) -> SchemeVersion:
    """A version with the whole rubric of seven scored criteria and one gate, weights adding up to 100."""
    scheme = SchemeVersionFactory(**fields)
    for position, (code, weight, is_critical, is_gate) in enumerate(RUBRIC):
        RubricCriterionFactory(
            scheme=scheme, position=position, code=code, weight=weight, is_critical=is_critical, is_gate=is_gate
        )
    return SchemeVersion.objects.get(pk=scheme.pk)
