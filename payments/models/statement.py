from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kernel import clock
from payments.models.bank_transfer import BankTransfer
from payments.models.order import Order

#: From this age on unmatched money is an urgent task.
OLD_AFTER = timedelta(days=7)


class BankAccount(models.Model):
    """An account of ours, with the way its bank names the columns of a statement."""

    name = models.CharField(
        _("name"), max_length=100, unique=True, help_text=_("Bank, branch and number, as the office calls it.")
    )
    columns = models.JSONField(_("columns of its statements"), default=dict, blank=True)
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BankStatement(models.Model):
    """One file of a bank, kept as it came. Its lines are taken in once a person has looked at them."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("to be looked at")
        TAKEN_IN = "taken_in", _("taken in")
        DISCARDED = "discarded", _("not taken in")

    NEXT: dict[Status, set[Status]] = {
        Status.WAITING: {Status.TAKEN_IN, Status.DISCARDED},
        Status.TAKEN_IN: set(),
        Status.DISCARDED: set(),
    }

    account = models.ForeignKey(
        BankAccount, verbose_name=_("bank account"), on_delete=models.PROTECT, related_name="statements"
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.WAITING)
    file_name = models.CharField(_("file"), max_length=200)
    raw = models.BinaryField(_("content"))
    first_on = models.DateField(_("first day"), null=True, blank=True)
    last_on = models.DateField(_("last day"), null=True, blank=True)
    new_count = models.PositiveIntegerField(_("new lines"), default=0)
    known_count = models.PositiveIntegerField(_("lines that were there already"), default=0)
    uploaded_by = models.CharField(_("uploaded by"), max_length=200)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=clock.now)
    taken_in_at = models.DateTimeField(_("taken in at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class StatementLineQuerySet(models.QuerySet["StatementLine"]):
    def open(self) -> "StatementLineQuerySet":
        """Money that nobody has said yet what it is for."""
        return self.filter(status=StatementLine.Status.OPEN)

    def old(self, today: date) -> "StatementLineQuerySet":
        return self.open().filter(booked_on__lte=today - OLD_AFTER)


class StatementLine(models.Model):
    """One movement of a bank account, stored once whichever file it stands in. The bank's words never change."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("statement line", "to be matched")
        MATCHED = "matched", pgettext_lazy("statement line", "matched")
        SET_ASIDE = "set_aside", pgettext_lazy("statement line", "not for an order")
        TO_SEND_BACK = "to_send_back", pgettext_lazy("statement line", "to be sent back")
        SENT_BACK = "sent_back", pgettext_lazy("statement line", "sent back")
        OUTGOING = "outgoing", pgettext_lazy("statement line", "money that left")

    NEXT: dict[Status, set[Status]] = {
        Status.OPEN: {Status.MATCHED, Status.SET_ASIDE, Status.TO_SEND_BACK, Status.SENT_BACK},
        Status.MATCHED: {Status.OPEN},
        Status.SET_ASIDE: {Status.OPEN},
        Status.TO_SEND_BACK: {Status.SENT_BACK, Status.OPEN},
        Status.SENT_BACK: set(),
        Status.OUTGOING: set(),
    }

    account = models.ForeignKey(
        BankAccount, verbose_name=_("bank account"), on_delete=models.PROTECT, related_name="lines"
    )
    statement = models.ForeignKey(
        BankStatement, verbose_name=_("bank statement"), on_delete=models.PROTECT, related_name="lines"
    )
    row = models.PositiveIntegerField(_("row in the file"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.OPEN)
    booked_on = models.DateField(_("booked on"))
    amount_jpy = models.BigIntegerField(_("amount (yen, out is negative)"))
    payer = models.CharField(_("payer as the bank writes it"), max_length=200, blank=True)
    payer_key = models.CharField(_("payer, folded"), max_length=200, blank=True)
    text = models.CharField(_("what else the bank says"), max_length=300, blank=True)
    balance_jpy = models.BigIntegerField(_("balance (yen)"), null=True, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    note = models.CharField(_("what was decided about it"), max_length=500, blank=True)
    sent_back_on = models.DateField(_("sent back on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = StatementLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("lines of bank statements")
        ordering = ["-booked_on", "-pk"]
        indexes = [models.Index(fields=["status", "booked_on"], name="lms_payments_line_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "digest"],
                name="lms_payments_line_once",
                violation_error_message=_("This line of the statement is stored already."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="outgoing", amount_jpy__lt=0)
                | (~models.Q(status="outgoing") & models.Q(amount_jpy__gt=0)),
                name="lms_payments_line_direction",
                violation_error_message=_("Only money that arrived is matched, set aside or sent back."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["set_aside", "to_send_back", "sent_back"]) | ~models.Q(note=""),
                name="lms_payments_line_reason",
                violation_error_message=_("Money that is for no order is put away with a reason."),
            ),
            models.CheckConstraint(
                condition=models.Q(sent_back_on__isnull=True) ^ models.Q(status="sent_back"),
                name="lms_payments_line_sent_back",
                violation_error_message=_("Money that was sent back has the day it was sent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.payer} {self.amount_jpy:,}"

    def age_on(self, today: date) -> int:
        """Days since the bank booked it."""
        return (today - self.booked_on).days


class LineMatch(models.Model):
    """A person said that money of a line is for an order. One that was undone stays, with who undid it."""

    line = models.ForeignKey(
        StatementLine, verbose_name=_("line of a bank statement"), on_delete=models.PROTECT, related_name="matches"
    )
    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="line_matches")
    transfer = models.ForeignKey(
        BankTransfer, verbose_name=_("transfer received"), on_delete=models.PROTECT, related_name="matches"
    )
    amount_jpy = models.BigIntegerField(_("amount (yen)"))
    accepted_jpy = models.BigIntegerField(_("shortfall accepted as a discount (yen)"), default=0)
    was_recorded = models.BooleanField(_("recorded by hand before"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    matched_by = models.CharField(_("matched by"), max_length=200)
    matched_at = models.DateTimeField(_("matched at"), default=clock.now)
    undone_by = models.CharField(_("undone by"), max_length=200, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undo_reason = models.CharField(_("why it was undone"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("match of a bank statement")
        verbose_name_plural = _("matches of bank statements")
        ordering = ["matched_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer"],
                condition=models.Q(undone_at__isnull=True),
                name="lms_payments_match_transfer_once",
                violation_error_message=_("This transfer has its line of a statement already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount_jpy__gte=1, accepted_jpy__gte=0),
                name="lms_payments_match_amount",
                violation_error_message=_("At least one yen of a line is for an order."),
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_jpy=0) | ~models.Q(reason=""),
                name="lms_payments_match_reason",
                violation_error_message=_("A shortfall is accepted with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.amount_jpy:,}"
