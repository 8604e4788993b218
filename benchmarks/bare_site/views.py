"""The smallest order in Django's ORM: four statements in one transaction."""

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from benchmarks.bare_site.models import Booking, BookingEvent, BookingLine, Stock


@csrf_exempt
def book(request: HttpRequest, pk: int) -> HttpResponse:
    with transaction.atomic():
        if not Stock.objects.filter(pk=pk, left__gt=0).update(left=F("left") - 1):
            return HttpResponse(status=409)
        booking = Booking.objects.create(
            key=request.POST["key"],
            name=request.POST["name"],
            email=request.POST["email"],
            total_jpy=88_000,
            stock_id=pk,
        )
        BookingLine.objects.create(booking=booking, title="Seat", unit_jpy=88_000)
        BookingEvent.objects.create(booking=booking, what="booked")
    return HttpResponse(status=201)
