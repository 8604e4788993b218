"""Settings of the checkout, read when they are needed so that a host may set or override them at any time."""

from datetime import timedelta
from typing import Any

from django.conf import settings

_DEFAULTS: dict[str, Any] = {
    # How long a seat stays held before the sweeper asks Stripe about it; longer than the payment session lives.
    "LMS_HOLD": timedelta(minutes=70),
    # How many days before the first day participants get hours, venue and things to bring.
    "LMS_JOINING_DAYS": 14,
    # How many days before the first day a company has named everybody it bought seats for.
    "LMS_NAMING_DAYS": 14,
    # How many days before the last day to name people a company is reminded of the seats without a name.
    "LMS_NAMING_REMINDER_DAYS": 7,
    # How many days before seats kept for a company go back its contact is reminded.
    "LMS_HOLD_REMINDER_DAYS": 3,
    # How many business days before the end of a quote its contact is reminded of it.
    "LMS_QUOTE_REMINDER_DAYS": 3,
    # Days a company has to pay by bank transfer; the business day before the first day at the latest.
    "LMS_TRANSFER_DAYS": 14,
    # How many seats one application of a company may ask for.
    "LMS_GROUP_SEATS": 20,
    # The code of the product whose fee a reissued certificate costs, where it costs one, and the days to pay it.
    "LMS_REISSUE_PRODUCT": "certificate-reissue",
    "LMS_REISSUE_DAYS_TO_PAY": 14,
    # The code of the product that is the fee of a re-evaluation; its price of the day is named beside a result.
    "LMS_REEVALUATION_PRODUCT": "lesson-model-again",
    # Days people who did not answer a postponement have after they are asked again; then their money goes back.
    "LMS_CHOICE_REMINDER_DAYS": 7,
}


def __getattr__(name: str) -> Any:
    try:
        return getattr(settings, name, _DEFAULTS[name])
    except KeyError:
        raise AttributeError(name) from None
