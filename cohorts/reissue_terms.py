"""Whether a certificate is printed anew free of charge, and why. Pure."""

from dataclasses import dataclass
from enum import StrEnum

Lines = tuple[str, str]  # as printed: the name, and the line below it


class Cause(StrEnum):
    WRONG = "wrong"
    CHANGED = "changed"
    LOST = "lost"


class Grounds(StrEnum):
    NEVER_APPROVED = "never_approved"
    PRINTED_OTHERWISE = "printed_otherwise"
    APPROVED_SO = "approved_so"
    NOT_OUR_DOING = "not_our_doing"


@dataclass(frozen=True, slots=True)
class Terms:
    is_free: bool
    grounds: Grounds


def terms_of(cause: Cause, *, printed: Lines | None, approved: Lines | None) -> Terms:
    """A wrong name is paid for only by a holder who had approved it; a name that changed, or a loss, always.

    Args:
        printed: what the current certificate says, None where there is none yet.
        approved: the last proof the holder approved, None where they approved none.
    """
    if cause is not Cause.WRONG:
        return Terms(is_free=False, grounds=Grounds.NOT_OUR_DOING)
    if approved is None:
        return Terms(is_free=True, grounds=Grounds.NEVER_APPROVED)
    if printed != approved:
        return Terms(is_free=True, grounds=Grounds.PRINTED_OTHERWISE)
    return Terms(is_free=False, grounds=Grounds.APPROVED_SO)
