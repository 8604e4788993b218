"""Entries that may be one and the same, two by two."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.desk.views.act import list_of

MOST_PAIRS = 100


class DuplicatesView(WagtailAdminTemplateMixin, TemplateView, ABC):
    """Pairs with what is alike, and the way to merge them or to tell them apart."""

    page_title = _("Possible duplicates")
    header_icon = "group"
    #: The model whose list leads here, and the name of that list.
    listed: ClassVar[tuple[str, str | Promise]]
    entry_template: ClassVar[str]
    merge_act: ClassVar[str]
    apart_act: ClassVar[str]
    apart_label: ClassVar[str | Promise]

    @abstractmethod
    def get_pairs(self) -> Sequence[Any]:
        """The most likely first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pairs = self.get_pairs()
        return {
            **context,
            "pairs": pairs[:MOST_PAIRS],
            "count": len(pairs),
            "more": len(pairs[MOST_PAIRS:]),
            "entry_template": self.entry_template,
            "merge_act": self.merge_act,
            "apart_act": self.apart_act,
            "apart_label": self.apart_label,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        model, label = self.listed
        return [
            *self.breadcrumbs_items,
            {"url": list_of(model), "label": label},
            {"url": "", "label": self.page_title},
        ]
