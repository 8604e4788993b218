from courses.models.course import Course
from courses.models.crosswalk import CrosswalkEntry
from courses.models.curriculum import Curriculum, CurriculumDay, CurriculumSession, LearningOutcome
from courses.models.fields import ForSeats, Half, SessionFormat, SessionFormatsField
from courses.models.framework import Competency, CompetencyArea, CompetencyDomain, Framework, FrameworkVersion
from courses.models.lesson import Lesson
from courses.models.outline import OutlineImport, OutlineNode, SyllabusOutline
from courses.models.scheme import RubricCriterion, RubricLevel, SchemeVersion
from courses.models.study_material import StudyMaterial
from courses.models.textbook import Textbook

__all__ = [
    "Competency",
    "CompetencyArea",
    "CompetencyDomain",
    "Course",
    "CrosswalkEntry",
    "Curriculum",
    "CurriculumDay",
    "CurriculumSession",
    "ForSeats",
    "Framework",
    "FrameworkVersion",
    "Half",
    "LearningOutcome",
    "Lesson",
    "OutlineImport",
    "OutlineNode",
    "RubricCriterion",
    "RubricLevel",
    "SchemeVersion",
    "SessionFormat",
    "SessionFormatsField",
    "StudyMaterial",
    "SyllabusOutline",
    "Textbook",
]
