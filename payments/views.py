import logging

from django.core.exceptions import RequestDataTooBig
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from lms.kernel import clock
from lms.kernel.access import post_only, signed_request
from payments import conf, gateway
from payments.actions.event import receive_event

logger = logging.getLogger(__name__)
MAX_BYTES = 1_000_000


@signed_request
@csrf_exempt
@post_only
@non_atomic_requests
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Keep what Stripe signed and say thank you; everything else happens later and from fetched objects.

    An unavailable database answers 500, so that Stripe delivers again.
    """
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    try:
        event = gateway.verified_event(body, request.headers.get("Stripe-Signature"))
    except gateway.BadSignature:
        return HttpResponse(status=400)
    if event.livemode != conf.STRIPE_LIVEMODE:
        logger.warning("Event %s belongs to the other mode and was ignored.", event.event_id)
        return HttpResponse(status=200)
    receive_event(event, now=clock.now())
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes | None:
    """The untouched bytes, or None if there are too many of them."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        return None
    try:
        return request.body
    except RequestDataTooBig:
        return None
