from courses.models.awarding_body import AwardingBody, ReferenceQualification
from courses.models.course import Course
from courses.models.crosswalk import CrosswalkEntry
from courses.models.curriculum import Curriculum, CurriculumDay, CurriculumSession, LearningOutcome
from courses.models.exam_level import ExamLevel, ExamPart
from courses.models.fields import ExamPartCode, ForSeats, Half, SessionFormat, SessionFormatsField
from courses.models.framework import Competency, CompetencyArea, CompetencyDomain, Framework, FrameworkVersion
from courses.models.lesson import Lesson
from courses.models.outline import OutlineImport, OutlineNode, SyllabusOutline
from courses.models.pass_rule import PassCondition, PassRule
from courses.models.scheme import RubricCriterion, RubricLevel, SchemeVersion
from courses.models.study_material import StudyMaterial
from courses.models.textbook import Textbook

__all__ = [
    "AwardingBody",
    "Competency",
    "CompetencyArea",
    "CompetencyDomain",
    "Course",
    "CrosswalkEntry",
    "Curriculum",
    "CurriculumDay",
    "CurriculumSession",
    "ExamLevel",
    "ExamPart",
    "ExamPartCode",
    "ForSeats",
    "Framework",
    "FrameworkVersion",
    "Half",
    "LearningOutcome",
    "Lesson",
    "OutlineImport",
    "OutlineNode",
    "PassCondition",
    "PassRule",
    "ReferenceQualification",
    "RubricCriterion",
    "RubricLevel",
    "SchemeVersion",
    "SessionFormat",
    "SessionFormatsField",
    "StudyMaterial",
    "SyllabusOutline",
    "Textbook",
]
