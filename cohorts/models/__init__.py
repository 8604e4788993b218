from cohorts.models.accommodation import Accommodation
from cohorts.models.affiliation import Affiliation
from cohorts.models.assignment import AssignmentResult
from cohorts.models.attendance import Attendance
from cohorts.models.certification import CertificationCase, CertificationDecision
from cohorts.models.change import CohortChange
from cohorts.models.cohort import ClassSession, Cohort, CohortDay, StaffAssignment
from cohorts.models.company_hold import CompanyHold
from cohorts.models.consent import Consent
from cohorts.models.consultation import Consultation, ConsultationNote
from cohorts.models.contact import MailAddress, PostalAddress
from cohorts.models.data_import import DataImport, ImportEffect, ImportRow
from cohorts.models.data_request import DataRequest
from cohorts.models.declaration import Declaration
from cohorts.models.enrollment import Enrollment
from cohorts.models.evaluation import CriterionScore, EvaluationSheet, LessonModelEvaluation
from cohorts.models.exam_record import ExamRecord
from cohorts.models.exam_score import ExamScore
from cohorts.models.interest import Interest
from cohorts.models.license import License, LicenseCertificate, LicenseEvent
from cohorts.models.open_seat import OpenSeat
from cohorts.models.organization_merge import DifferentOrganizations, OrganizationMerge
from cohorts.models.person import Organization, Person
from cohorts.models.person_merge import DifferentPeople, PersonMerge
from cohorts.models.planned_release import PlannedRelease
from cohorts.models.proof import CertificateProof
from cohorts.models.record_match import RecordMatch
from cohorts.models.reevaluation import FurtherReevaluation
from cohorts.models.reissue import CertificateReissue
from cohorts.models.release import ResultRelease
from cohorts.models.seat_pool import SeatKind, SeatPool
from cohorts.models.statement import AttendanceStatement
from cohorts.models.study import SelfTestAttempt, StudyProgress, TextbookDelivery
from cohorts.models.submission import Submission
from cohorts.models.venue import Venue
from cohorts.models.waiver import Waiver

__all__ = [
    "Accommodation",
    "Affiliation",
    "AssignmentResult",
    "Attendance",
    "AttendanceStatement",
    "CertificateProof",
    "CertificateReissue",
    "CertificationCase",
    "CertificationDecision",
    "ClassSession",
    "Cohort",
    "CohortChange",
    "CohortDay",
    "CompanyHold",
    "Consent",
    "Consultation",
    "ConsultationNote",
    "CriterionScore",
    "DataImport",
    "DataRequest",
    "Declaration",
    "DifferentOrganizations",
    "DifferentPeople",
    "Enrollment",
    "EvaluationSheet",
    "ExamRecord",
    "ExamScore",
    "FurtherReevaluation",
    "ImportEffect",
    "ImportRow",
    "Interest",
    "LessonModelEvaluation",
    "License",
    "LicenseCertificate",
    "LicenseEvent",
    "MailAddress",
    "OpenSeat",
    "Organization",
    "OrganizationMerge",
    "Person",
    "PersonMerge",
    "PlannedRelease",
    "PostalAddress",
    "RecordMatch",
    "ResultRelease",
    "SeatKind",
    "SeatPool",
    "SelfTestAttempt",
    "StaffAssignment",
    "StudyProgress",
    "Submission",
    "TextbookDelivery",
    "Venue",
    "Waiver",
]
