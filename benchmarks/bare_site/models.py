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
