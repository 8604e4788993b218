"""What a change of the account means for the person behind it."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from cohorts.actions.contact import set_login_address
from cohorts.actions.person import give_account
from cohorts.models import Person
from cohorts.signals import people_merged, person_forgotten
from lms.inquiries.models import Inquiry
from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.models import Order, Quote


@receiver(email_changed, dispatch_uid="lms_portal.follow_login")
def follow_login(user: AbstractBaseUser, to_email_address: EmailAddress, **_facts: Any) -> None:
    """The new mailbox has answered: mail goes there from now on, and both mailboxes are told."""
    person = Person.objects.filter(user_id=user.pk).first()
    if person and to_email_address.verified:
        set_login_address(person, to_email_address.email, by=Actor.person(user), now=clock.now())


@receiver(user_logged_in, dispatch_uid="lms_portal.find_own_person")
def find_own_person(user: AbstractBaseUser, **_facts: Any) -> None:
    """Whoever was named by a company finds the seat on their page, once the mailbox has answered.

    An address that several people share belongs to none of them: the office connects those.
    """
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True).values_list("email", flat=True)
    for address in verified:
        people = Person.objects.filter(email__iexact=address)[:2]
        if len(people) == 1 and people[0].user_id is None:
            give_account(people[0], user, by=Actor.person(user), now=clock.now())


@receiver(person_forgotten, dispatch_uid="lms_portal.close_account")
def close_account(account: AbstractBaseUser, **_facts: Any) -> None:
    """Nobody signs in any more, and the address is free for a new account. Rows that name the account stay."""
    EmailAddress.objects.filter(user_id=account.pk).delete()
    setattr(account, account.get_email_field_name(), f"forgotten-{account.pk}@deleted.invalid")
    account.is_active = False
    account.set_unusable_password()
    account.save()


@receiver(people_merged, dispatch_uid="lms_portal.take_over_account")
def take_over_account(account: AbstractBaseUser, closed: AbstractBaseUser, **facts: Any) -> None:
    """What was bought and asked from the closed account is found on my page of the one that stays."""
    Order.objects.filter(buyer_id=closed.pk).update(buyer=account)
    Quote.objects.filter(buyer_id=closed.pk).update(buyer=account)
    Inquiry.objects.filter(sender_id=closed.pk).update(sender=account)
    close_account(closed, **facts)
