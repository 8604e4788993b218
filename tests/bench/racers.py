"""What test_bench.py lets processes race for."""

from django.contrib.auth import get_user_model


def register(number: int, email: str) -> int:
    get_user_model().objects.create_user(email)
    return number
