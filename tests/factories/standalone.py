import factory
from factory.django import DjangoModelFactory

from lms.standalone.models import User


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"account{n}@example.test")
