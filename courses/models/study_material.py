import uuid
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from courses import conf, file_types
from courses.models.course import Course
from courses.storage import PrivateStorage
from lms.kernel import clock

MEGABYTE = 1024 * 1024


def new_name(material: models.Model, filename: str) -> str:  # noqa: ARG001 - Django calls it so
    """A name nobody can guess; what the file is called for people stands in `filename`."""
    return f"study/{uuid.uuid4().hex}{file_types.extension_of(filename)}"


class StudyMaterial(models.Model):
    """An image or file that lessons show, kept apart from the public images and documents of the site.

    `clean` tells the type from the content and writes it down: what is sent later is what was recognised then.
    """

    class Kind(models.TextChoices):
        IMAGE = "image", _("image")
        FILE = "file", _("file")

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="study_materials", verbose_name=_("course")
    )
    title = models.CharField(_("title"), max_length=200, help_text=_("What participants read on the link."))
    file = models.FileField(
        _("file"),
        upload_to=new_name,
        storage=PrivateStorage,
        max_length=200,
        help_text=_("PNG, JPEG, WebP, GIF, PDF, Word, Excel, PowerPoint, text or CSV."),
    )
    alt_text = models.CharField(
        _("what the image shows"),
        max_length=300,
        blank=True,
        help_text=_("Read aloud to people who cannot see it. Needed for images."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, editable=False)
    filename = models.CharField(_("file name"), max_length=200, editable=False)
    content_type = models.CharField(_("file type"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size (bytes)"), editable=False)
    width = models.PositiveIntegerField(_("width"), null=True, editable=False, help_text=_("Of images, in pixels."))
    height = models.PositiveIntegerField(_("height"), null=True, editable=False, help_text=_("Of images, in pixels."))
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("study material")
        verbose_name_plural = _("study materials")
        ordering = ["course", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="image") | ~models.Q(alt_text=""),
                name="lms_courses_studymaterial_image_says_what_it_shows",
                violation_error_message=_("Say what the image shows, for people who cannot see it."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_image(self) -> bool:
        return self.kind == self.Kind.IMAGE

    @property
    def is_inline(self) -> bool:
        """Whether browsers show it rather than save it."""
        return self.is_image or self.content_type == "application/pdf"

    @cached_property
    def extension(self) -> str:
        """「PDF」, as links name it."""
        return PurePath(self.filename).suffix.lstrip(".").upper()

    def clean(self) -> None:
        """Refuse what is too large, of a kind we do not take, or not what its name says."""
        super().clean()
        if not self.file:
            return
        if not self.file._committed:  # type: ignore[attr-defined]  # noqa: SLF001 - only now uploaded
            self._take(self.file)
        if self.is_image and not self.alt_text.strip():
            raise ValidationError({"alt_text": _("Say what the image shows, for people who cannot see it.")})

    def _take(self, upload: Any) -> None:
        if upload.size > conf.MATERIAL_MAX_MB * MEGABYTE:
            too_large = _("The file has %(size)s MB; at most %(most)d MB are taken.")
            words = {"size": f"{upload.size / MEGABYTE:.1f}", "most": conf.MATERIAL_MAX_MB}
            raise ValidationError({"file": ValidationError(too_large, code="too_large", params=words)})
        found = file_types.recognise(upload.name, upload.file)
        if found is None:
            raise ValidationError({"file": self._refusal(upload.name)})
        self.filename = PurePath(upload.name).name[-200:]
        self.content_type, self.size = found.content_type, upload.size
        self.kind = self.Kind.IMAGE if found.is_image else self.Kind.FILE
        self.width, self.height = file_types.size_of_image(upload.file) if found.is_image else (None, None)

    def _refusal(self, name: str) -> ValidationError:
        extension = file_types.extension_of(name)
        if extension not in file_types.EXTENSIONS:
            unknown = _("Files ending in “%(extension)s” are not taken. Take PDF, an Office file, an image or text.")
            return ValidationError(unknown, code="unknown_type", params={"extension": extension or name})
        different = _(
            "The content of the file is not what its ending “%(extension)s” says. Save it anew and try again."
        )
        return ValidationError(different, code="wrong_content", params={"extension": extension})
