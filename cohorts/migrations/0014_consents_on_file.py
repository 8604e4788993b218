"""What was accepted with applications and requests for news so far moves into the table of consents."""

from django.db import migrations

TEXTS = {"terms": "terms", "cancellation": "policy", "privacy": "privacy"}


def gather(apps, _schema_editor):
    consent_model = apps.get_model("lms_cohorts", "Consent")
    accepted = apps.get_model("lms_cohorts", "Declaration").objects.exclude(accepted_at=None)
    for declaration in accepted.select_related("enrollment").iterator(chunk_size=500):
        for text, name in TEXTS.items():
            consent_model.objects.get_or_create(
                reference=f"lms_cohorts.enrollment:{declaration.enrollment_id}",
                text=text,
                version=getattr(declaration, f"accepted_{name}_version"),
                defaults={
                    "person_id": declaration.enrollment.person_id,
                    "source": "application",
                    "given_at": declaration.accepted_at,
                },
            )
    for interest in apps.get_model("lms_cohorts", "Interest").objects.exclude(confirmed_at=None).iterator():
        consent_model.objects.get_or_create(
            reference=f"lms_cohorts.interest:{interest.pk}",
            text="news",
            version=interest.consent_version,
            defaults={
                "email": interest.email.lower(),
                "source": "interest",
                "given_at": interest.confirmed_at,
                "withdrawn_at": interest.withdrawn_at,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("lms_cohorts", "0013_consents")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
