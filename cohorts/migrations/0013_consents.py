"""Who agreed to which version of which text, in one table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lms_cohorts', '0012_contacts_on_file'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(blank=True, help_text='In lower case.', max_length=254, verbose_name='e-mail address')),
                ('text', models.CharField(choices=[('terms', 'Terms of the course'), ('cancellation', 'Cancellation terms'), ('privacy', 'Handling of personal data'), ('news', 'News of a cohort'), ('sensitive', 'Handling of a request for accommodation')], max_length=20, verbose_name='text')),
                ('version', models.CharField(max_length=120, verbose_name='version')),
                ('source', models.CharField(choices=[('application', 'Application'), ('interest', 'Request for news'), ('inquiry', 'Inquiry'), ('my_page', 'My page'), ('office', 'Secretariat')], max_length=20, verbose_name='given in')),
                ('reference', models.CharField(help_text='Names the row it came with.', max_length=80, verbose_name='row it was given for')),
                ('given_by', models.CharField(blank=True, max_length=200, verbose_name='given by')),
                ('given_at', models.DateTimeField(verbose_name='given at')),
                ('withdrawn_by', models.CharField(blank=True, max_length=200, verbose_name='withdrawn by')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('person', models.ForeignKey(blank=True, help_text='Empty for an address whose owner nobody knows yet.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='lms_cohorts.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-given_at', '-pk'],
                'indexes': [models.Index(fields=['email'], name='lms_cohorts_consent_email')],
                'constraints': [models.UniqueConstraint(fields=('reference', 'text', 'version'), name='lms_cohorts_consent_once_per_row', violation_error_message='This consent is on file already.'), models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='lms_cohorts_consent_withdrawn_after_given', violation_error_message='A consent is withdrawn after it was given.'), models.CheckConstraint(condition=models.Q(('person__isnull', False), models.Q(('email', ''), _negated=True), _connector='OR'), name='lms_cohorts_consent_names_somebody', violation_error_message='A consent names a person or an address.')],
            },
        ),
    ]
