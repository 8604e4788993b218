"""Bank statements at the desk: a file is looked at before it is taken in."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.desk.forms.statements import ColumnsForm, StatementForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.statements import StatementFile, statement_file
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor
from payments.actions.statement import choose_columns, discard_statement, enter_account, keep_statement, take_in
from payments.models import BankStatement


class StatementAddView(generic.CreateView):
    submit_button_label = _("Read the file")
    form: StatementForm
    request: HttpRequest

    def save_instance(self) -> BankStatement:
        typed, by, now = self.form.cleaned_data, Actor.person(self.request.user), clock.now()
        # A name that was typed goes before a choice that was only preset.
        account = enter_account(typed["new_account"], by=by) if typed["new_account"] else typed["account"]
        return keep_statement(account, file_name=typed["file"].name, raw=typed["file"].read(), by=by, now=now)

    def get_success_url(self) -> str:
        return row_of("bankstatement", self.object.pk)

    def get_success_message(self, instance: BankStatement) -> str:
        return gettext("%(file)s was read. Nothing is taken in yet.") % {"file": instance.file_name}

    def get_success_buttons(self) -> list[Any]:
        return []


class StatementView(generic.InspectView):
    template_name = "lms_desk/statement.html"
    page_title = _("Bank statement")

    def get_object(self, queryset: QuerySet[BankStatement] | None = None) -> BankStatement:
        del queryset
        return get_object_or_404(BankStatement.objects.select_related("account"), pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        file = statement_file(self.object, now=clock.now())
        return {**context, "file": file, "events": timeline_of([self.object], order=None, with_mail=False)}


class _StatementActView(ActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(BankStatement.objects.select_related("account"), pk=pk)

    @cached_property
    def file(self) -> StatementFile:
        return statement_file(self.subject, now=clock.now())

    def whom(self) -> str:
        return f"{self.subject.file_name} ({self.subject.account})"

    def home(self) -> str:
        return row_of("bankstatement", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("bankstatement"), str(_("Bank statements"))


@staff_only(SECRETARIAT)
class TakeInView(_StatementActView):
    title = _("Take in the statement")
    undo = _("Lines stay as the bank wrote them. What they are for is decided one by one, and nothing is booked yet.")
    button = _("Take in")
    done = _("The statement is taken in. Its new lines wait to be matched.")

    def get_consequence(self) -> str:
        new = ngettext("%(count)d line is new.", "%(count)d lines are new.", self.file.new_count)
        known = gettext("%(known)d are there already and stay as they are.") % {"known": self.file.known_count}
        return (
            f"{new % {'count': self.file.new_count}} {known}"
            if self.file.known_count
            else new % {"count": self.file.new_count}
        )

    def get_hindrance(self) -> str:
        return " ".join(self.file.problems) if self.file.is_waiting else ""

    def act(self) -> object:
        return take_in(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class DiscardStatementView(_StatementActView):
    title = _("Leave the statement aside")
    consequence = _("Nothing of this file is taken in. It stays on file.")
    undo = _("Upload the file again.")
    button = _("Leave it aside")
    done = _("The file was left aside.")

    def act(self) -> object:
        return discard_statement(self.subject, by=self.by)


@staff_only(SECRETARIAT)
class ColumnsView(_StatementActView):
    title = _("Choose the columns")
    form_class = ColumnsForm
    consequence = _("The file is read again by these headings, and so is every later one of this account.")
    undo = _("Choose again.")
    button = _("Read the file by these columns")
    done = _("The file was read again.")

    def get_form_kwargs(self) -> dict[str, Any]:
        reading = self.file.reading
        return {**super().get_form_kwargs(), "headings": reading.headings, "columns": reading.columns}

    def get_hindrance(self) -> str:
        return "" if self.file.reading.headings else " ".join(self.file.problems)

    def act(self) -> object:
        return choose_columns(self.subject, columns=self.answers, by=self.by)
