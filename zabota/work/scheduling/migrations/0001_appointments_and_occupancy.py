import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import zabota.base.postgres.sealed


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_services'),
        ('patients', '0001_patients'),
        ('practice', '0001_practice_and_branches'),
        ('staff', '0001_staff'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_at', models.DateTimeField()),
                ('wall_start', models.CharField(max_length=16)),
                ('has_time', models.BooleanField(default=True)),
                ('minutes', models.PositiveSmallIntegerField(default=30)),
                ('status', models.CharField(choices=[('planned', 'planned'), ('completed', 'came'), ('cancelled', 'cancelled'), ('no_show', 'did not come'), ('moved', 'moved')], default='planned', max_length=10)),
                ('status_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('cancelled_by', models.CharField(blank=True, choices=[('patient', 'patient'), ('clinic', 'clinic')], default='', max_length=8)),
                ('cancel_reason', models.CharField(blank=True, default='', max_length=80)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='sum')),
                ('booked_by', models.CharField(blank=True, default='', max_length=12, verbose_name='booked by')),
                ('comment', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id')),
                ('source', models.CharField(blank=True, default='', max_length=200)),
                ('source_key', models.CharField(max_length=80, null=True, unique=True)),
                ('must_enter_into_mis', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('branch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='practice.branch')),
                ('doctor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='staff.doctor')),
                ('moved_to', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moved_from', to='scheduling.appointment')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='patients.patient')),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='catalog.service')),
            ],
            options={
                'db_table': 'scheduling_appointment',
            },
        ),
        migrations.CreateModel(
            name='Occupancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource', models.CharField(choices=[('doctor', 'doctor'), ('room', 'room'), ('device', 'device')], max_length=6)),
                ('resource_id', models.BigIntegerField()),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('state', models.CharField(choices=[('held', 'held'), ('taken', 'taken'), ('released', 'released')], default='taken', max_length=8)),
                ('held_until', models.DateTimeField(null=True)),
                ('appointment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occupancies', to='scheduling.appointment')),
            ],
            options={
                'db_table': 'scheduling_occupancy',
            },
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['patient', 'status', '-starts_at'], name='scheduling_by_patient'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['status', 'starts_at'], name='scheduling_by_status'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('must_enter_into_mis', True)), fields=['branch', 'starts_at'], name='scheduling_for_mis'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='scheduling_sum_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='occupancy',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['held', 'taken'])), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('resource', '='), ('resource_id', '='), ('during', '&&')], name='scheduling_no_double_booking'),
        ),
        migrations.AddConstraint(
            model_name='occupancy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('held_until__isnull', False), _connector='OR'), name='scheduling_hold_has_deadline'),
        ),
    ]
