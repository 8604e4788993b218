"""Acts on many people of a cohort: what each would do to whom, said before it is done.

A plan is made twice by the same rule: for the preview, and again inside the act, so that whoever moved on meanwhile is
left out with the reason.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.actions.attendance import NotHeldYet, record_attendances
from cohorts.actions.review import accept_numbers, clear_consultation, decline_application
from cohorts.eligibility import Need
from cohorts.models import Attendance, Cohort, Consultation, Enrollment
from lms.checkout.audit_seat import audit_seat_words
from lms.desk.actions.mail import resend_letters, write_to
from lms.desk.forms.bulk import AttendanceForm, WriteForm
from lms.desk.forms.enrollment import DeclineForm
from lms.desk.models import BulkAct
from lms.desk.permissions import User
from lms.desk.roster import KANA, people_of
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.models import Message
from lms.kernel.obstacles import Obstacle
from lms.templatetags.lms import long_date, long_datetime

AT_MOST = 500
JOINING = "checkout.email.joining_instructions"
Kind, Status = BulkAct.Kind, Enrollment.Status
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """What the act does to one person and which mail goes, or why they are left out."""

    enrollment: Enrollment
    effect: str = ""
    mail: str = ""
    left_out: str = ""

    @property
    def words(self) -> str:
        return self.left_out or f"{self.effect} {self.mail}".strip()


class Bulk(ABC):
    """Subclasses say what happens to one person, and do it to those who are not left out, in one transaction."""

    kind: ClassVar[BulkAct.Kind]
    consequence: ClassVar[Text]
    undo: ClassVar[Text]
    form_class: ClassVar[type[forms.Form] | None] = None
    is_grave = False

    def __init__(self, cohort: Cohort, *, reader: User, now: datetime) -> None:
        self.cohort, self.reader, self.now = cohort, reader, now

    def form(self, data: Any = None) -> forms.Form | None:
        return self.form_class(data) if self.form_class else None

    def people(self, keys: Collection[int]) -> list[Enrollment]:
        """Those chosen, in the order of the roster; nobody of another cohort, and nobody's own row."""
        chosen = people_of(self.cohort, reader=self.reader).filter(pk__in=keys)
        related = chosen.select_related("person", "cohort", "declaration", "consultation")
        return list(related.order_by(*KANA))

    def plan(self, keys: Collection[int], answers: Mapping[str, Any]) -> list[Line]:
        people = self.people(keys)
        self.look_up(people, answers)
        return [self.line(one) for one in people]

    def look_up(self, people: Sequence[Enrollment], answers: Mapping[str, Any]) -> None:
        """Read for everybody at once what their lines depend on."""
        del people, answers

    @abstractmethod
    def line(self, one: Enrollment) -> Line:
        """What happens to one of them, or why nothing does."""

    @abstractmethod
    def carry_out(self, lines: Sequence[Line], answers: Mapping[str, Any], *, token: str, by: Actor) -> set[int]:
        """Do it to these people; returns the keys of those to whom it was done."""

    def sample(self, answers: Mapping[str, Any]) -> str:
        """The mail in the words written for this act."""
        del answers
        return ""


class OneByOne(Bulk):
    """Each is a story of its own, with its own mail; whoever an obstacle stands before is passed over."""

    @abstractmethod
    def act(self, one: Enrollment, answers: Mapping[str, Any], *, by: Actor) -> object:
        """Do it to one of them. Raises Obstacle."""

    def carry_out(self, lines: Sequence[Line], answers: Mapping[str, Any], *, token: str, by: Actor) -> set[int]:
        del token
        done = set()
        for line in lines:
            with suppress(Obstacle):
                self.act(line.enrollment, answers, by=by)
                done.add(line.enrollment.pk)
        return done


class AcceptNumbers(Bulk):
    kind = Kind.ACCEPT_NUMBERS
    consequence = gettext_lazy(
        "The candidate number counts as checked. Once nothing else is open, the applicant is told by mail to choose "
        "the seat and pay; no seat is held before that."
    )
    undo = gettext_lazy("A check cannot be taken back. Until the seat is paid the enrollment can be canceled.")

    def line(self, one: Enrollment) -> Line:
        needs = one.eligibility.get("needs", [])
        if one.status != Status.UNDER_REVIEW:
            return Line(one, left_out=_not_now(one))
        if Need.NUMBER_CHECK not in needs:
            return Line(one, left_out=_("No number waits to be checked."))
        if Need.CONSULTATION in needs:
            return Line(one, _("The number counts as checked; the consultation goes on."), _no_mail())
        return Line(one, _("The number counts as checked; the seat can be chosen."), _mail_to(one))

    def carry_out(self, lines: Sequence[Line], answers: Mapping[str, Any], *, token: str, by: Actor) -> set[int]:
        del answers, token
        accepted = accept_numbers([line.enrollment.pk for line in lines], by=by, now=self.now)
        return {one.pk for one in accepted}


class ClearConsultations(OneByOne):
    kind = Kind.CLEAR_CONSULTATIONS
    consequence = gettext_lazy(
        "The purpose is agreed without a condition and the consultation ends. Each applicant is told by mail."
    )
    undo = gettext_lazy("What was agreed stays on file. Until the seat is paid the enrollment can be canceled.")

    def line(self, one: Enrollment) -> Line:
        if consultation_of(one) is None:
            return Line(one, left_out=_("There is no open consultation."))
        return Line(one, _("The purpose is agreed; the consultation ends."), _mail_to(one))

    def act(self, one: Enrollment, answers: Mapping[str, Any], *, by: Actor) -> object:
        del answers
        return clear_consultation(one.consultation, by=by, now=self.now)


class Decline(OneByOne):
    kind = Kind.DECLINE
    form_class = DeclineForm
    is_grave = True
    consequence = gettext_lazy(
        "The applications end as declined, open consultations with them, and each applicant reads the reason in a "
        "mail. No money moves."
    )
    undo = gettext_lazy("A declined application stays declined; the person can apply anew.")

    def line(self, one: Enrollment) -> Line:
        if one.status != Status.UNDER_REVIEW:
            return Line(one, left_out=_not_now(one))
        return Line(one, _("The application is declined."), _mail_to(one))

    def act(self, one: Enrollment, answers: Mapping[str, Any], *, by: Actor) -> object:
        instead = audit_seat_words(one, now=self.now)
        return decline_application(one, reason=answers["reason"], instead=instead, by=by, now=self.now)


class Write(Bulk):
    kind = Kind.WRITE
    form_class = WriteForm
    consequence = gettext_lazy("Each of them gets this mail of their own; nobody sees who else was written to.")
    undo = gettext_lazy("A mail that is sent cannot be called back. It stays readable on the person's page.")

    def line(self, one: Enrollment) -> Line:
        if not one.person.email:
            return Line(one, left_out=_("No address is known; write a letter."))
        return Line(one, _("Gets the mail written for this act."), _mail_to(one))

    def carry_out(self, lines: Sequence[Line], answers: Mapping[str, Any], *, token: str, by: Actor) -> set[int]:
        people = [line.enrollment for line in lines]
        write_to(people, subject=answers["subject"], text=answers["text"], cause=token, by=by, now=self.now)
        return {one.pk for one in people}

    def sample(self, answers: Mapping[str, Any]) -> str:
        return f"{answers['subject']}\n\n{answers['text']}"


class Joining(Bulk):
    kind = Kind.JOINING
    consequence = gettext_lazy(
        "The mail before the first day goes out once more, word for word as it was last sent, to the address known "
        "today."
    )
    undo = gettext_lazy("A mail that is sent cannot be called back.")

    def look_up(self, people: Sequence[Enrollment], answers: Mapping[str, Any]) -> None:
        """Of each person the edition that was sent last, else the one that waits."""
        del answers
        about = [Message.key_of(one) for one in people]
        found = Message.objects.letters().filter(kind=JOINING, about__in=about)
        wanted = found.filter(status__in=[Message.Status.SENT, Message.Status.QUEUED, Message.Status.HELD_BACK])
        by_rank = sorted(wanted, key=lambda one: (one.status == Message.Status.SENT, one.edition))
        self.letters = {one.about: one for one in by_rank}

    def line(self, one: Enrollment) -> Line:
        letter = self.letters.get(Message.key_of(one))
        if one.status != Status.CONFIRMED:
            return Line(one, left_out=_not_now(one))
        if not one.person.email:
            return Line(one, left_out=_("No address is known; write a letter."))
        if letter is None:
            return Line(one, left_out=_("No joining instructions were written yet: a date is missing, or it is over."))
        if letter.sent_at is None:
            moment = long_datetime(letter.next_attempt_at)
            return Line(one, left_out=_("Has not left yet; it leaves by itself on %(moment)s.") % {"moment": moment})
        day = long_datetime(letter.sent_at)
        return Line(one, _("Gets once more what was sent on %(day)s.") % {"day": day}, _mail_to(one))

    def carry_out(self, lines: Sequence[Line], answers: Mapping[str, Any], *, token: str, by: Actor) -> set[int]:
        del answers
        letters = [(line.enrollment, self.letters[Message.key_of(line.enrollment)]) for line in lines]
        resend_letters(letters, cause=token, by=by, now=self.now)
        return {line.enrollment.pk for line in lines}


class RecordAttendance(Bulk):
    kind = Kind.ATTENDANCE
    form_class = AttendanceForm
    consequence = gettext_lazy("What is chosen is recorded for each of them; what was recorded before stays.")
    undo = gettext_lazy("Each entry can be corrected on the attendance sheet; the history keeps what stood before.")

    def form(self, data: Any = None) -> forms.Form:
        return AttendanceForm(data, sessions=self.sessions)

    @cached_property
    def sessions(self) -> list[Any]:
        """Those that are not still ahead."""
        today = jst_date(self.now)
        every = self.cohort.sessions.select_related("day").order_by("position")
        return [session for session in every if not session.is_ahead(today)]

    def look_up(self, people: Sequence[Enrollment], answers: Mapping[str, Any]) -> None:
        self.chosen = set(map(int, answers.get("sessions", [])))
        rows = Attendance.objects.filter(enrollment__in=people, session__in=self.chosen)
        self.known = set(rows.values_list("enrollment", "session"))

    def line(self, one: Enrollment) -> Line:
        if one.status in {Status.COMPLETED, Status.INCOMPLETE}:
            return Line(one, left_out=_("The attendance is closed."))
        if one.status != Status.CONFIRMED:
            return Line(one, left_out=_not_now(one))
        if not self.sessions:
            return Line(one, left_out=str(NotHeldYet.message))
        chosen = [session for session in self.sessions if session.pk in self.chosen]
        new = [session for session in chosen if (one.pk, session.pk) not in self.known]
        if chosen and not new:
            return Line(one, left_out=_("All of this is recorded already."))
        words = _(", ").join(self._words(session) for session in new)
        return Line(one, words or _("The sessions chosen below are recorded."), _no_mail())

    def _words(self, session: Any) -> str:
        day = long_date(session.day.held_on) if session.day.held_on else session.title
        return f"{day} {session.get_half_display()}"

    def carry_out(self, lines: Sequence[Line], answers: Mapping[str, Any], *, token: str, by: Actor) -> set[int]:
        del token
        sessions = [session for session in self.sessions if str(session.pk) in answers["sessions"]]
        people = [line.enrollment for line in lines]
        recorded = record_attendances(sessions, people, status=answers["status"], by=by, now=self.now)
        return {row.enrollment_id for row in recorded}


BULKS: dict[str, type[Bulk]] = {
    bulk.kind.value: bulk for bulk in (AcceptNumbers, ClearConsultations, Decline, Write, Joining, RecordAttendance)
}


def consultation_of(enrollment: Enrollment) -> Consultation | None:
    """The talk that is still open, if there is one."""
    consultation: Consultation | None = getattr(enrollment, "consultation", None)
    return consultation if consultation is not None and consultation.is_open else None


def settled(lines: Sequence[Line], done: Collection[int]) -> list[Line]:
    """The plan as it came out: whoever moved on between the plan and the act is left out."""
    moved = _("Was changed by somebody else in the meantime.")
    return [
        line if line.left_out or line.enrollment.pk in done else replace(line, effect="", mail="", left_out=moved)
        for line in lines
    ]


def _not_now(enrollment: Enrollment) -> str:
    return _("Not in this state: %(status)s.") % {"status": enrollment.get_status_display()}


def _mail_to(enrollment: Enrollment) -> str:
    if not enrollment.person.email:
        return _("No address is known; nothing is sent.")
    return _("Mail to %(address)s") % {"address": enrollment.person.email}


def _no_mail() -> str:
    return _("No mail")
