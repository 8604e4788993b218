"""Entries that may be one and the same, two by two: found, looked at side by side, merged or told apart."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cohorts.merging import merged_already
from lms.desk.permissions import holds
from lms.desk.views.act import ActView, list_of, row_of

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


class PairActView(ActView, ABC):
    """`subject` stays, `other` goes."""

    #: The model whose list leads here, and the name of that list.
    listed: ClassVar[tuple[str, str | Promise]]
    duplicates: ClassVar[str]
    #: Where it stands which entry went into which.
    merges: ClassVar[Any]
    other: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Of an entry that a colleague has merged meanwhile the reader is told, and led to the one that stays."""
        merge = self.merges.filter(gone__in=(kwargs["pk"], kwargs["other"])).first()
        if merge is None or not holds(request.user, self.right):
            return super().dispatch(request, *args, **kwargs)
        messages.warning(request, merged_already(merge))
        return redirect(row_of(self.listed[0], merge.survivor_id))

    @abstractmethod
    def get_entries(self) -> QuerySet[Any]:
        """The entries that this reader may decide about."""

    def load(self, pk: int) -> Any:
        entries = self.get_entries()
        self.other = get_object_or_404(entries.exclude(pk=pk), pk=self.kwargs["other"])
        return get_object_or_404(entries, pk=pk)

    def whom(self) -> str:
        return f"{self.subject} ／ {self.other}"

    def home(self) -> str:
        return reverse(self.duplicates)

    def trail(self) -> tuple[str, str]:
        model, label = self.listed
        return list_of(model), str(label)


class MergeEntriesView(PairActView, ABC):
    """Side by side: what moves, what is filled in and what differs; then one of the two goes."""

    template_name = "lms_desk/merge.html"
    title = _("Merge two entries")
    undo = _("A merge cannot be undone. What the entry said and what came over stays on file.")
    button = _("Merge them")
    done = _("The two entries are one.")
    is_grave = True
    entry_template: ClassVar[str]
    #: The address of this act, with the two the other way round.
    merge_act: ClassVar[str]

    @abstractmethod
    def preview(self) -> Any:
        """What a merge would do, with the obstacles to it."""

    @cached_property
    def previewed(self) -> Any:
        """Read once for the page, which names the obstacles apart."""
        return self.preview()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "preview": self.previewed,
            "other_way": reverse(self.merge_act, args=[self.other.pk, self.subject.pk]),
            "entry_template": self.entry_template,
        }

    def get_hindrance(self) -> str:
        return "\n\n".join(self.previewed.obstacles)

    def get_success_url(self) -> str:
        return row_of(self.listed[0], self.subject.pk) if hasattr(self, "answers") else super().get_success_url()


class TellEntriesApartView(PairActView, ABC):
    consequence = _("Both entries stay as they are, and nobody is asked about the two again.")
    undo = _("What was said here stays; the two can still be merged by their address.")
