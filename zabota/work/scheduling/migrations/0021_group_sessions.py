import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

#: A seat is a lane of its session: the exclusion constraint gives each to one patient, and this lets nobody have one that
#: the session does not have.
SEATS = """
CREATE FUNCTION scheduling_seat_is_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM scheduling_group_session session
        WHERE session.id = NEW.resource_id AND NEW.lane < session.seats AND session.cancelled_at IS NULL
    ) THEN
        RAISE EXCEPTION 'session % has no seat %', NEW.resource_id, NEW.lane
            USING ERRCODE = 'check_violation', CONSTRAINT = 'scheduling_seat_is_of_session';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER scheduling_seat_is_of_session BEFORE INSERT OR UPDATE OF resource, resource_id, lane, state
ON scheduling_occupancy FOR EACH ROW WHEN (NEW.resource = 'seat' AND NEW.state IN ('held', 'taken'))
EXECUTE FUNCTION scheduling_seat_is_of_session();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_bookable'),
        ('practice', '0001_practice_and_branches'),
        ('scheduling', '0020_remote_consultations'),
        ('staff', '0002_bookable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='occupancy',
            name='resource',
            field=models.CharField(choices=[('doctor', 'doctor'), ('room', 'room'), ('device', 'device'), ('seat', 'seat')], max_length=6),
        ),
        migrations.CreateModel(
            name='GroupSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_at', models.DateTimeField()),
                ('wall_start', models.CharField(max_length=16)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('seats', models.PositiveSmallIntegerField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancel_reason', models.CharField(blank=True, default='', max_length=80)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.branch')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('doctor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_sessions', to='staff.doctor')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_sessions', to='catalog.service')),
            ],
            options={
                'db_table': 'scheduling_group_session',
            },
        ),
        migrations.AddField(
            model_name='occupancy',
            name='group',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occupancies', to='scheduling.groupsession'),
        ),
        migrations.AddIndex(
            model_name='occupancy',
            index=models.Index(condition=models.Q(('group__isnull', False)), fields=['group'], name='scheduling_taken_by_group'),
        ),
        migrations.AddIndex(
            model_name='groupsession',
            index=models.Index(condition=models.Q(('cancelled_at__isnull', True)), fields=['service', 'starts_at'], name='scheduling_sessions_ahead'),
        ),
        migrations.AddIndex(
            model_name='groupsession',
            index=models.Index(fields=['branch', 'starts_at'], name='scheduling_sessions_of_branch'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gte', 1), ('seats__lte', 200)), name='scheduling_session_has_seats'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 720)), name='scheduling_session_takes_time'),
        ),
        migrations.RunSQL(SEATS),
    ]
