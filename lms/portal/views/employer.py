"""Whether the company that pays for a seat may learn the result: asked of the person, and nobody else."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cohorts.actions.employer_results import allow_results, keep_results
from cohorts.employer_results import consents_to
from cohorts.models import Enrollment
from lms.checkout.employer_report import reports_of
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.portal.account import account_of
from lms.portal.next_step import is_payers


class ResultsForm(forms.Form):
    """Nothing is ticked beforehand."""

    allow = forms.BooleanField(
        label=gettext_lazy("My result may be told to the company"),
        help_text=gettext_lazy("Only whether you are certified: no scores and no comments. You can take it back here."),
        required=False,
    )


@owner_only
@require_http_methods(["GET", "POST"])
def my_employer_results(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Also shows what the company reads at this moment."""
    mine = Enrollment.objects.filter(person__user_id=account_of(request).pk)
    enrollment = get_object_or_404(mine.select_related("cohort", "person", "purchase__order"), public_id=public_id)
    consent = consents_to([enrollment]).get(enrollment.pk)
    given = request.POST if request.method == "POST" else None
    form = ResultsForm(given, initial={"allow": consent is not None})
    if form.is_valid():
        act, by = (allow_results if form.cleaned_data["allow"] else keep_results), Actor.person(request.user)
        act(enrollment, by=by, now=clock.now())
        messages.success(request, _("Your choice is kept. The page of the company follows at once."))
        return redirect("lms_portal:my_employer_results", public_id)
    paid_for = is_payers(enrollment)
    context = {
        "enrollment": enrollment,
        "title": _("Results told to the employer"),
        "form": form,
        "consent": consent,
        "company": enrollment.purchase.order.buyer_name if paid_for else "",
        "report": reports_of([enrollment.purchase])[enrollment.pk] if paid_for else None,
    }
    return render(request, "lms_portal/employer_results.html", context)
