"""What the links of mails hold: whoever has the mail opens one thing, without signing in.

A token carries no moment: written again, the link of one thing reads the same, so that a reader who was sent it three
times has one address. What it opens decides until when it can be answered.
"""

from typing import TypeVar

from django.core import signing
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def token_of(row: Model, *, salt: str) -> str:
    """Opens `row`; `salt` names what the link is for, so that a token for one kind of thing opens no other."""
    return signing.Signer(salt=salt).sign_object(row.pk, compress=True)


def row_of(token: str, rows: QuerySet[Row], *, salt: str) -> Row | None:
    """The one of `rows` a token opens; None for one that was not made here, or was made for something else."""
    try:
        pk = signing.Signer(salt=salt).unsign_object(token)
    except signing.BadSignature:
        return None
    return rows.filter(pk=pk).first()
