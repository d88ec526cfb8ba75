import uuid

import django.db.models.functions.datetime
from django.db import migrations, models

import zabota.base.events.models
from zabota.base.postgres.operations import insert_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Watermark',
            fields=[
                ('subscriber', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('transaction_id', zabota.base.events.models.TransactionId()),
                ('event_id', models.BigIntegerField()),
            ],
            options={
                'db_table': 'events_watermark',
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=80)),
                ('patient_id', models.BigIntegerField(null=True)),
                ('branch_id', models.BigIntegerField(null=True)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('data', models.JSONField(default=dict)),
                ('triggers', models.BooleanField(default=True)),
                ('happened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('transaction_id', zabota.base.events.models.TransactionId(db_default=zabota.base.events.models.CurrentTransactionId(), editable=False)),
            ],
            options={
                'db_table': 'events_event',
                'indexes': [models.Index(fields=['patient_id', '-happened_at'], name='events_by_patient'), models.Index(fields=['transaction_id', 'id'], name='events_by_transaction'), models.Index(fields=['kind', '-happened_at'], name='events_by_kind')],
            },
        ),
        *insert_only('events_event'),
    ]
