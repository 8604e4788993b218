"""The privacy text that senders of inquiries agreed to so far moves into the table of consents."""

from django.db import migrations


def gather(apps, _schema_editor):
    consent_model = apps.get_model("lms_cohorts", "Consent")
    for inquiry in apps.get_model("lms_inquiries", "Inquiry").objects.iterator(chunk_size=500):
        consent_model.objects.get_or_create(
            reference=f"lms_inquiries.inquiry:{inquiry.pk}",
            text="privacy",
            version=inquiry.privacy_version,
            defaults={"email": inquiry.email.lower(), "source": "inquiry", "given_at": inquiry.received_at},
        )


class Migration(migrations.Migration):
    dependencies = [("lms_inquiries", "0001_inquiries"), ("lms_cohorts", "0014_consents_on_file")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
