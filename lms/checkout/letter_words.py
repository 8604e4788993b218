"""The facts of a letter as people read them."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from lms.templatetags.lms import long_date, long_datetime, yen_tax_included


def words_of(name: str, value: str) -> tuple[str, str]:
    """What a fact is called and what it says, in the language that is active; 未定 where it says nothing."""
    if name.startswith("day_"):
        return _("Day %(number)s") % {"number": name.removeprefix("day_")}, _day(value)
    labels = {
        "venue": _("Venue"),
        "things_to_bring": _("Things to bring"),
        "joining_notes": _("Please note"),
        "payable_until": _("To be paid by"),
        "amount": _("Amount"),
        "name_until": _("Names awaited until"),
        "held_until": _("Held until"),
        "valid_until": _("Valid until"),
    }
    return labels.get(name, name), _value(name, value)


def _value(name: str, value: str) -> str:
    if name == "venue":
        return value or _("To be decided")
    if name in {"payable_until", "name_until", "held_until", "valid_until"} and value:
        return str(long_datetime(datetime.fromisoformat(value) - timedelta(seconds=1)))
    if name == "amount" and value:
        return str(yen_tax_included(int(value)))
    return value or "–"


def _day(value: str) -> str:
    written, _space, hours = value.partition(" ")
    shown = long_date(date.fromisoformat(written)) if written else _("To be decided")
    return f"{shown} {hours.replace('-', '–')}".strip()
