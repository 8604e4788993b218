"""Files of the designated assignment: reading them, and saying whether a late one counts."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.actions.submission import accept_late, refuse_late
from cohorts.models import Enrollment, Submission
from courses.delivery import send_file
from lms.desk.forms.common import words
from lms.desk.permissions import SECRETARIAT, User, readable_enrollments
from lms.desk.views.enrollment_acts import EnrollmentActView
from lms.kernel.access import staff_only
from lms.templatetags.lms import long_datetime


class RefusalForm(forms.Form):
    reason = words(_("Reason"), help_text=_("The trainee reads it in the mail and on the page."))


def _readable(user: User, pk: int) -> Submission:
    files = readable_enrollments(user).values("pk")
    submissions = Submission.objects.select_related("enrollment__person", "enrollment__cohort")
    return get_object_or_404(submissions.filter(enrollment__in=files), pk=pk)


@staff_only(SECRETARIAT)
def submission_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    submission = _readable(request.user, pk)
    if not submission.file:
        raise Http404
    return send_file(submission.file, filename=submission.filename, content_type=submission.content_type)


class LateActView(EnrollmentActView):
    """About a late file; the page says when it came, and why it was late."""

    def load(self, pk: int) -> Any:
        return _readable(self.staff, pk)

    def enrollment(self) -> Enrollment:
        enrollment: Enrollment = self.subject.enrollment
        return enrollment

    def get_hindrance(self) -> str:
        return "" if self.subject.is_waiting else gettext("This late file has been answered or replaced meanwhile.")

    def get_consequence(self) -> str:
        facts = {
            "name": self.subject.filename,
            "moment": long_datetime(self.subject.handed_in_at),
            "reason": self.subject.reason,
        }
        said = gettext("“%(name)s” arrived on %(moment)s. Reason given: %(reason)s") % facts
        return f"{said} {self.consequence}"


@staff_only(SECRETARIAT)
class AcceptLateView(LateActView):
    title = _("Accept a late assignment")
    consequence = _("The late file counts and is what is marked. The trainee is told by mail.")
    undo = _("An accepted file stays accepted.")
    button = _("Accept")
    done = _("The late file counts, and the trainee has been written to.")

    def act(self) -> object:
        return accept_late(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class RefuseLateView(LateActView):
    title = _("Refuse a late assignment")
    form_class = RefusalForm
    consequence = _("The late file does not count. The trainee is told by mail, with your reason.")
    undo = _("The trainee can ask again with a further file.")
    button = _("Refuse")
    done = _("The late file is refused, and the trainee has been written to.")
    is_grave = True

    def act(self) -> object:
        return refuse_late(self.subject, **self.answers, by=self.by, now=self.now)
