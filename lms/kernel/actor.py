"""Who did it: a signed-in person, or one of our own processes."""

from dataclasses import dataclass
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


@dataclass(frozen=True, slots=True)
class Actor:
    """The `by` of every action.

    `user` is None for anonymous visitors and for processes; `label` is what the history shows.
    """

    user: AbstractBaseUser | None
    label: str

    @classmethod
    def person(cls, user: AbstractBaseUser | AnonymousUser) -> Self:
        if isinstance(user, AnonymousUser):
            return cls(user=None, label="visitor")
        return cls(user=user, label=str(user))

    @classmethod
    def process(cls, name: str) -> Self:
        """A named process of ours ("stripe webhook", "sweeper")."""
        return cls(user=None, label=name)

    def as_log(self) -> dict[str, Any]:
        return {"by": self.label}
