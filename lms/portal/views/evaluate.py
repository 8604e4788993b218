"""The desk of those who teach and evaluate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cohorts.actions.evaluation import SheetChangedElsewhere, SheetLocked, save_sheet_draft, submit_sheet
from cohorts.models import EvaluationSheet
from cohorts.permissions import may_score
from lms.kernel import clock
from lms.kernel.access import owner_only, post_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal import attendance_page, evaluator_desk, sheet_page
from lms.portal.account import account_of
from lms.portal.forms.evaluate import SheetForm


@owner_only
def evaluate(request: HttpRequest) -> HttpResponse:
    """My cohorts and my sheets; whoever has neither reads why the desk is closed."""
    cohorts = evaluator_desk.cohorts_of(account_of(request))
    sheets = list(evaluator_desk.sheets_of(account_of(request)))
    if not cohorts and not sheets:
        return render(request, "lms_portal/evaluate_closed.html", status=403)
    context = {
        "cohorts": cohorts,
        "open_sheets": [sheet for sheet in sheets if sheet.is_open],
        "submitted_sheets": [sheet for sheet in sheets if not sheet.is_open],
    }
    return render(request, "lms_portal/evaluate.html", context)


@owner_only
def evaluate_cohort(request: HttpRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(evaluator_desk.cohorts_with_roles(account_of(request)), code=code)
    return render(request, "lms_portal/evaluate_cohort.html", attendance_page.cohort_page(cohort))


@owner_only
def evaluate_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there, one form per session. Only rows that were touched are written, all of them or none."""
    session = get_object_or_404(evaluator_desk.sessions_taught_by(account_of(request)), pk=pk)
    rows = attendance_page.rows_of(session, request.POST if request.method == "POST" else None)
    fills = "fill" in request.POST
    if request.method == "POST" and not fills and attendance_page.are_valid(rows):
        try:
            count = attendance_page.record(session, rows, by=Actor.person(account_of(request)), now=clock.now())
        except Obstacle as obstacle:
            messages.warning(request, str(obstacle))
        else:
            messages.success(request, attendance_page.recorded_words(count))
            return redirect("lms_portal:evaluate_attendance", pk)
    context = {
        "session": session,
        "rows": rows,
        "is_filled_in": fills,
        "is_ahead": session.is_ahead(clock.today()),
    }
    return render(request, "lms_portal/evaluate_attendance.html", context)


# Sheets ----------------------------------------------------------------------------------------------------------


@owner_only
def evaluate_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in my sheet; a submitted one is for reading, as are the others' once all are in."""
    sheet = get_object_or_404(evaluator_desk.sheets_readable_by(account_of(request)), pk=pk)
    if not may_score(account_of(request), sheet):
        return _locked(request, sheet)
    rubric = sheet_page.rubric_of(sheet)
    form = SheetForm(request.POST or None, initial=sheet_page.blank_or_stored(sheet), rubric=rubric)
    if request.method == "POST" and form.is_valid():
        return _save(request, sheet, form)
    return _sheet(request, sheet, form)


def _save(request: HttpRequest, sheet: EvaluationSheet, form: SheetForm) -> HttpResponse:
    edition = form.cleaned_data["edition"]
    try:
        save_sheet_draft(
            sheet, draft=form.draft(), edition=edition, by=Actor.person(account_of(request)), now=clock.now()
        )
    except SheetChangedElsewhere:
        fresh = evaluator_desk.sheets_written_by(account_of(request)).get(pk=sheet.pk)
        context = {"differences": sheet_page.differences(fresh, form), "is_conflict": True}
        return _sheet(request, fresh, sheet_page.kept_against(fresh, form), status=409, **context)
    except SheetLocked:
        return redirect("lms_portal:evaluate_sheet", sheet.pk)
    if "submit" in request.POST:
        return redirect("lms_portal:evaluate_submit", sheet.pk)
    messages.success(request, _("Saved. You can go on at any time; nobody else sees it before you submit."))
    return redirect("lms_portal:evaluate_sheet", sheet.pk)


def _sheet(
    request: HttpRequest, sheet: EvaluationSheet, form: SheetForm, *, status: int = 200, **context: object
) -> HttpResponse:
    shown = {"sheet": sheet, "form": form, "stored": sheet_page.stored(sheet), "checks": "check" in request.GET}
    return render(request, "lms_portal/evaluate_sheet.html", {**shown, **context}, status=status)


def _locked(request: HttpRequest, sheet: EvaluationSheet) -> HttpResponse:
    others = (
        evaluator_desk.sheets_readable_by(account_of(request)).filter(evaluation=sheet.evaluation).exclude(pk=sheet.pk)
    )
    refused = request.method == "POST"
    context = {
        "sheet": sheet,
        "stored": sheet_page.stored(sheet),
        "others": others,
        "is_mine": sheet.evaluator_id == account_of(request).pk,
        "refused": refused,
    }
    return render(request, "lms_portal/evaluate_sheet_read.html", context, status=409 if refused else 200)


@owner_only
@post_only
def evaluate_sheet_autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """What the page sends while somebody types: the same saving, answered in a sentence."""
    sheet = get_object_or_404(evaluator_desk.sheets_written_by(account_of(request)), pk=pk)
    form = SheetForm(request.POST, rubric=sheet_page.rubric_of(sheet))
    if not form.is_valid():
        return JsonResponse({"words": _("Not saved: a note is too long.")}, status=422)
    now = clock.now()
    try:
        saved = save_sheet_draft(
            sheet,
            draft=form.draft(),
            edition=form.cleaned_data["edition"],
            by=Actor.person(account_of(request)),
            now=now,
        )
    except Obstacle as obstacle:
        return JsonResponse({"words": str(obstacle)}, status=409)
    words = _("Saved at %(time)s") % {"time": f"{now.astimezone(clock.JST):%H:%M}"}
    return JsonResponse({"edition": saved.edition, "words": words})


@owner_only
def evaluate_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """The last look before a sheet is locked."""
    sheet = get_object_or_404(evaluator_desk.sheets_written_by(account_of(request)), pk=pk)
    if request.method == "POST":
        return _submit(request, sheet)
    if not sheet.is_open:
        return redirect("lms_portal:evaluate_sheet", pk)
    context = {"sheet": sheet, "stored": sheet_page.stored(sheet)}
    return render(request, "lms_portal/evaluate_submit.html", context)


def _submit(request: HttpRequest, sheet: EvaluationSheet) -> HttpResponse:
    edition = request.POST.get("edition", "")
    try:
        submit_sheet(
            sheet,
            edition=int(edition) if edition.isdecimal() else -1,
            by=Actor.person(account_of(request)),
            now=clock.now(),
        )
    except SheetLocked:
        messages.info(request, _("This sheet was already submitted. Nothing was changed."))
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle))
    else:
        messages.success(request, _("Submitted. Thank you. The sheet is locked now."))
    return redirect("lms_portal:evaluate_sheet", sheet.pk)
