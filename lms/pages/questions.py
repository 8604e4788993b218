"""Questions and answers, in groups."""

# mypy: disable-error-code="django-manager-missing"
# Wagtail's page manager is untyped, so its type cannot be named.

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.search import index

from courses.blocks import QuestionBlock
from courses.pages import LanguagePreviewMixin, VisitorPageMixin
from lms.pages.parent_link import OwnParentLink


class GroupedQuestionsBlock(blocks.StreamBlock):
    """Headings and questions in one list: a heading begins a group."""

    heading = blocks.CharBlock(label=_("Heading"), icon="title", max_length=100)
    question = QuestionBlock()


class QuestionsPage(OwnParentLink, VisitorPageMixin, LanguagePreviewMixin, Page):
    """Frequently asked questions. Each has an address of its own, #q-…, to which a search leads."""

    search_group = "questions"

    lead = models.TextField(_("opening sentences"), blank=True)
    questions = StreamField(
        GroupedQuestionsBlock(),
        verbose_name=_("questions and answers"),
        help_text=_("A heading begins a group of questions."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("questions")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("questions")]
    parent_page_types = ["lms_pages.HomePage", "lms_pages.StandardPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page of questions and answers")
        verbose_name_plural = _("pages of questions and answers")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "groups": self.groups(), "structured_data": self.structured_data()}

    def groups(self) -> list[dict[str, Any]]:
        """[{"title": …, "questions": [block, …]}, …]; questions before the first heading have no title."""
        groups: list[dict[str, Any]] = [{"title": "", "questions": []}]
        for block in self.questions:
            if block.block_type == "heading":
                groups.append({"title": block.value, "questions": []})
            else:
                groups[-1]["questions"].append(block)
        return [group for group in groups if group["questions"]]

    def structured_data(self) -> dict[str, Any]:
        """https://schema.org/FAQPage: what search engines and assistants read."""
        return {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "inLanguage": self.locale.language_code,
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": block.value["question"],
                    "acceptedAnswer": {"@type": "Answer", "text": expand_db_html(block.value["answer"].source)},
                }
                for block in self.questions
                if block.block_type == "question"
            ],
        }
