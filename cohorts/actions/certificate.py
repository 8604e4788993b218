"""Certificates: ordered with frozen facts once the proof is approved, drawn once by a worker, kept as they were."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import certificate as drawing
from cohorts.models import License, LicenseCertificate
from lms.kernel import audit, conf
from lms.kernel.actor import Actor
from lms.kernel.models import profile_of
from lms.kernel.nudge import nudge
from lms.kernel.obstacles import Obstacle
from lms.kernel.typesetting import undrawable

RENDER = "lms_cohorts.render_certificate"
Status = LicenseCertificate.Status
# The certificate is a Japanese document whoever reads it: these are its words, not the interface's.
BODY = (
    "あなたは、{course}の課程を修め、当協会の認定基準に基づくレッスンモデル評価および課題評価において"
    "所定の水準に達し、スペシャリストレベルの合格が確認されました。"
)
ABOUT_STANDING = (
    "この認定証は、表面に記載の方に上記の資格を認定したことを証するものです。資格の現在の状態"
    "（有効・停止・取消・期限切れ）は、表面のQRコードまたは認定番号により確認ページでご確認ください。"
)
ABOUT_REISSUE = "氏名の変更や紛失の際は、事務局までお申し出ください。再発行した場合、以前の証書は使用できません。"


class CertificateNameUndrawable(Obstacle):
    """Names the characters that cannot be printed in `characters`."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        super().__init__(
            _(
                "The certificate cannot show these characters of the name: %(characters)s. "
                "Ask the holder for a certificate name without them.",
            )
            % {"characters": " ".join(characters)},
        )


class OldCertificate(Obstacle):
    message = _("The certificate of a license of the old numbering was printed before this register.")


class NotPrintedYet(Obstacle):
    message = _("There is no certificate yet. Correct the proof instead.")


class CertificateNameMissing(Obstacle):
    message = _("There is no name to print on the certificate.")


def require_drawable(name: str) -> None:
    """Raise CertificateNameUndrawable (or CertificateNameMissing) for a name no certificate can show."""
    if not name.strip():
        raise CertificateNameMissing
    if characters := undrawable(name):
        raise CertificateNameUndrawable(characters)


def order_certificate(license_: License, *, second_line: str, by: Actor) -> LicenseCertificate:
    """Write down what a license's certificate says and have it drawn after the transaction.

    Args:
        license_: locked, with the name to print as `holder_name`.
        second_line: what stands below the name, mostly the same in Latin letters.
    """
    certificate = _write_down(license_, second_line=second_line)
    audit.record("lms_cohorts.order_certificate", license_, by=by, serial=certificate.serial)
    return certificate


@transaction.atomic
def reissue_certificate(license_: License, *, reason: str, by: Actor) -> LicenseCertificate:
    """Print anew what the last certificate says; the number stays, the earlier certificate is superseded.

    Another name is printed from a proof only. Whether it is free is another question: `cohorts.actions.reissue`.

    Raises OldCertificate, NotPrintedYet.
    """
    if license_.is_legacy:
        raise OldCertificate
    locked = License.objects.select_for_update(of=("self",)).get(pk=license_.pk)
    name, second_line = printed_lines(locked)
    locked.holder_name = name
    locked.save(update_fields=["holder_name"])
    certificate = _write_down(locked, second_line=second_line)
    audit.record("lms_cohorts.reissue_certificate", locked, by=by, after=name, reason=reason)
    return certificate


def printed_lines(license_: License) -> tuple[str, str]:
    """The name on the current certificate, and what stands below it. Raises NotPrintedYet."""
    printed = license_.certificates.current().first()
    if printed is None:
        raise NotPrintedYet
    return printed.facts["holder_name"], printed.facts["holder_romaji"]


def _write_down(license_: License, *, second_line: str) -> LicenseCertificate:
    serial = (license_.certificates.order_by("-serial").values_list("serial", flat=True).first() or 0) + 1
    license_.certificates.current().update(status=Status.SUPERSEDED)
    facts = facts_of(license_, name=license_.holder_name, second_line=second_line, serial=serial)
    certificate = LicenseCertificate.objects.create(license=license_, serial=serial, facts=facts)
    nudge(RENDER, certificate.pk)
    return certificate


def render_certificate(pk: int, *, now: datetime) -> bool:
    """Draw one certificate that waits for it; True when this call stored the PDF. Safe to run twice.

    Raises UndrawableText where the facts hold a character the fonts cannot draw.
    """
    certificate = LicenseCertificate.objects.pending().filter(pk=pk).first()
    if certificate is None:
        return False
    pdf = drawing.draw(certificate.facts)
    waiting = LicenseCertificate.objects.pending().filter(pk=pk)
    return bool(
        waiting.update(status=Status.RENDERED, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), rendered_at=now)
    )


def facts_of(license_: License, *, name: str, second_line: str, serial: int) -> dict[str, Any]:
    """Everything the certificate says, in its final words. The document is Japanese whoever reads it."""
    if license_.decision is None or license_.scheme_version is None:
        raise OldCertificate
    enrollment = license_.decision.case.enrollment
    cohort, profile = enrollment.cohort, profile_of()
    return {
        "heading": "認定証",
        "heading_en": "Certificate of Instructor License",
        "number": license_.number,
        "title": license_.title,
        "holder_name": name,
        "holder_romaji": second_line,
        "body": [
            BODY.format(course=cohort.course.title),
            "よって、ここに次の資格を認定します。",
        ],
        "issued": drawing.printed_day(license_.issued_on),
        "valid_from": drawing.printed_day(license_.valid_from),
        "valid_through": drawing.printed_day(drawing.last_day(license_.valid_until)),
        "issuer": profile.name or str(profile),
        "representative": profile.representative,
        "verify_url": f"{conf.BASE_URL.rstrip('/')}/verify/{license_.number}/",
        "small_print": f"認定基準 第{license_.scheme_version.version}版による認定　／　証書 第{serial}号",
        "course_title": cohort.course.title,
        "cohort_title": cohort.title,
        "days": drawing.days_of(cohort),
        "notes": [ABOUT_STANDING, ABOUT_REISSUE],
    }
