"""What bookkeepers call the accounts of the journal and the tax category of its lines."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from payments import conf
from payments.journal import Account, Entry, Happened, Movement, OfBank
from payments.models import LedgerEntry

NAMES: dict[Account, str | Promise] = {
    Account.STRIPE: gettext_lazy("Due from Stripe"),
    Account.BANK: gettext_lazy("Ordinary deposits"),
    Account.RECEIVABLES: gettext_lazy("Accounts receivable"),
    Account.ADVANCES: gettext_lazy("Advances received"),
    Account.SALES: pgettext_lazy("account", "Sales"),
    Account.ALLOWANCES: gettext_lazy("Sales returns and allowances"),
    Account.CANCELLATION_FEES: gettext_lazy("Cancellation fees (miscellaneous income)"),
    Account.DISPUTED: gettext_lazy("Withheld for disputes (suspense)"),
    Account.PROVIDER_FEES: gettext_lazy("Payment fees"),
    Account.SUSPENSE: gettext_lazy("Suspense receipts"),
    Account.OTHER_INCOME: gettext_lazy("Miscellaneous income"),
}


OF_BANK: dict[Happened, str | Promise] = {
    Happened.ARRIVED: gettext_lazy("Money nobody was found for"),
    Happened.KNOWN_BEFORE: gettext_lazy("Unknown money had been recorded by hand before"),
    Happened.UNKNOWN_AGAIN: gettext_lazy("Money whose match was undone"),
    Happened.SENT_BACK: gettext_lazy("Unknown money sent back"),
    Happened.PUT_ASIDE: gettext_lazy("Unknown money that is for no order"),
}


def account_name(account: Account) -> str:
    """As the site calls it (`LMS_ACCOUNT_NAMES`), else by its ordinary name."""
    return str(conf.LMS_ACCOUNT_NAMES.get(str(account), NAMES[account]))


def tax_category(entry: Entry) -> str:
    """As accounting software asks for it; empty where the bookkeeper decides (Stripe's fees, money of no order)."""
    if entry.sale:
        return _("taxable sale %(percent)s%%") % {"percent": entry.sale.tax_percent}
    if {Account.PROVIDER_FEES, Account.OTHER_INCOME} & {entry.debit, entry.credit}:
        return ""
    return _("outside the scope of the tax")


def entry_text(entry: Entry) -> str:
    """The line in words (摘要): what happened, and to which sale."""
    if isinstance(entry.cause, OfBank):
        return str(OF_BANK[entry.cause.happened])
    if not isinstance(entry.cause, Movement):
        return entry.cause.text
    happened = str(LedgerEntry.Kind(entry.cause.kind).label)
    return f"{happened}: {entry.sale.text}" if entry.sale else happened
