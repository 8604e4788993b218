"""Former names, several addresses, and who worked where from when until when."""

import django.db.models.deletion
import django.db.models.functions.text
import lms.kernel.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lms_cohorts', '0010_joining_notes'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='former_family_name',
            field=models.CharField(blank=True, help_text='旧姓, if it is used or was used before.', max_length=100, verbose_name='former family name'),
        ),
        migrations.AlterField(
            model_name='person',
            name='employer',
            field=models.ForeignKey(blank=True, help_text="Today's, from the affiliations. Empty for people who work for nobody.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='lms_cohorts.organization', verbose_name='employer'),
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.CharField(blank=True, max_length=200, verbose_name='department')),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='position')),
                ('starts_on', models.DateField(blank=True, help_text='Empty: not known.', null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, help_text='Empty while it goes on.', null=True, verbose_name='until (not included)')),
                ('created_at', models.DateTimeField(default=lms.kernel.clock.now, editable=False, verbose_name='entered')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='lms_cohorts.organization', verbose_name='organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='lms_cohorts.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'affiliation',
                'verbose_name_plural': 'affiliations',
                'ordering': [models.OrderBy(models.F('ends_on'), descending=True, nulls_first=True), models.OrderBy(models.F('starts_on'), descending=True, nulls_last=True), '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='lms_cohorts_affiliation_ends_after_start', violation_error_message='The end must come after the beginning.')],
            },
        ),
        migrations.CreateModel(
            name='MailAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('is_login', models.BooleanField(default=False, verbose_name='signs in with it')),
                ('verified_at', models.DateTimeField(blank=True, help_text='Empty until its owner has answered a mail sent there.', null=True, verbose_name='verified')),
                ('created_at', models.DateTimeField(default=lms.kernel.clock.now, editable=False, verbose_name='entered')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_addresses', to='lms_cohorts.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'mail address',
                'verbose_name_plural': 'mail addresses',
                'ordering': ['-is_login', 'email', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('person'), django.db.models.functions.text.Lower('email'), name='lms_cohorts_mailaddress_once_per_person', violation_error_message='This e-mail address is entered already.'), models.UniqueConstraint(condition=models.Q(('is_login', True)), fields=('person',), name='lms_cohorts_mailaddress_one_login', violation_error_message='A person signs in with one e-mail address.'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('is_login', True)), name='lms_cohorts_mailaddress_login_of_one_person', violation_error_message='Another person signs in with this e-mail address.'), models.CheckConstraint(condition=models.Q(('is_login', False), ('verified_at__isnull', False), _connector='OR'), name='lms_cohorts_mailaddress_login_is_verified', violation_error_message='Only a verified e-mail address can be used for signing in.')],
            },
        ),
        migrations.CreateModel(
            name='PostalAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('home', 'home'), ('work', 'work'), ('billing', 'for invoices')], default='home', max_length=10, verbose_name='kind of address')),
                ('postal_code', models.CharField(blank=True, max_length=10, verbose_name='postal code')),
                ('address', models.CharField(max_length=300, verbose_name='address')),
                ('addressee', models.CharField(blank=True, help_text='Written above the name on the envelope.', max_length=200, verbose_name='company, department')),
                ('is_preferred', models.BooleanField(default=False, verbose_name='preferred')),
                ('created_at', models.DateTimeField(default=lms.kernel.clock.now, editable=False, verbose_name='entered')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postal_addresses', to='lms_cohorts.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'postal address',
                'verbose_name_plural': 'postal addresses',
                'ordering': ['-is_preferred', 'kind', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_preferred', True)), fields=('person',), name='lms_cohorts_postaladdress_one_preferred', violation_error_message='Only one postal address can be the preferred one.')],
            },
        ),
    ]
