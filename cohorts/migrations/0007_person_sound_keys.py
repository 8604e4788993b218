"""People who are on file already become findable by the sound of their names and by telephone."""

from django.db import migrations

from lms.kernel import names

BATCH = 500


def write_keys(apps, _schema_editor):
    person_model = apps.get_model("lms_cohorts", "Person")
    batch = []
    for person in person_model.objects.iterator(chunk_size=BATCH):
        person.search_key = names.person_key(
            families=[person.family_name, person.family_kana, person.family_romaji],
            givens=[person.given_name, person.given_kana, person.given_romaji],
            others=[person.certificate_name, person.email, person.phone],
        )
        batch.append(person)
        if len(batch) == BATCH:
            person_model.objects.bulk_update(batch, ["search_key"])
            batch = []
    person_model.objects.bulk_update(batch, ["search_key"])


class Migration(migrations.Migration):
    dependencies = [("lms_cohorts", "0006_announcements")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]
