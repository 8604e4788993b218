from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name

from payments import conf, gateway


@register("lms_payments")
def check_api_version(**_context: Any) -> list[CheckMessage]:
    """Our code was written for one version of the API; another SDK must not change it silently."""
    if gateway.installed_api_version() == gateway.API_VERSION:
        return []
    return [
        Error(
            f"The installed stripe package speaks {gateway.installed_api_version()}, payments {gateway.API_VERSION}.",
            hint="Install the pinned version of the package, or review payments.gateway for the new one.",
            id="lms_payments.E001",
        ),
    ]


@register("lms_payments", deploy=True)
def check_secrets(**_context: Any) -> list[CheckMessage]:
    missing = [
        name for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "LMS_BASE_URL") if not getattr(conf, name)
    ]
    return [Warning(f"{name} is not set: nothing can be sold online.", id="lms_payments.W001") for name in missing]


@register("lms_payments")
def check_mode(**_context: Any) -> list[CheckMessage]:
    """A live key in test mode (or the reverse) would take money that is then ignored."""
    is_live_key = conf.STRIPE_SECRET_KEY.startswith(conf.LIVE_KEYS)
    if not conf.STRIPE_SECRET_KEY or is_live_key == conf.STRIPE_LIVEMODE:
        return []
    return [Error("STRIPE_SECRET_KEY and STRIPE_LIVEMODE contradict each other.", id="lms_payments.E002")]
