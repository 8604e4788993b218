"""Applications that wait for a consultation get one, due a week after they were sent."""

from datetime import timedelta

from django.db import migrations

CAUSES = ("trainer_consultation", "purpose_consultation")


def begin(apps, _schema_editor):
    consultation_model = apps.get_model("lms_cohorts", "Consultation")
    for enrollment in apps.get_model("lms_cohorts", "Enrollment").objects.filter(status="under_review").iterator():
        if "consultation" not in enrollment.eligibility.get("needs", []):
            continue
        codes = [reason["code"] for reason in enrollment.eligibility.get("reasons", [])]
        cause = next((code for code in codes if code in CAUSES), "purpose_consultation")
        consultation_model.objects.get_or_create(
            enrollment=enrollment,
            defaults={
                "cause": cause,
                "opened_at": enrollment.submitted_at,
                "due_on": (enrollment.submitted_at + timedelta(days=7)).date(),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("lms_cohorts", "0017_consultations")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
