"""Bank statements in words: what a file's rows suffer from, what columns hold, why an order is proposed."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.templatetags.lms import yen
from payments.bank_columns import Role
from payments.matching import Proposal, Reason
from payments.statement import Doubt, Problem

Text = str | Promise

ROLES: dict[Role, Text] = {
    Role.DATE: pgettext_lazy("bank statement", "Day"),
    Role.YEAR: _("Year, where the day stands in three columns"),
    Role.MONTH: _("Month, where the day stands in three columns"),
    Role.DAY: _("Day of the month, where the day stands in three columns"),
    Role.DEPOSIT: _("Money in"),
    Role.WITHDRAWAL: _("Money out"),
    Role.AMOUNT: _("Amount, where one column holds both"),
    Role.DIRECTION: _("In or out, where a column of its own says so"),
    Role.PAYER: pgettext_lazy("bank statement", "Payer"),
    Role.TEXT: _("What else the bank says"),
    Role.BALANCE: _("Balance"),
}

DOUBTS: dict[Doubt, Text] = {
    Doubt.EMPTY: _("The file is empty."),
    Doubt.TOO_LARGE: _("The file is larger than 5 MB. Choose a shorter period in internet banking."),
    Doubt.NO_TEXT: _("This is no CSV file. Export the statement from internet banking as CSV."),
    Doubt.ENCODING: _("Row %(row)s holds characters that are neither Shift_JIS nor UTF-8 (%(value)s)."),
    Doubt.NO_HEADINGS: _("No row with headings was found. The file needs a row that names its columns."),
    Doubt.NO_COLUMN: _("It is not known which column is “%(role)s”. Choose it below."),
    Doubt.NO_LINES: _("The file has headings but no movements."),
    Doubt.DAY: _("Row %(row)s, column “%(column)s”: “%(value)s” is no day."),
    Doubt.DAY_TO_COME: _("Row %(row)s, column “%(column)s”: “%(value)s” is still to come."),
    Doubt.AMOUNT: _("Row %(row)s, column “%(column)s”: “%(value)s” is no amount in whole yen."),
    Doubt.DIRECTION: _("Row %(row)s, column “%(column)s”: “%(value)s” says neither in nor out."),
    Doubt.BALANCE: _(
        "Row %(row)s: the balance of %(value)s yen does not follow from the row before. Check that money in and money "
        "out were not taken for one another."
    ),
}

REASONS: dict[Reason, Text] = {
    Reason.NUMBER: _("its number stands in the text"),
    Reason.NAME: _("the payer's name is the same"),
    Reason.NAME_PARTLY: _("the name stands in the text"),
    Reason.AMOUNT: _("exactly the amount"),
    Reason.FEE: _("%(amount)s less, as if a fee had been kept"),
    Reason.SHORT: _("%(amount)s less than is missing"),
    Reason.OVER: _("%(amount)s more than is missing"),
    Reason.DUE: _("around its last day"),
    Reason.TOGETHER: _("several orders with one transfer"),
    Reason.PAID_ALREADY: _("paid already: all of it would be too much"),
    Reason.ENDED: _("the order has ended"),
}
DOUBTFUL = {Reason.SHORT, Reason.OVER, Reason.PAID_ALREADY, Reason.ENDED}


def problem_words(problem: Problem) -> str:
    role = str(ROLES[Role(problem.value)]) if problem.doubt is Doubt.NO_COLUMN else ""
    return str(DOUBTS[problem.doubt]) % {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value or _g("nothing"),
        "role": role,
    }


def reasons_of(proposal: Proposal) -> list[tuple[str, str]]:
    """Each reason in words, with the tone of its chip."""
    amount = {"amount": yen(abs(proposal.difference_jpy))}
    return [
        (str(REASONS[reason]) % amount, "warning" if reason in DOUBTFUL else "success") for reason in proposal.reasons
    ]
