"""A certificate printed anew: free or against a fee, as the proof says. The money itself is the checkout's."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.certificate import OldCertificate, printed_lines, reissue_certificate, require_drawable
from cohorts.actions.proof import show_proof_of_reissue
from cohorts.models import CertificateProof, CertificateReissue, License
from cohorts.proof_lines import lines_of
from cohorts.reissue_terms import Cause, Lines, Terms, terms_of
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = CertificateReissue.Status


class ReissueWaits(Obstacle):
    message = _(
        "A reissue of this certificate is under way already: it waits for its fee, or for the holder's answer to the "
        "proof."
    )


class NoReissueWaits(Obstacle):
    message = _("This reissue is printed already, or it is no longer asked for.")


def terms_for(license_: License, cause: str) -> Terms:
    """What holds for this license today. Raises OldCertificate, NotPrintedYet."""
    if license_.is_legacy:
        raise OldCertificate
    lines = printed_lines(license_)
    approved = license_.proofs.filter(status=CertificateProof.Status.APPROVED).order_by("-version").first()
    return terms_of(Cause(cause), printed=lines, approved=approved.lines if approved else None)


@transaction.atomic
def begin_reissue(
    license_: License, *, cause: str, name: str, reason: str, fee_let_go: str = "", by: Actor, now: datetime
) -> CertificateReissue:
    """What is free goes on at once, what is not waits for its fee; then it is printed.

    A name that is not the one printed last is shown to the holder as a proof, and printed once that is approved.

    Args:
        fee_let_go: why the office asks for no fee where one is due; kept with the reason.

    Raises OldCertificate, NotPrintedYet, ReissueWaits, CertificateNameUndrawable, CertificateNameMissing.
    """
    require_drawable(name)
    license_ = License.objects.select_for_update(of=("self",)).get(pk=license_.pk)
    if license_.reissues.filter(status__in=CertificateReissue.OPEN).exists():
        raise ReissueWaits
    terms, let_go = terms_for(license_, cause), fee_let_go.strip()
    is_let_go = not terms.is_free and bool(let_go)
    status = _step_after_fee(license_, name) if terms.is_free or is_let_go else Status.AWAITING_FEE
    reissue = CertificateReissue.objects.create(
        license=license_,
        cause=cause,
        grounds=CertificateReissue.Grounds.LET_GO if is_let_go else terms.grounds.value,
        is_free=terms.is_free or is_let_go,
        name=name.strip(),
        reason=f"{reason.strip()}\n{let_go}" if is_let_go else reason.strip(),
        status=status,
        asked_at=now,
        settled_at=now if status == Status.DONE else None,
    )
    if status != Status.DONE:
        audit.record("lms_cohorts.begin_reissue", license_, by=by, after=reissue.name, reason=reissue.reason)
    _go_on(reissue, by=by, now=now)
    return reissue


@transaction.atomic
def carry_out_reissue(reissue: CertificateReissue, *, by: Actor, now: datetime) -> CertificateReissue:
    """The fee is paid: print it, or show the proof of another name. Raises NoReissueWaits."""
    reissue = _settle(reissue, _step_after_fee(reissue.license, reissue.name), now=now)
    _go_on(reissue, by=by, now=now)
    return reissue


@transaction.atomic
def withdraw_reissue(reissue: CertificateReissue, *, by: Actor, now: datetime) -> CertificateReissue:
    """The fee is no longer asked for, and nothing is printed. Raises NoReissueWaits."""
    reissue = _settle(reissue, Status.WITHDRAWN, now=now)
    audit.record("lms_cohorts.withdraw_reissue", reissue.license, by=by)
    return reissue


def _settle(reissue: CertificateReissue, status: CertificateReissue.Status, *, now: datetime) -> CertificateReissue:
    waiting = CertificateReissue.objects.filter(pk=reissue.pk, status=Status.AWAITING_FEE)
    if not waiting.update(status=status, settled_at=None if status == Status.PROOFING else now):
        raise NoReissueWaits
    return CertificateReissue.objects.select_related("license").get(pk=reissue.pk)


def _step_after_fee(license_: License, name: str) -> CertificateReissue.Status:
    """What was printed before is printed again at once; anything else is shown first (journey J1, 19)."""
    printed = printed_lines(license_)
    return Status.DONE if lines_asked_for(license_, name) == printed else Status.PROOFING


def lines_asked_for(license_: License, name: str) -> Lines:
    """A certificate that had the name in Latin letters below keeps such a line, as it is registered today."""
    return lines_of(license_.person, _lettering_of(license_), written=name.strip())


def _lettering_of(license_: License) -> CertificateProof.Lettering:
    has_two_lines = bool(printed_lines(license_)[1])
    return CertificateProof.Lettering.BOTH if has_two_lines else CertificateProof.Lettering.WRITTEN


def _go_on(reissue: CertificateReissue, *, by: Actor, now: datetime) -> None:
    license_ = reissue.license
    if reissue.status == Status.DONE:
        reissue_certificate(license_, reason=reissue.reason, by=by)
    if reissue.status == Status.PROOFING:
        show_proof_of_reissue(license_, lettering=_lettering_of(license_), name=reissue.name, by=by, now=now)
