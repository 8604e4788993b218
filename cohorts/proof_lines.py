"""The lines a certificate can print a name in."""

from cohorts.certificate import romaji
from cohorts.models import CertificateProof, Person

Lettering = CertificateProof.Lettering


def latin_name(person: Person) -> str:
    return romaji(person.family_romaji, person.given_romaji)


def letterings(person: Person) -> list[CertificateProof.Lettering]:
    """What can be chosen: without a name in Latin letters, what is registered."""
    if not latin_name(person):
        return [Lettering.WRITTEN]
    return [Lettering.BOTH, Lettering.WRITTEN, Lettering.LATIN]


def lines_of(person: Person, lettering: CertificateProof.Lettering, *, written: str = "") -> tuple[str, str]:
    """The name, and what stands below it.

    Args:
        written: the name as registered for the certificate, where it is not the person's own entry.
    """
    written, latin = written or person.name_for_certificate, latin_name(person)
    if not latin or lettering == Lettering.WRITTEN:
        return written, ""
    return (latin, "") if lettering == Lettering.LATIN else (written, latin)
