from django.db import migrations
from django.db.models import OuterRef, Subquery


def give_lines(apps, schema_editor):
    """Until now an order had one line and paid for one seat."""
    lines = apps.get_model('lms_payments', 'OrderLine').objects.filter(order=OuterRef('order')).order_by('position')
    purchases = apps.get_model('lms_checkout', 'Purchase').objects.filter(line=None)
    purchases.update(line=Subquery(lines.values('pk')[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('lms_checkout', '0007_several_seats_of_an_order'),
    ]

    operations = [
        migrations.RunPython(give_lines, migrations.RunPython.noop, elidable=True),
    ]
