"""A certificate printed anew: free or against a fee, as the proof says. The money itself is the checkout's."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.certificate import OldCertificate, reissue_certificate, require_drawable
from cohorts.models import CertificateProof, CertificateReissue, License
from cohorts.reissue_terms import Cause, Lines, Terms, terms_of
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = CertificateReissue.Status


class NotPrintedYet(Obstacle):
    message = _("There is no certificate yet. Correct the proof instead.")


class ReissueWaits(Obstacle):
    message = _("A reissue of this certificate waits for its fee already.")


class NoReissueWaits(Obstacle):
    message = _("This reissue is printed already, or it is no longer asked for.")


def terms_for(license_: License, cause: str) -> Terms:
    """What holds for this license today. Raises OldCertificate, NotPrintedYet."""
    if license_.is_legacy:
        raise OldCertificate
    printed = license_.certificates.current().first()
    if printed is None:
        raise NotPrintedYet
    lines: Lines = (printed.facts["holder_name"], printed.facts["holder_romaji"])
    approved = license_.proofs.filter(status=CertificateProof.Status.APPROVED).order_by("-version").first()
    return terms_of(Cause(cause), printed=lines, approved=approved.lines if approved else None)


@transaction.atomic
def begin_reissue(
    license_: License, *, cause: str, name: str, reason: str, fee_let_go: str = "", by: Actor, now: datetime
) -> CertificateReissue:
    """What is free is printed at once; what is not waits for its fee.

    Args:
        fee_let_go: why the office asks for no fee where one is due; kept with the reason.

    Raises OldCertificate, NotPrintedYet, ReissueWaits, CertificateNameUndrawable, CertificateNameMissing.
    """
    require_drawable(name)
    license_ = License.objects.select_for_update(of=("self",)).get(pk=license_.pk)
    if license_.reissues.filter(status=Status.AWAITING_FEE).exists():
        raise ReissueWaits
    terms, let_go = terms_for(license_, cause), fee_let_go.strip()
    is_let_go = not terms.is_free and bool(let_go)
    reissue = CertificateReissue.objects.create(
        license=license_,
        cause=cause,
        grounds=CertificateReissue.Grounds.LET_GO if is_let_go else terms.grounds.value,
        is_free=terms.is_free or is_let_go,
        name=name.strip(),
        reason=f"{reason.strip()}\n{let_go}" if is_let_go else reason.strip(),
        status=Status.DONE if terms.is_free or is_let_go else Status.AWAITING_FEE,
        asked_at=now,
        settled_at=now if terms.is_free or is_let_go else None,
    )
    if reissue.is_free:
        _print(reissue, by=by, now=now)
    else:
        audit.record("lms_cohorts.begin_reissue", license_, by=by, after=reissue.name, reason=reissue.reason)
    return reissue


@transaction.atomic
def carry_out_reissue(reissue: CertificateReissue, *, by: Actor, now: datetime) -> CertificateReissue:
    """The fee is paid: print it. Raises NoReissueWaits."""
    reissue = _settle(reissue, Status.DONE, now=now)
    _print(reissue, by=by, now=now)
    return reissue


@transaction.atomic
def withdraw_reissue(reissue: CertificateReissue, *, by: Actor, now: datetime) -> CertificateReissue:
    """The fee is no longer asked for, and nothing is printed. Raises NoReissueWaits."""
    reissue = _settle(reissue, Status.WITHDRAWN, now=now)
    audit.record("lms_cohorts.withdraw_reissue", reissue.license, by=by)
    return reissue


def _settle(reissue: CertificateReissue, status: CertificateReissue.Status, *, now: datetime) -> CertificateReissue:
    waiting = CertificateReissue.objects.filter(pk=reissue.pk, status=Status.AWAITING_FEE)
    if not waiting.update(status=status, settled_at=now):
        raise NoReissueWaits
    return CertificateReissue.objects.select_related("license").get(pk=reissue.pk)


def _print(reissue: CertificateReissue, *, by: Actor, now: datetime) -> None:
    reissue_certificate(reissue.license, name=reissue.name, reason=reissue.reason, by=by, now=now)
