"""Who is signed in, for views behind `signed_in` and `owner_only`."""

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest


def account_of(request: HttpRequest) -> AbstractBaseUser:
    """The account behind a request that passed one of those rules."""
    user = request.user
    if not isinstance(user, AbstractBaseUser):
        raise TypeError("Only views for signed-in people ask for the account.")
    return user
