"""Several clicks on the button that accepts a quote, in processes of their own (see `tests.bench.race`)."""

from typing import Any


def prepare(_number: int) -> int:
    from tests.factories.quotes import a_sent_quote

    return a_sent_quote().pk


def accept(_number: int, quote: int) -> str:
    from lms.checkout.actions.quote import accept_for_company
    from payments.models import Quote
    from tests.factories.quotes import NOW, OFFICE, WHO

    accept_for_company(Quote.objects.get(pk=quote), WHO, by=OFFICE, now=NOW)
    return "accepted"


def what_there_is(_number: int) -> dict[str, Any]:
    from lms.kernel.models import Message
    from payments.models import Document, Order

    invoices = list(Document.objects.values_list("number", flat=True))
    return {
        "orders": Order.objects.count(),
        "invoices": invoices,
        "mails": Message.objects.filter(letter_key="").count(),
    }
