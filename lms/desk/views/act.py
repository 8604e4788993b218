"""One act: a page that says what will happen, to whom and how to undo it, and the POST that does it."""

import logging
from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.desk.permissions import SECRETARIAT, holds
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.contention import CHANGED_MEANWHILE, is_contention
from lms.kernel.obstacles import Obstacle

Text = str | Promise

logger = logging.getLogger(__name__)


class NothingToFillIn(forms.Form):
    """For acts that need no more than a yes."""


class ActView(WagtailAdminTemplateMixin, FormView, ABC):  # type: ignore[type-arg]  # not generic at run time
    """Subclasses load their `subject` narrowed to the reader, describe the act in words, and call one action.

    An obstacle the action names is shown on the same page with everything typed still there.
    """

    template_name = "lms_desk/act.html"
    form_class: type[forms.Form] = NothingToFillIn
    right = SECRETARIAT

    title: Text = ""
    consequence: ClassVar[Text] = ""
    undo: ClassVar[Text] = ""
    button: ClassVar[Text] = _("Do it")
    done: ClassVar[Text] = ""
    is_grave = False
    header_icon = "edit"

    subject: Any
    #: Known while `act` runs: the valid form, what it was filled in with, who acts, and when.
    form: Any
    answers: dict[str, Any]
    by: Actor
    now: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not holds(request.user, self.right):
            raise PermissionDenied
        self.subject = self.load(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def staff(self) -> Any:
        """Who is signed in; `dispatch` has turned everybody else away."""
        return self.request.user

    @abstractmethod
    def load(self, pk: int) -> Any:
        """The row the act is about, narrowed to what the reader may act on."""

    @abstractmethod
    def act(self) -> object:
        """Call the action; an Obstacle it raises is shown on the page."""

    def whom(self) -> str:
        """Who or what the act is about, as the page names it."""
        return str(self.subject)

    @abstractmethod
    def home(self) -> str:
        """Where the act was chosen, and where its result is seen."""

    @abstractmethod
    def trail(self) -> tuple[str, str]:
        """The list the subject stands in: address and name."""

    def get_page_title(self) -> str:
        return str(self.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        url, label = self.trail()
        return [
            *self.breadcrumbs_items,
            {"url": url, "label": label},
            {"url": self.home(), "label": self.whom()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_consequence(self) -> Text:
        return self.consequence

    def get_hindrance(self) -> Text:
        """Why there is nothing to fill in; the page then says so in place of the form."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "whom": self.whom(),
            "consequence": self.get_consequence(),
            "undo": self.undo,
            "hindrance": self.get_hindrance(),
            "button": self.button,
            "is_grave": self.is_grave,
            "back": self.get_success_url(),
        }

    def get_success_url(self) -> str:
        chosen: str = get_valid_next_url_from_request(self.request)
        return chosen or self.home()

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.form, self.answers = form, form.cleaned_data
        self.by, self.now = Actor.person(self.request.user), clock.now()
        try:
            self.act()
        except Obstacle as obstacle:
            form.add_error(None, str(obstacle.message))
            return self.form_invalid(form)
        except DatabaseError as error:
            if not is_contention(error):
                raise
            logger.warning("An act at the desk gave way to another one", exc_info=error)
            form.add_error(None, str(CHANGED_MEANWHILE))
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect(self.get_success_url())


def list_of(model_name: str) -> str:
    return reverse(f"lms_desk_{model_name}:index")


def row_of(model_name: str, pk: int) -> str:
    return reverse(f"lms_desk_{model_name}:inspect", args=[pk])
