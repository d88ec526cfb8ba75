
import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import zabota.base.postgres.sealed


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('patients', '0003_merging'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RememberedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shape', models.CharField(max_length=32, unique=True)),
                ('importer', models.CharField(max_length=40)),
                ('fields', models.JSONField(default=dict)),
                ('remembered_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'intake_mapping',
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('reading', 'being read'), ('checked', 'checked, waits for your word'), ('taking', 'being imported'), ('done', 'imported'), ('stopped', 'stopped'), ('failed', 'could not be read'), ('undone', 'taken back')], default='reading', max_length=8)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('done_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('summary', models.JSONField(default=dict)),
                ('job_id', models.UUIDField(null=True)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'intake_batch',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RememberedValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=40)),
                ('written', models.CharField(max_length=200)),
                ('canonical', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'db_table': 'intake_value',
                'constraints': [models.UniqueConstraint(fields=('field', 'written'), name='intake_value_is_once')],
            },
        ),
        migrations.CreateModel(
            name='SourceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=255)),
                ('size', models.BigIntegerField()),
                ('digest', models.CharField(max_length=32)),
                ('place', models.CharField(blank=True, default='', max_length=100)),
                ('format', models.CharField(blank=True, default='', max_length=20)),
                ('encoding', models.CharField(blank=True, default='', max_length=20)),
                ('tables', models.JSONField(default=list)),
                ('found', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id')),
                ('row_count', models.PositiveIntegerField(default=0)),
                ('is_staged', models.BooleanField(default=False)),
                ('error', models.CharField(blank=True, default='', max_length=200)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='intake.importbatch')),
            ],
            options={
                'db_table': 'intake_file',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DoubtfulCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('row', models.PositiveIntegerField()),
                ('line', models.PositiveIntegerField()),
                ('column', models.CharField(blank=True, default='', max_length=200)),
                ('kind', models.CharField(max_length=20)),
                ('written', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id')),
                ('suggestion', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='doubts', to='intake.sourcefile')),
            ],
            options={
                'db_table': 'intake_doubt',
                'ordering': ['file_id', 'row', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SourceRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('problem', models.CharField(blank=True, default='', max_length=20)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='intake.sourcefile')),
                ('mention', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='source_rows', to='patients.mention')),
            ],
            options={
                'db_table': 'intake_row',
            },
        ),
        migrations.CreateModel(
            name='StagedChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('importer', models.CharField(max_length=40)),
                ('row_count', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('is_taken', models.BooleanField(default=False)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='intake.sourcefile')),
            ],
            options={
                'db_table': 'intake_chunk',
                'ordering': ['file_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='BroughtCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('was_there', models.BooleanField(default=False)),
                ('before', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id')),
                ('after', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id')),
                ('left_because', models.CharField(blank=True, default='', max_length=20)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='patients.patient')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='intake.importbatch')),
            ],
            options={
                'db_table': 'intake_brought_card',
                'constraints': [models.UniqueConstraint(fields=('batch', 'patient'), name='intake_card_is_brought_once')],
            },
        ),
        migrations.CreateModel(
            name='KnownPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_digest', models.BinaryField(max_length=16, unique=True)),
                ('identity_digest', models.BinaryField(max_length=16, null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='intake.importbatch')),
                ('mention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_as', to='patients.mention')),
            ],
            options={
                'db_table': 'intake_known_person',
                'indexes': [models.Index(fields=['identity_digest'], name='intake_known_identity')],
            },
        ),
        migrations.AddIndex(
            model_name='sourcefile',
            index=models.Index(fields=['digest'], name='intake_file_digest'),
        ),
        migrations.AddIndex(
            model_name='doubtfulcell',
            index=models.Index(fields=['file', 'kind'], name='intake_doubt_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='sourcerow',
            constraint=models.UniqueConstraint(fields=('file', 'row'), name='intake_row_is_once'),
        ),
        migrations.AddConstraint(
            model_name='stagedchunk',
            constraint=models.UniqueConstraint(fields=('file', 'number'), name='intake_chunk_is_once'),
        ),
    ]
