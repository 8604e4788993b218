"""The facts of quotes in a fixed number of queries, and the letters they call for, to the contact they were sent to."""

from collections.abc import Collection

from lms.checkout import conf
from lms.checkout.letter_words import words_of
from lms.checkout.quote_emails import is_of_seats, quote_path
from lms.checkout.quote_letter_rules import QuoteFacts, quote_key, quote_reminder
from lms.kernel import conf as kernel_conf
from lms.kernel.actions.letter import Draft
from lms.kernel.calendar import office_closed
from payments.models import Quote


def drafts_of_quotes(keys: Collection[int]) -> tuple[list[Draft], list[str]]:
    """For quotes that were sent; the keys of all letters there could be."""
    sent = Quote.objects.filter(pk__in=keys, sent_at__isnull=False).select_related("buyer", "group_application")
    drafts = [draft for quote in sent.order_by("pk") if (draft := _reminding(quote))]
    return drafts, [quote_key(key) for key in keys]


def _reminding(quote: Quote) -> Draft | None:
    assert quote.sent_at and quote.expires_at  # noqa: S101, PT018 - a quote that was sent has both (constraint)
    facts = QuoteFacts(
        quote=quote.pk,
        number=quote.number,
        email=quote.buyer_email,
        name=quote.buyer_contact or quote.buyer_name,
        language=quote.locale,
        title=quote.title,
        total_jpy=quote.total_jpy,
        is_open=quote.status == Quote.Status.SENT and quote.may_be_accepted,
        sent_at=quote.sent_at,
        expires_at=quote.expires_at,
        remind_days=conf.LMS_QUOTE_REMINDER_DAYS,
    )
    call = quote_reminder(facts, is_closed=office_closed(kernel_conf.OFFICE_CLOSURES))
    if call is None:
        return None
    return Draft(
        call=call,
        to_email=facts.email,
        to_name=facts.name,
        language=facts.language,
        reader=quote.buyer,
        about=quote,
        words=words_of,
        context={"quote": quote, "is_of_seats": is_of_seats(quote), "path": quote_path(quote)},
    )
