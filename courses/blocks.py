"""The pieces prose is made of. Facts (dates, fees, seats) are not among them: those are read from rows."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from lms.kernel import clock

PROSE_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class FigureBlock(blocks.StructBlock):
    """An image always says what it shows, or that it is decoration; Wagtail's own block asks for it."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "lms_courses/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(
        label=_("said or written by"), required=False, max_length=200, help_text=_("Who said or wrote it.")
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "lms_courses/blocks/quote.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("answer"), features=PROSE_FEATURES)

    class Meta:
        icon = "help"
        label = _("Question and answer")


class CallOutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("info", _("Information")), ("warning", _("please note")), ("success", _("good news"))],
        default="info",
    )
    title = blocks.CharBlock(label=_("title"), required=False, max_length=100)
    text = blocks.RichTextBlock(label=_("text"), features=PROSE_FEATURES)
    shown_until = blocks.DateBlock(
        label=_("last day"),
        required=False,
        help_text=_("The call-out disappears by itself after this day. Empty: it stays."),
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        last_day = value["shown_until"]
        return {**context, "is_shown": last_day is None or clock.today() <= last_day}

    class Meta:
        icon = "warning"
        label = _("Call-out")
        template = "lms_courses/blocks/call_out.html"


class LinkButtonBlock(blocks.StructBlock):
    """A page of this site or an outside address; the page wins where both are given."""

    label = blocks.CharBlock(label=_("text on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("outside address"), required=False)

    class Meta:
        icon = "link"
        label = _("Button")


class ProseBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(
        label=_("Heading"), icon="title", max_length=100, template="lms_courses/blocks/heading.html"
    )
    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=PROSE_FEATURES)
    figure = FigureBlock()
    quote = QuoteBlock()
    questions = blocks.ListBlock(
        QuestionBlock(),
        label=_("Questions and answers"),
        icon="help",
        template="lms_courses/blocks/questions.html",
    )
    call_out = CallOutBlock()
    buttons = blocks.ListBlock(
        LinkButtonBlock(), label=_("Buttons"), icon="link", template="lms_courses/blocks/buttons.html"
    )


class QuestionsBlock(blocks.StreamBlock):
    """Only questions, for the place every course page keeps for them."""

    question = QuestionBlock()

    class Meta:
        template = "lms_courses/blocks/question_stream.html"
