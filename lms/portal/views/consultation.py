"""The talk about one's purpose, read and answered by whoever applied."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.actions.consultation import write_answer
from cohorts.models import Consultation, ConsultationNote
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of
from lms.portal.forms.application import AnswerForm
from lms.portal.next_step import step_of


@owner_only
@require_http_methods(["GET", "POST"])
def my_consultation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the office asked and what was answered; notes the office keeps for itself are not part of it."""
    mine = Consultation.objects.filter(enrollment__person__user_id=account_of(request).pk)
    consultation = get_object_or_404(
        mine.select_related("enrollment__cohort", "enrollment__person", "enrollment__purchase__order"),
        enrollment__public_id=public_id,
    )
    now = clock.now()
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_answer(consultation, text=form.cleaned_data["text"], by=Actor.person(request.user), now=now)
        except Obstacle as obstacle:
            form.add_error(None, str(obstacle))
        else:
            messages.success(request, _("Your answer has reached the office."))
            return redirect("lms_portal:my_consultation", public_id)
    context = {
        "consultation": consultation,
        "enrollment": consultation.enrollment,
        "title": _("The consultation"),
        "step": step_of(consultation.enrollment, now=now),
        "said": consultation.notes.exclude(kind=ConsultationNote.Kind.REMARK),
        "form": form,
        "may_write": consultation.takes_answer(now),
    }
    return render(request, "lms_portal/consultation.html", context)
