from courses.models.course import Course
from courses.models.curriculum import Curriculum, CurriculumDay, CurriculumSession, LearningOutcome
from courses.models.fields import Half, SessionFormat, SessionFormatsField
from courses.models.scheme import RubricCriterion, RubricLevel, SchemeVersion

__all__ = [
    "Course",
    "Curriculum",
    "CurriculumDay",
    "CurriculumSession",
    "Half",
    "LearningOutcome",
    "RubricCriterion",
    "RubricLevel",
    "SchemeVersion",
    "SessionFormat",
    "SessionFormatsField",
]
