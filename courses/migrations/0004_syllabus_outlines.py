
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lms_courses', '0003_competency_frameworks'),
    ]

    operations = [
        migrations.CreateModel(
            name='SyllabusOutline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Lower-case letters, digits and hyphens. Part of addresses: choose it once.', max_length=80, unique=True, verbose_name='slug')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_printed', models.CharField(editable=False, max_length=500, verbose_name='title as printed')),
                ('source_note', models.TextField(blank=True, help_text='Where the map comes from. Shown below it.', verbose_name='source note')),
                ('framework_code', models.SlugField(blank=True, verbose_name='competency framework')),
                ('framework_version', models.CharField(blank=True, max_length=20, verbose_name='framework version')),
                ('imported_at', models.DateTimeField(editable=False, verbose_name='imported at')),
            ],
            options={
                'verbose_name': 'syllabus outline',
                'verbose_name_plural': 'syllabus outlines',
                'ordering': ['title', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('framework_code', ''), ('framework_version', '')), models.Q(models.Q(('framework_code', ''), _negated=True), models.Q(('framework_version', ''), _negated=True)), _connector='OR'), name='lms_courses_syllabusoutline_framework', violation_error_message='Name the framework and its version together, or neither.')],
            },
        ),
        migrations.CreateModel(
            name='OutlineImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('imported_at', models.DateTimeField(verbose_name='imported at')),
                ('imported_by', models.CharField(max_length=200, verbose_name='imported by')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('node_count', models.PositiveIntegerField(verbose_name='nodes')),
                ('added', models.PositiveIntegerField(verbose_name='added')),
                ('removed', models.PositiveIntegerField(verbose_name='removed')),
                ('reworded', models.PositiveIntegerField(verbose_name='changed')),
                ('skipped', models.JSONField(default=list, verbose_name='skipped lines')),
                ('report', models.JSONField(default=list, verbose_name='reconciliation')),
                ('outline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='lms_courses.syllabusoutline', verbose_name='syllabus outline')),
            ],
            options={
                'verbose_name': 'import of an outline',
                'verbose_name_plural': 'imports of an outline',
                'ordering': ['-imported_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OutlineNode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='position in the map')),
                ('depth', models.PositiveSmallIntegerField(verbose_name='level')),
                ('number', models.CharField(max_length=60, verbose_name='outline number')),
                ('text', models.CharField(max_length=500, verbose_name='text as printed')),
                ('kind', models.CharField(choices=[('competency', 'competency'), ('section', 'section'), ('topic', 'topic'), ('outside', 'outside the syllabus')], max_length=20, verbose_name='kind')),
                ('code', models.CharField(blank=True, max_length=10, verbose_name='code')),
                ('label', models.CharField(blank=True, max_length=500, verbose_name='text without the code')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='lms_courses.outlinenode', verbose_name='parent')),
                ('outline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nodes', to='lms_courses.syllabusoutline', verbose_name='syllabus outline')),
            ],
            options={
                'verbose_name': 'node of an outline',
                'verbose_name_plural': 'nodes of an outline',
                'ordering': ['outline', 'position'],
                'constraints': [models.UniqueConstraint(fields=('outline', 'number'), name='lms_courses_outlinenode_number_unique'), models.UniqueConstraint(fields=('outline', 'position'), name='lms_courses_outlinenode_position_unique'), models.CheckConstraint(condition=models.Q(models.Q(('depth', 1), ('parent', None)), models.Q(('depth__gt', 1), ('parent__isnull', False)), _connector='OR'), name='lms_courses_outlinenode_parent', violation_error_message='Only the nodes of the first level have no parent.'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['competency', 'section']), models.Q(('code', ''), _negated=True)), models.Q(('code', ''), ('kind__in', ['topic', 'outside'])), _connector='OR'), name='lms_courses_outlinenode_code', violation_error_message='Competencies and sections have a code, other nodes have none.')],
            },
        ),
    ]
