"""What the links of mails hold: whoever has the mail opens one thing, without signing in.

A token carries no moment: written again, the link of one thing reads the same, so that a reader who was sent it three
times has one address. What it opens decides until when it can be answered.
"""

from django.core import signing


def token_of(value: str | int, *, salt: str) -> str:
    """The signed `value`; `salt` names what the link is for, so that a token for one thing opens no other."""
    return signing.Signer(salt=salt).sign_object(value, compress=True)


def value_of(token: str, *, salt: str) -> str | int | None:
    """What `token_of` was given; None for a token that was not made here, or was made for something else."""
    try:
        value: str | int = signing.Signer(salt=salt).unsign_object(token)
    except signing.BadSignature:
        return None
    return value
