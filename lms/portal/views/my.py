"""My page: what I applied for, what I hold, what was written to me."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Enrollment, Person
from cohorts.paper_response import PaperResponse
from cohorts.papers import Paper, draw
from lms.checkout.calendar_file import own_calendar_of
from lms.checkout.mail_reasons import reason_for
from lms.checkout.offering import card_of
from lms.kernel import clock
from lms.kernel.access import owner_only, signed_in
from lms.portal import enrollment_file, my_page
from lms.portal.account import account_of

MAILS_PER_PAGE = 25


@signed_in
def my(request: HttpRequest) -> HttpResponse:
    context = my_page.overview_of(account_of(request), now=clock.now(), today=clock.today())
    return render(request, "lms_portal/my.html", context)


@owner_only
def my_enrollment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application with its timetable, checklist, payment and attendance. No score is shown here."""
    enrollment = get_object_or_404(enrollment_file.files_of(account_of(request)), public_id=public_id)
    return render(request, "lms_portal/enrollment.html", enrollment_file.file_of(enrollment, now=clock.now()))


@owner_only
def my_enrollment_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The days of one's own cohort for one's own calendar, with the number of the application."""
    enrollment = get_object_or_404(
        Enrollment.objects.filter(person__user_id=account_of(request).pk), public_id=public_id
    )
    card = card_of(enrollment.cohort, now=clock.now())
    words = _("Application number: %(number)s") % {"number": enrollment.number}
    page = request.build_absolute_uri(reverse("lms_portal:my_enrollment", args=[public_id]))
    response = HttpResponse(
        own_calendar_of(card, words=f"{words}\n{page}"), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{card.code}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


@owner_only
def my_admission(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One's own 受講票, once the seat is confirmed and as long as the cohort is held as announced."""
    mine = enrollment_file.with_admission(Enrollment.objects.filter(person__user_id=account_of(request).pk))
    enrollment = get_object_or_404(
        mine.select_related("person__employer", "declaration", "cohort__course", "cohort__venue"), public_id=public_id
    )
    pdf = draw(Paper.ADMISSION, enrollment.cohort, [enrollment], on=clock.today())
    return PaperResponse(f"admission-{enrollment.number}", pdf)


@signed_in
def my_mails(request: HttpRequest) -> HttpResponse:
    person = Person.objects.filter(user_id=account_of(request).pk).first()
    pages = Paginator(my_page.mails_to(account_of(request), person), MAILS_PER_PAGE)
    return render(request, "lms_portal/mails.html", {"page": pages.get_page(request.GET.get("page"))})


@owner_only
def my_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail exactly as it was sent."""
    person = Person.objects.filter(user_id=account_of(request).pk).first()
    mail = get_object_or_404(my_page.mails_to(account_of(request), person).defer(None), pk=pk)
    return render(request, "lms_portal/mail.html", {"mail": mail, "reason": reason_for(mail)})
