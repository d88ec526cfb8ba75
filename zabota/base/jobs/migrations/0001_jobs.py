import uuid

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('arguments', models.JSONField(default=dict)),
                ('unique_key', models.CharField(max_length=200, null=True, unique=True)),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='queued', max_length=10)),
                ('attempt', models.IntegerField(default=0)),
                ('requested_by_id', models.BigIntegerField(null=True)),
                ('run_after', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('done_count', models.BigIntegerField(default=0)),
                ('total_count', models.BigIntegerField(null=True)),
                ('step', models.CharField(blank=True, default='', max_length=80)),
                ('result', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True, default='')),
                ('cancel_requested', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'jobs_job',
                'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['run_after'], name='jobs_waiting'), models.Index(condition=models.Q(('state', 'running')), fields=['heartbeat_at'], name='jobs_running')],
            },
        ),
    ]
