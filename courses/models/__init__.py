from courses.models.course import Course
from courses.models.curriculum import Curriculum, CurriculumDay, CurriculumSession, LearningOutcome
from courses.models.fields import ForSeats, Half, SessionFormat, SessionFormatsField
from courses.models.lesson import Lesson
from courses.models.scheme import RubricCriterion, RubricLevel, SchemeVersion
from courses.models.study_material import StudyMaterial
from courses.models.textbook import Textbook

__all__ = [
    "Course",
    "Curriculum",
    "CurriculumDay",
    "CurriculumSession",
    "ForSeats",
    "Half",
    "LearningOutcome",
    "Lesson",
    "RubricCriterion",
    "RubricLevel",
    "SchemeVersion",
    "SessionFormat",
    "SessionFormatsField",
    "StudyMaterial",
    "Textbook",
]
