"""Which entry a person stands under, also while somebody merges two of them."""

from cohorts.models import Person


def lock_person(person: Person) -> Person:
    """The entry as it stands, which no merge takes away before the transaction ends; merged by now, the one that stays.

    For whoever adds a row to a person outside of a seat pool. Everybody locks seat pools first, then organizations,
    then people. Acts that do not ask lose against a merge in the same moment, and are told so (`contention`).
    """
    found = Person.objects.select_for_update(of=("self",), no_key=True).entry(person.pk)
    if found is None:
        raise Person.DoesNotExist
    return found
