"""The pieces a lesson is made of. Their images and files are study materials, never public images and documents."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from courses import conf

TEXT_FEATURES = ["bold", "italic", "h3", "h4", "ol", "ul", "link"]
MATERIAL = "lms_courses.StudyMaterial"


class ImagePieceBlock(blocks.StructBlock):
    material = SnippetChooserBlock(MATERIAL, label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Image")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["material"].is_image:
            raise StructBlockValidationError(
                {"material": ValidationError(_("Choose an image; a file has its own block."))}
            )
        return cleaned


class FilePieceBlock(blocks.StructBlock):
    material = SnippetChooserBlock(MATERIAL, label=_("file"))
    note = blocks.CharBlock(
        label=_("what it is for"), required=False, max_length=200, help_text=_("One sentence beside the link.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Attached file")


class ChecklistPieceBlock(blocks.StructBlock):
    """Points a participant ticks off; each keeps its ticks while its wording is corrected."""

    title = blocks.CharBlock(label=_("title"), max_length=100)
    points = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("things to check"), min_num=1)

    class Meta:
        icon = "tasks"
        label = _("Checklist")


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("answer"), max_length=300)
    is_right = blocks.BooleanBlock(label=_("right answer"), required=False)
    feedback = blocks.TextBlock(
        label=_("feedback"), required=False, rows=2, help_text=_("Shown to whoever chose this answer.")
    )


class TestQuestionBlock(blocks.StructBlock):
    question = blocks.TextBlock(label=_("question"), rows=2)
    takes_several = blocks.BooleanBlock(
        label=_("several answers are right"), required=False, help_text=_("All of them must be ticked, and no other.")
    )
    options = blocks.ListBlock(OptionBlock(), label=_("answers"), min_num=2)
    explanation = blocks.TextBlock(
        label=_("explanation"), required=False, rows=3, help_text=_("Shown to everybody after answering.")
    )

    class Meta:
        icon = "help"
        label = _("Question")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        right = sum(bool(option["is_right"]) for option in cleaned["options"])
        if right == 0:
            problem = _("Tick at least one answer as right.")
        elif right > 1 and not cleaned["takes_several"]:
            problem = _("Only one answer may be right here. Or tick that several are.")
        else:
            return cleaned
        raise StructBlockValidationError({"takes_several": ValidationError(problem)})


class SelfTestPieceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=100)
    questions = blocks.ListBlock(TestQuestionBlock(), label=_("questions of the test"), min_num=1)

    class Meta:
        icon = "clipboard-list"
        label = _("Self-test")


class VideoPieceBlock(blocks.StructBlock):
    """A player of another site, named in LMS_VIDEO_EMBEDS; nothing is loaded from there before the reader asks."""

    title = blocks.CharBlock(label=_("title"), max_length=200)
    url = blocks.URLBlock(label=_("address of the player"), help_text=_("The address meant for embedding (https)."))

    class Meta:
        icon = "media"
        label = _("Video")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not may_embed(cleaned["url"]):
            hosts = ", ".join(conf.VIDEO_EMBEDS)
            problem = _("Only videos of these hosts can be shown: %(hosts)s") % {"hosts": hosts}
            raise StructBlockValidationError({"url": ValidationError(problem)})
        return cleaned


def may_embed(url: str) -> bool:
    """Whether LMS_VIDEO_EMBEDS names the host of this https address."""
    address = urlsplit(url)
    return address.scheme == "https" and address.hostname in conf.VIDEO_EMBEDS and address.port in {None, 443}


class LessonBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=TEXT_FEATURES)
    image = ImagePieceBlock()
    file = FilePieceBlock()
    checklist = ChecklistPieceBlock()
    self_test = SelfTestPieceBlock()
    video = VideoPieceBlock()

    class Meta:
        @property
        def block_counts(self) -> dict[str, dict[str, int]]:
            """While no host is allowed, no video can be added; the block itself stays, and migrations with it."""
            return {} if conf.VIDEO_EMBEDS else {"video": {"max_num": 0}}


def keyed(items: ListValue) -> list[tuple[str, Any]]:
    """The children of a list with the keys they keep when others are added, removed or moved."""
    return [(child.id, child.value) for child in items.bound_blocks]
