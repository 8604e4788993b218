import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lms_checkout', '0008_lines_of_purchases'),
    ]

    operations = [
        migrations.AlterField(
            model_name='purchase',
            name='line',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='purchase', to='lms_payments.orderline', verbose_name='order line'),
        ),
    ]
