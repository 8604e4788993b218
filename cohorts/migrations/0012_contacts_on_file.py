"""The address, mailbox and employer that stand on people already become the first of their lists."""

from django.db import migrations


def fill_lists(apps, _schema_editor):
    def model(name):
        return apps.get_model("lms_cohorts", name)

    logins = set()
    for person in model("Person").objects.select_related("user").iterator(chunk_size=500):
        if person.address:
            model("PostalAddress").objects.create(
                person=person, postal_code=person.postal_code, address=person.address, is_preferred=True
            )
        if person.employer_id:
            model("Affiliation").objects.create(person=person, organization_id=person.employer_id)
        if person.email:
            # An account begins with a verified address; two people never sign in with the same one.
            signs_in = bool(person.user_id) and person.email.lower() not in logins
            logins.add(person.email.lower())
            model("MailAddress").objects.create(
                person=person,
                email=person.email,
                is_login=signs_in,
                verified_at=person.created_at if signs_in else None,
            )


def empty_lists(apps, _schema_editor):
    for name in ("PostalAddress", "Affiliation", "MailAddress"):
        apps.get_model("lms_cohorts", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("lms_cohorts", "0011_contacts_and_affiliations")]

    operations = [migrations.RunPython(fill_lists, empty_lists)]
