"""Finding a page by its whole address, where Wagtail takes two queries for each part of it."""

from functools import cache
from typing import Any

from django.apps import apps
from wagtail.models import Page

from lms.pages.parent_link import OwnParentLink


def page_at(home: Page, path_components: list[str]) -> Any:
    """The published page below `home` at this address, as an instance of its own class; None where no page has it.

    A page of ours comes with its course in the same query.
    """
    address = f"{home.url_path}{'/'.join(path_components)}/"
    pages = Page.objects.descendant_of(home).live().filter(url_path=address)
    page = pages.select_related(*_ways_down()).first()
    return None if page is None else getattr(page, _own_link(page.specific_class), None) or page.specific


def _own_link(model: type[Page] | None) -> str:
    """The name under which a base page knows itself as a page of ours."""
    return f"lms_{model._meta.model_name}" if model and issubclass(model, OwnParentLink) else ""


@cache
def _ways_down() -> tuple[str, ...]:
    ours = [model for model in apps.get_app_config("lms_pages").get_models() if issubclass(model, OwnParentLink)]
    return tuple(f"{_own_link(model)}__course" if hasattr(model, "course") else _own_link(model) for model in ours)
