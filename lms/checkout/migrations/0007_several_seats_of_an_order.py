import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lms_checkout', '0006_substitutions'),
        ('lms_payments', '0011_seats_of_companies'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='purchase',
            options={'ordering': ['order', 'line__position'], 'verbose_name': 'purchase', 'verbose_name_plural': 'purchases'},
        ),
        migrations.AlterField(
            model_name='purchase',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='purchases', to='lms_payments.order', verbose_name='order'),
        ),
        migrations.AddField(
            model_name='purchase',
            name='line',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='purchase', to='lms_payments.orderline', verbose_name='order line'),
        ),
    ]
