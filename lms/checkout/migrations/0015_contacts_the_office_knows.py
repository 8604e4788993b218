from django.db import migrations
from django.db.models import Exists, OuterRef, Q

from lms.kernel import clock


def confirm(apps, schema_editor):
    """Whoever ordered by agreed terms, or had seats held by the office, goes on as a contact the office knows."""
    affiliations = apps.get_model("lms_cohorts", "Affiliation").objects.all()
    orders = apps.get_model("lms_checkout", "GroupApplication").objects.filter(order__payment_terms__isnull=False)
    holds = apps.get_model("lms_cohorts", "CompanyHold").objects.all()
    this = {"contact": OuterRef("person"), "organization": OuterRef("organization")}
    known = Q(Exists(orders.filter(**this))) | Q(Exists(holds.filter(**this)))
    affiliations.filter(known, ends_on=None, confirmed_at=None).update(confirmed_at=clock.now())


class Migration(migrations.Migration):

    dependencies = [
        ('lms_checkout', '0014_reissues_wait_for_their_fee'),
        ('lms_cohorts', '0036_affiliations_the_office_knows'),
        ('lms_payments', '0022_unknown_money_takes_two'),
    ]

    operations = [migrations.RunPython(confirm, migrations.RunPython.noop)]
