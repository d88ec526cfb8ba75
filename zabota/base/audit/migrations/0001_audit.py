import uuid

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from zabota.base.postgres.operations import insert_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('action', models.CharField(choices=[('read', 'opened'), ('reveal', 'saw a contact'), ('export', 'exported'), ('denied', 'was refused'), ('sign_in', 'signed in'), ('sign_out', 'signed out'), ('switch', 'took over the desk')], max_length=10)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('branch_id', models.BigIntegerField(null=True)),
                ('patient_id', models.BigIntegerField(null=True)),
                ('object_type', models.CharField(default='', max_length=60)),
                ('object_id', models.CharField(default='', max_length=60)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('reason', models.CharField(default='', max_length=300)),
                ('address', models.GenericIPAddressField(null=True)),
                ('request_id', models.CharField(default='', max_length=36)),
            ],
            options={
                'db_table': 'audit_entry',
                'indexes': [models.Index(fields=['patient_id', '-at'], name='audit_by_patient'), models.Index(fields=['actor_id', '-at'], name='audit_by_actor'), models.Index(fields=['-at'], name='audit_by_time')],
            },
        ),
        *insert_only('audit_entry'),
    ]
