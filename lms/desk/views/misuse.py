"""A report that somebody uses the title without a license, for those who handle such reports and nobody else."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from lms.desk.forms.common import ReasonForm, words
from lms.desk.permissions import MISUSE
from lms.desk.views.act import ActView, list_of, row_of
from lms.inquiries import conf
from lms.inquiries.actions.misuse import find_unfounded, note_correction, send_notice
from lms.inquiries.models import MisuseReport
from lms.kernel import clock
from lms.kernel import conf as kernel_conf
from lms.kernel.access import staff_only
from lms.kernel.calendar import add_business_days, office_closed
from lms.kernel.models import profile_of

STEPS = (
    ("misuse_notice", _("Ask to stop"), MisuseReport.Status.NOTICED),
    ("misuse_corrected", _("It is corrected"), MisuseReport.Status.CORRECTED),
    ("misuse_unfounded", _("It is unfounded"), MisuseReport.Status.UNFOUNDED),
)


class NoticeForm(forms.Form):
    text = words(_("Text of the notice"))
    way = forms.ChoiceField(label=_("How it is sent"), choices=MisuseReport.Way.choices, widget=forms.RadioSelect)
    answer_by = forms.DateField(
        label=_("To stop until the end of"), widget=AdminDateInput, help_text=_("The same day stands in the text.")
    )

    def clean_way(self) -> MisuseReport.Way:
        return MisuseReport.Way(self.cleaned_data["way"])


class MisuseActView(ActView):
    """Loaded by the inquiry it came as. The page is headed by its number: the names stand in the report alone."""

    right = MISUSE

    def load(self, pk: int) -> Any:
        return get_object_or_404(MisuseReport.objects.select_related("inquiry"), inquiry_id=pk)

    def home(self) -> str:
        return row_of("inquiry", self.subject.inquiry_id)

    def trail(self) -> tuple[str, str]:
        return list_of("inquiry"), str(_("Inquiries"))


@staff_only(MISUSE)
class NoticeView(MisuseActView):
    title = _("Ask to stop using the title")
    form_class = NoticeForm
    consequence = _(
        "The text is kept with today's date and waits for an answer until the day you give. Nothing is sent from here: "
        "send it from your own mail, or print it and post it."
    )
    undo = _("A further notice can follow, or the report can be settled.")
    button = _("Keep the notice as sent")
    done = _("The notice is on file.")

    def get_initial(self) -> dict[str, Any]:
        today = clock.today()
        answer_by = add_business_days(
            today, 2 * conf.MISUSE_DUE_DAYS, is_closed=office_closed(kernel_conf.OFFICE_CLOSURES)
        )
        with translation.override("ja"):
            profile = profile_of()
            facts = {"report": self.subject, "answer_by": answer_by, "today": today, "issuer": profile.name}
            text = render_to_string("lms_inquiries/notice.txt", facts).strip()
        return {"text": text, "answer_by": answer_by, "way": MisuseReport.Way.MAIL}

    def act(self) -> object:
        return send_notice(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(MISUSE)
class CorrectedView(MisuseActView):
    title = _("The use of the title is corrected")
    form_class = ReasonForm
    consequence = _(
        "The report is settled and its inquiry closed. The names in it are erased after the time it is kept."
    )
    undo = _("A settled report stays settled; a further use is a further report.")
    button = _("Settle it")
    done = _("The report is settled.")

    def act(self) -> object:
        return note_correction(self.subject, reason=self.answers["reason"], by=self.by, now=self.now)


@staff_only(MISUSE)
class UnfoundedView(MisuseActView):
    title = _("The report is unfounded")
    form_class = ReasonForm
    consequence = _(
        "The report is settled and its inquiry closed. The names in it are erased after the time it is kept."
    )
    undo = _("A settled report stays settled; a further use is a further report.")
    button = _("Settle it")
    done = _("The report is settled.")

    def act(self) -> object:
        return find_unfounded(self.subject, reason=self.answers["reason"], by=self.by, now=self.now)
