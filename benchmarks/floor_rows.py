"""The rows of the floor: one page with a given text."""

from html import escape
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Page, Site

from benchmarks.bare_site.models import BarePage, Booking, Stock
from benchmarks.fill import cookie_of, queries


def bare_page(paragraphs: list[str]) -> dict[str, Any]:
    """The floor: one page with these paragraphs and six children."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=BarePage(title="Floor", slug="floor", body=_blocks(paragraphs)))
    for number in range(6):
        home.add_child(instance=BarePage(title=f"Child {number}", slug=f"child-{number}"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    return {"path": "/", "queries": queries("/")}


def signed_in() -> dict[str, Any]:
    """The same page for somebody whom the site knows: Wagtail adds its bar for editors."""
    user = get_user_model().objects.create_superuser("floor", "floor@example.test", "floor")
    cookie = cookie_of(user)
    return {"path": "/", "cookie": cookie, "queries": queries("/", cookie)}


def _blocks(paragraphs: list[str]) -> list[tuple[str, str]]:
    """Ten blocks, whatever the number of paragraphs."""
    share = -(-len(paragraphs) // 10)
    parts = [paragraphs[start : start + share] for start in range(0, len(paragraphs), share)]
    return [("paragraph", "".join(f"<p>{escape(line)}</p>" for line in part)) for part in parts]


def stock(left: int) -> int:
    """Seats to be booked by the smallest order."""
    return Stock.objects.create(left=left).pk


def booked(pk: int) -> dict[str, int]:
    return {"left": Stock.objects.get(pk=pk).left, "bookings": Booking.objects.filter(stock=pk).count()}


def bookings(count: int) -> dict[str, Any]:
    """So many bookings, and the list every admin has of them."""
    stock = Stock.objects.create(left=0)
    Booking.objects.bulk_create(
        Booking(key=f"b{at}", name=f"見本 花子{at}", email=f"p{at}@example.test", total_jpy=88_000, stock=stock)
        for at in range(count)
    )
    user = get_user_model().objects.create_superuser("office", "office@example.test", "office")
    cookie = cookie_of(user)
    return {"path": "/cms/bookings/", "cookie": cookie, "queries": queries("/cms/bookings/", cookie)}
