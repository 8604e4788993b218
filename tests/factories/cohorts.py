from datetime import UTC, date, datetime, time

import factory
from factory.django import DjangoModelFactory

from cohorts.models import (
    Accommodation,
    Attendance,
    ClassSession,
    Cohort,
    CohortDay,
    Consultation,
    Declaration,
    Enrollment,
    ExamRecord,
    Interest,
    Organization,
    Person,
    SeatKind,
    SeatPool,
    StaffAssignment,
    Venue,
    Waiver,
)
from courses.models import Half
from lms.kernel import names
from tests.factories.courses import CourseFactory
from tests.factories.standalone import UserFactory

SUBMITTED = datetime(2027, 1, 10, 3, 0, tzinfo=UTC)


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"見本商事{n}株式会社")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    family_name = "見本"
    given_name = factory.Sequence(lambda n: f"花子{n}")
    email = factory.Sequence(lambda n: f"person{n}@example.test")
    search_key = factory.LazyAttribute(lambda person: names.fold(f"{person.family_name}{person.given_name}"))


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"研修室{n}")


class CohortFactory(DjangoModelFactory):
    """Planned, with nothing decided."""

    class Meta:
        model = Cohort

    code = factory.Sequence(lambda n: f"cohort-{n}")
    course = factory.SubFactory(CourseFactory)
    fiscal_year = 2026
    title = factory.Sequence(lambda n: f"開催回{n}")


class OpenCohortFactory(CohortFactory):
    """Takes applications from 1 December 2026 to the end of January 2027 in Japan."""

    status = Cohort.Status.OPEN
    applications_open_at = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
    application_deadline_at = datetime(2027, 1, 31, 15, 0, tzinfo=UTC)


class CohortDayFactory(DjangoModelFactory):
    class Meta:
        model = CohortDay

    cohort = factory.SubFactory(CohortFactory)
    position = factory.Sequence(lambda n: n + 1)
    opens_at = time(10)
    closes_at = time(17)


class ClassSessionFactory(DjangoModelFactory):
    class Meta:
        model = ClassSession

    day = factory.SubFactory(CohortDayFactory)
    cohort = factory.SelfAttribute("day.cohort")
    position = factory.Sequence(lambda n: n + 1)
    half = Half.MORNING
    title = factory.Sequence(lambda n: f"時限{n}")


class SeatPoolFactory(DjangoModelFactory):
    class Meta:
        model = SeatPool

    cohort = factory.SubFactory(OpenCohortFactory)
    kind = SeatKind.CERTIFICATION
    capacity = 10


class StaffAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = StaffAssignment

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)
    role = StaffAssignment.Role.TRAINER


class EnrollmentFactory(DjangoModelFactory):
    """A draft; see HeldEnrollmentFactory and ConfirmedEnrollmentFactory for those that occupy a seat."""

    class Meta:
        model = Enrollment

    number = factory.Sequence(lambda n: f"T{n:05}")
    person = factory.SubFactory(PersonFactory)
    pool = factory.SubFactory(SeatPoolFactory)
    cohort = factory.SelfAttribute("pool.cohort")
    kind = factory.SelfAttribute("pool.kind")


class HeldEnrollmentFactory(EnrollmentFactory):
    pool = factory.SubFactory(SeatPoolFactory, taken=1)
    status = Enrollment.Status.HELD
    submitted_at = SUBMITTED
    hold_until = datetime(2027, 1, 10, 4, 10, tzinfo=UTC)


class ConfirmedEnrollmentFactory(HeldEnrollmentFactory):
    status = Enrollment.Status.CONFIRMED
    confirmed_at = SUBMITTED
    hold_until = None


class DeclarationFactory(DjangoModelFactory):
    class Meta:
        model = Declaration

    enrollment = factory.SubFactory(EnrollmentFactory)
    purpose = Declaration.Purpose.COMPANY_EMPLOYEE
    specialist_status = Declaration.SpecialistStatus.PASSED
    accepted_terms_version = "2026-1"
    accepted_policy_version = "2026-1"
    accepted_privacy_version = "2026-1"
    accepted_at = SUBMITTED


class ConsultationFactory(DjangoModelFactory):
    """A professional trainer waits for the office's first word, promised for 15 January 2027."""

    class Meta:
        model = Consultation
        skip_postgeneration_save = True

    enrollment = factory.SubFactory(
        EnrollmentFactory,
        status=Enrollment.Status.UNDER_REVIEW,
        submitted_at=SUBMITTED,
        eligibility={
            "verdict": "review",
            "reasons": [{"code": "trainer_consultation", "until": None}],
            "needs": ["consultation"],
            "offers": None,
        },
    )
    declaration = factory.RelatedFactory(
        DeclarationFactory,
        factory_related_name=None,
        enrollment=factory.SelfAttribute("..enrollment"),
        purpose=Declaration.Purpose.PROFESSIONAL_TRAINER,
        purpose_note="企業研修を受託しています。",
    )
    cause = Consultation.Cause.TRAINER
    due_on = date(2027, 1, 15)
    opened_at = SUBMITTED


class AccommodationFactory(DjangoModelFactory):
    class Meta:
        model = Accommodation

    enrollment = factory.SubFactory(ConfirmedEnrollmentFactory)
    wish = "車いすで参加します。机の高さをご相談させてください。"
    asked_at = SUBMITTED


class WaiverFactory(DjangoModelFactory):
    """Through 31 January 2027."""

    class Meta:
        model = Waiver

    person = factory.SubFactory(PersonFactory)
    course = factory.SubFactory(CourseFactory)
    reason = "海外の同等資格をお持ちのため"
    granted_at = SUBMITTED
    valid_until = date(2027, 2, 1)


class ExamRecordFactory(DjangoModelFactory):
    """Somebody still taking the Specialist level."""

    class Meta:
        model = ExamRecord

    candidate_number = factory.Sequence(lambda n: f"SP-{n:04}")
    number_key = factory.LazyAttribute(lambda record: names.fold(record.candidate_number).replace("-", ""))
    holder_name = "見本 花子"


class ConfirmedPassFactory(ExamRecordFactory):
    status = ExamRecord.Status.PASSED
    passed_on = date(2026, 9, 1)
    confirmed_at = datetime(2026, 9, 10, 1, 0, tzinfo=UTC)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    enrollment = factory.SubFactory(ConfirmedEnrollmentFactory)
    session = factory.SubFactory(ClassSessionFactory)
    status = Attendance.Status.PRESENT
    recorded_at = SUBMITTED


class InterestFactory(DjangoModelFactory):
    """Confirmed, for one cohort, registered before anything was decided."""

    class Meta:
        model = Interest

    cohort = factory.SubFactory(CohortFactory)
    course = factory.SelfAttribute("cohort.course")
    email = factory.Sequence(lambda n: f"reader{n}@example.test")
    created_at = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    confirmed_at = datetime(2026, 4, 1, 4, 0, tzinfo=UTC)
