import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from lms.kernel.names import fold
from payments.models.order import Order, OrderLine, Party
from payments.models.payment import Payment
from payments.models.refund import Refund

HONORIFICS = {Party.PERSON: "様", Party.ORGANIZATION: "御中"}


class DocumentQuerySet(models.QuerySet["Document"]):
    def valid(self) -> "DocumentQuerySet":
        return self.filter(status=Document.Status.ISSUED)

    def of_kind(self, kind: "Document.Kind") -> "DocumentQuerySet":
        return self.filter(kind=kind)

    def made_out_to(self, name: str) -> "DocumentQuerySet":
        """By counterparty, in any spelling."""
        return self.filter(addressee_key__contains=fold(name))


class Document(models.Model):
    """A paper between seller and buyer as it was issued; never edited and never deleted, only voided.

    Its number is taken and its file stored in one transaction, so that a series has no gap (電子帳簿保存法). The
    columns are what an auditor searches by: day, amount and counterparty (施行規則2条6項6号).
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        RECEIPT = "receipt", _("receipt")
        CREDIT = "credit", _("credit document")

    class Status(models.TextChoices):
        ISSUED = "issued", _("issued")
        VOIDED = "voided", _("voided")

    NEXT: dict[Status, set[Status]] = {Status.ISSUED: {Status.VOIDED}, Status.VOIDED: set()}

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind of document"), max_length=20, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.ISSUED)
    number = models.CharField(_("document number"), max_length=20, unique=True)
    order = models.ForeignKey(Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="documents")
    payment = models.ForeignKey(
        Payment,
        verbose_name=_("payment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        help_text=_("What a receipt acknowledges."),
    )
    refund = models.ForeignKey(
        Refund,
        verbose_name=_("refund"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        help_text=_("What a credit document states."),
    )
    line = models.ForeignKey(
        OrderLine,
        verbose_name=_("line of the order"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        help_text=_("What a credit document is about. Empty: the whole order."),
    )
    about = models.CharField(_("whose it is"), max_length=250, blank=True)
    kept_fee_jpy = models.BigIntegerField(
        _("kept as cancellation fee (yen)"),
        default=0,
        help_text=_("Of a credit document without a refund: the fee that took all that was paid."),
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("issued in place of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    addressee = models.CharField(_("made out to"), max_length=200)
    addressee_key = models.CharField(_("search key"), max_length=400, db_index=True, editable=False)
    party = models.CharField(_("addressee is"), max_length=20, choices=Party.choices, default=Party.PERSON)
    transaction_on = models.DateField(_("day of the transaction"), db_index=True)
    issued_on = models.DateField(_("day of issue"), db_index=True)
    total_jpy = models.BigIntegerField(_("amount (yen, tax included)"))
    tax_jpy = models.BigIntegerField(_("consumption tax in it (yen)"))
    registration_number = models.CharField(_("registration number stated"), max_length=14, blank=True)
    content = models.JSONField(_("what it states"))
    issued_by = models.CharField(_("issued by"), max_length=200)
    created_at = models.DateTimeField(_("issued at"), default=clock.now)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    void_reason = models.CharField(_("why it was voided"), max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("invoices and receipts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=models.Q(kind="receipt", status="issued"),
                name="lms_payments_document_one_receipt",
                violation_error_message=_("This payment has a valid receipt already."),
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(kind="invoice", status="issued"),
                name="lms_payments_document_one_invoice",
                violation_error_message=_("This order has a valid invoice already."),
            ),
            models.UniqueConstraint(
                fields=["refund"],
                condition=models.Q(kind="credit", status="issued"),
                name="lms_payments_document_one_credit",
                violation_error_message=_("This refund has a valid credit document already."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="invoice", payment=None, refund=None)
                | models.Q(kind="receipt", payment__isnull=False, refund=None)
                | models.Q(kind="credit", payment=None, refund__isnull=False)
                | models.Q(kind="credit", payment__isnull=False, refund=None, kept_fee_jpy__gt=0),
                name="lms_payments_document_has_its_cause",
                violation_error_message=_(
                    "A receipt names its payment, and a credit document its refund or the fee that was kept."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(status="issued", voided_at=None)
                | models.Q(status="voided", voided_at__isnull=False),
                name="lms_payments_document_void_has_moment",
                violation_error_message=_("A voided document needs the moment it was voided."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_valid(self) -> bool:
        return self.status == self.Status.ISSUED

    @property
    def addressee_in_full(self) -> str:
        return f"{self.addressee} {HONORIFICS[Party(self.party)]}"


class DocumentFile(models.Model):
    """The bytes of a document as they were issued, beside it so that lists never load them.

    They live in the database: they commit with their number, no address leads to them, and every backup holds them.
    """

    document = models.OneToOneField(
        Document, verbose_name=_("document"), primary_key=True, on_delete=models.PROTECT, related_name="file"
    )
    pdf = models.BinaryField(_("PDF"))
    sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64)

    class Meta:
        verbose_name = _("document file")
        verbose_name_plural = _("document files")

    def __str__(self) -> str:
        return self.sha256
