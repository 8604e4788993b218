from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page


class BarePage(Page):
    """Headings and paragraphs, as any site has them."""

    body = StreamField(
        [("heading", blocks.CharBlock()), ("paragraph", blocks.RichTextBlock())], blank=True, verbose_name="text"
    )

    content_panels = [*Page.content_panels, FieldPanel("body")]


class Stock(models.Model):
    """Seats that are left: one row, as the smallest booking keeps it."""

    left = models.PositiveIntegerField()


class Booking(models.Model):
    """The smallest order: who, what, and the key that lets it be sent twice."""

    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    total_jpy = models.PositiveIntegerField()
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="bookings")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class BookingLine(models.Model):
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lines")
    title = models.CharField(max_length=200)
    unit_jpy = models.PositiveIntegerField()


class BookingEvent(models.Model):
    """One audit line."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
