import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import zabota.base.postgres.cells

RULE_TABLES = (
    "scheduling_resource",
    "scheduling_service_need",
    "scheduling_performer",
    "scheduling_doctor_rules",
    "catalog_service",
    "staff_doctor",
    "practice_branch",
)
#: Every change of somebody's time leaves a line with its transaction's number. Pick-lists of who performs what with what
#: are few and short: any change of them is one line, “rules”.
TOUCHING = """
ALTER TABLE scheduling_touched ADD COLUMN at timestamptz NOT NULL DEFAULT now();
ALTER TABLE scheduling_touched ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX scheduling_touched_by_transaction ON scheduling_touched (transaction_id);

CREATE FUNCTION scheduling_touch_occupancy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scheduling_touched (resource, resource_id) VALUES (new.resource, new.resource_id);
    RETURN NULL;
END $$;
CREATE TRIGGER scheduling_occupancy_touched AFTER INSERT OR UPDATE ON scheduling_occupancy
FOR EACH ROW EXECUTE FUNCTION scheduling_touch_occupancy();

CREATE FUNCTION scheduling_touch_occupancy_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scheduling_touched (resource, resource_id) VALUES (old.resource, old.resource_id);
    RETURN NULL;
END $$;
CREATE TRIGGER scheduling_occupancy_removed AFTER DELETE ON scheduling_occupancy
FOR EACH ROW EXECUTE FUNCTION scheduling_touch_occupancy_removed();

CREATE FUNCTION scheduling_touch_shift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scheduling_touched (resource, resource_id)
    VALUES ('shift', CASE WHEN tg_op = 'DELETE' THEN old.doctor_id ELSE new.doctor_id END);
    IF tg_op = 'UPDATE' AND old.doctor_id <> new.doctor_id THEN
        INSERT INTO scheduling_touched (resource, resource_id) VALUES ('shift', old.doctor_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER scheduling_shift_touched AFTER INSERT OR UPDATE OR DELETE ON scheduling_shift
FOR EACH ROW EXECUTE FUNCTION scheduling_touch_shift();

CREATE FUNCTION scheduling_touch_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scheduling_touched (resource, resource_id) VALUES ('rules', 0);
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER scheduling_rules_touched AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_touch_rules();
"""
    for table in RULE_TABLES
)
UNTOUCHING = "".join(f"DROP TRIGGER scheduling_rules_touched ON {table};" for table in RULE_TABLES) + """
DROP TRIGGER scheduling_shift_touched ON scheduling_shift;
DROP TRIGGER scheduling_occupancy_touched ON scheduling_occupancy;
DROP TRIGGER scheduling_occupancy_removed ON scheduling_occupancy;
DROP FUNCTION scheduling_touch_rules();
DROP FUNCTION scheduling_touch_shift();
DROP FUNCTION scheduling_touch_occupancy();
DROP FUNCTION scheduling_touch_occupancy_removed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_bookable'),
        ('patients', '0005_leaner_name_indexes'),
        ('practice', '0001_practice_and_branches'),
        ('scheduling', '0002_late_and_entered'),
        ('staff', '0002_bookable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reason', models.CharField(choices=[('lunch', 'lunch'), ('meeting', 'meeting'), ('operation', 'operation'), ('called_away', 'called away'), ('service', 'maintenance'), ('broken', 'out of order'), ('other', 'other')], max_length=12, verbose_name='reason')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='note')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'scheduling_block',
            },
        ),
        migrations.CreateModel(
            name='DoctorRules',
            fields=[
                ('doctor', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='rules', serialize=False, to='staff.doctor')),
                ('step', models.PositiveSmallIntegerField(default=15, verbose_name='grid, minutes')),
                ('youngest', models.PositiveSmallIntegerField(default=0, verbose_name='from age')),
                ('oldest', models.PositiveSmallIntegerField(default=130, verbose_name='to age')),
                ('sex', models.CharField(blank=True, default='', max_length=1, verbose_name='only')),
                ('online_lead_hours', models.PositiveSmallIntegerField(default=2, verbose_name='online booking not later than, hours before')),
                ('online_horizon_days', models.PositiveSmallIntegerField(default=60, verbose_name='online booking ahead, days')),
                ('quotas', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'db_table': 'scheduling_doctor_rules',
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('purpose', models.CharField(choices=[('desk', 'for the desk'), ('online', 'online booking'), ('offer', 'offered to the waiting list')], max_length=8)),
                ('state', models.CharField(choices=[('open', 'held'), ('booked', 'booked'), ('released', 'released')], default='open', max_length=8)),
                ('until', models.DateTimeField()),
                ('starts_at', models.DateTimeField()),
                ('wall_start', models.CharField(max_length=16)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(blank=True, choices=[('first', 'first visit'), ('repeat', 'repeat visit'), ('urgent', 'urgent'), ('insurance', 'insurance'), ('online', 'booked online')], default='', max_length=10)),
                ('holder', models.CharField(blank=True, default='', max_length=64)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'scheduling_hold',
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('country', models.CharField(blank=True, choices=[('RU', 'Russia'), ('UA', 'Ukraine'), ('KZ', 'Kazakhstan')], default='', max_length=2)),
            ],
            options={
                'db_table': 'scheduling_holiday',
                'ordering': ['on'],
            },
        ),
        migrations.CreateModel(
            name='Performer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='duration, minutes')),
            ],
            options={
                'db_table': 'scheduling_performer',
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('capacity', models.PositiveSmallIntegerField(default=1, verbose_name='patients at once')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'db_table': 'scheduling_resource',
                'ordering': ['branch', 'name'],
            },
        ),
        migrations.CreateModel(
            name='ResourceType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('room', 'room'), ('device', 'device')], max_length=6, verbose_name='kind')),
            ],
            options={
                'db_table': 'scheduling_resource_type',
                'ordering': ['kind', 'name'],
            },
        ),
        migrations.CreateModel(
            name='ServiceNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'db_table': 'scheduling_service_need',
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('on', models.DateField(verbose_name='day')),
                ('starts', models.TimeField(verbose_name='from')),
                ('ends', models.TimeField(verbose_name='until')),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('first_cell', models.GeneratedField(db_persist=True, expression=zabota.base.postgres.cells.Cell('during', edge='lower', output_field=models.IntegerField(), plus='', rounded='floor'), output_field=models.IntegerField())),
                ('last_cell', models.GeneratedField(db_persist=True, expression=zabota.base.postgres.cells.Cell('during', edge='upper', output_field=models.IntegerField(), plus=' - 1', rounded='ceil'), output_field=models.IntegerField())),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('first', 'first visit'), ('repeat', 'repeat visit'), ('urgent', 'urgent'), ('insurance', 'insurance'), ('online', 'booked online')], max_length=10), blank=True, default=list, size=None)),
                ('is_changed', models.BooleanField(default=False)),
                ('is_cancelled', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'scheduling_shift',
                'ordering': ['on', 'starts'],
            },
        ),
        migrations.CreateModel(
            name='Touched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource', models.CharField(max_length=6)),
                ('resource_id', models.BigIntegerField()),
            ],
            options={
                'db_table': 'scheduling_touched',
            },
        ),
        migrations.CreateModel(
            name='WorkPattern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(verbose_name='weekday')),
                ('weeks', models.CharField(choices=[('every', 'every week'), ('odd', 'odd weeks'), ('even', 'even weeks')], default='every', max_length=5, verbose_name='weeks')),
                ('starts', models.TimeField(verbose_name='from')),
                ('ends', models.TimeField(verbose_name='until')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('first', 'first visit'), ('repeat', 'repeat visit'), ('urgent', 'urgent'), ('insurance', 'insurance'), ('online', 'booked online')], max_length=10), blank=True, default=list, size=None)),
                ('valid_from', models.DateField(verbose_name='since')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='last day')),
            ],
            options={
                'db_table': 'scheduling_work_pattern',
                'ordering': ['weekday', 'starts'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='occupancy',
            name='scheduling_no_double_booking',
        ),
        migrations.AddField(
            model_name='appointment',
            name='arrived_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='began_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='chain',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='held_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='hours_before',
            field=models.DecimalField(decimal_places=1, max_digits=7, null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='kind',
            field=models.CharField(blank=True, choices=[('first', 'first visit'), ('repeat', 'repeat visit'), ('urgent', 'urgent'), ('insurance', 'insurance'), ('online', 'booked online')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='appointment',
            name='over_schedule_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='appointment',
            name='payer',
            field=models.CharField(choices=[('self', 'patient'), ('relative', 'relative'), ('company', 'company'), ('insurance', 'voluntary insurance')], db_default='self', default='self', max_length=10),
        ),
        migrations.AddField(
            model_name='appointment',
            name='payer_note',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='guarantee letter, company'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='prepaid_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='prepayment',
            field=models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='prepayment'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='request_key',
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='session',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='appointment',
            name='sessions',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='occupancy',
            name='lane',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='status',
            field=models.CharField(choices=[('held', 'held'), ('planned', 'planned'), ('confirmed', 'confirmed'), ('arrived', 'here'), ('in_room', 'in the room'), ('completed', 'came'), ('cancelled', 'cancelled'), ('no_show', 'did not come'), ('moved', 'moved')], default='planned', max_length=10),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['branch', 'starts_at'], name='scheduling_by_branch'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['doctor', 'starts_at'], name='scheduling_by_doctor'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('chain__isnull', False)), fields=['chain'], name='scheduling_by_chain'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('status', 'held')), fields=['held_until'], name='scheduling_held_due'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'held'), _negated=True), ('held_until__isnull', False), _connector='OR'), name='scheduling_held_visit_has_deadline'),
        ),
        migrations.AddField(
            model_name='block',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='occupancy',
            name='block',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occupancies', to='scheduling.block'),
        ),
        migrations.AddConstraint(
            model_name='doctorrules',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', [5, 10, 15, 20, 30, 60])), name='scheduling_grid_is_of_five_minutes'),
        ),
        migrations.AddConstraint(
            model_name='doctorrules',
            constraint=models.CheckConstraint(condition=models.Q(('oldest__gte', models.F('youngest'))), name='scheduling_ages_are_a_range'),
        ),
        migrations.AddField(
            model_name='hold',
            name='appointment',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hold', to='scheduling.appointment'),
        ),
        migrations.AddField(
            model_name='hold',
            name='branch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.branch'),
        ),
        migrations.AddField(
            model_name='hold',
            name='doctor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.doctor'),
        ),
        migrations.AddField(
            model_name='hold',
            name='patient',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='patients.patient'),
        ),
        migrations.AddField(
            model_name='hold',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.service'),
        ),
        migrations.AddField(
            model_name='occupancy',
            name='hold',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occupancies', to='scheduling.hold'),
        ),
        migrations.AddConstraint(
            model_name='occupancy',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['held', 'taken'])), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('resource', '='), ('resource_id', '='), ('lane', '='), ('during', '&&')], name='scheduling_no_double_booking'),
        ),
        migrations.AddField(
            model_name='holiday',
            name='branch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='practice.branch'),
        ),
        migrations.AddField(
            model_name='performer',
            name='doctor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='performs', to='staff.doctor'),
        ),
        migrations.AddField(
            model_name='performer',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='performers', to='catalog.service'),
        ),
        migrations.AddField(
            model_name='resource',
            name='branch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='practice.branch'),
        ),
        migrations.AddField(
            model_name='resource',
            name='type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='scheduling.resourcetype'),
        ),
        migrations.AddField(
            model_name='serviceneed',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='catalog.service'),
        ),
        migrations.AddField(
            model_name='serviceneed',
            name='type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needed_by', to='scheduling.resourcetype'),
        ),
        migrations.AddField(
            model_name='shift',
            name='branch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='practice.branch'),
        ),
        migrations.AddField(
            model_name='shift',
            name='doctor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='staff.doctor'),
        ),
        migrations.AddField(
            model_name='shift',
            name='instead_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.doctor'),
        ),
        migrations.AddField(
            model_name='shift',
            name='room',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='scheduling.resource'),
        ),
        migrations.AddField(
            model_name='workpattern',
            name='branch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.branch'),
        ),
        migrations.AddField(
            model_name='workpattern',
            name='doctor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='patterns', to='staff.doctor'),
        ),
        migrations.AddField(
            model_name='workpattern',
            name='room',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scheduling.resource'),
        ),
        migrations.AddField(
            model_name='shift',
            name='pattern',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='shifts', to='scheduling.workpattern'),
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['until'], name='scheduling_hold_due'),
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(fields=['holder', 'created_at'], name='scheduling_hold_by_holder'),
        ),
        migrations.AddField(
            model_name='occupancy',
            name='first_cell',
            field=models.GeneratedField(db_persist=True, expression=zabota.base.postgres.cells.Cell('during', edge='lower', output_field=models.IntegerField(), plus='', rounded='floor'), output_field=models.IntegerField()),
        ),
        migrations.AddField(
            model_name='occupancy',
            name='last_cell',
            field=models.GeneratedField(db_persist=True, expression=zabota.base.postgres.cells.Cell('during', edge='upper', output_field=models.IntegerField(), plus=' - 1', rounded='ceil'), output_field=models.IntegerField()),
        ),
        migrations.AddConstraint(
            model_name='occupancy',
            constraint=models.CheckConstraint(condition=models.Q(('last_cell__lt', django.db.models.expressions.CombinedExpression(models.F('first_cell'), '+', models.Value(8928)))), name='scheduling_taken_for_a_month'),
        ),
        migrations.AddIndex(
            model_name='occupancy',
            index=models.Index(condition=models.Q(('state__in', ['held', 'taken'])), fields=['first_cell'], include=('resource', 'resource_id', 'lane', 'last_cell'), name='scheduling_taken_cells'),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.UniqueConstraint(fields=('on', 'country', 'branch'), name='scheduling_holiday_is_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='performer',
            constraint=models.UniqueConstraint(fields=('doctor', 'service'), name='scheduling_performer_is_once'),
        ),
        migrations.AddConstraint(
            model_name='performer',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__isnull', True), models.Q(('minutes__gte', 5), ('minutes__lte', 720)), _connector='OR'), name='scheduling_performer_needs_time'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(fields=('branch', 'name'), name='scheduling_resource_is_named_once'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gte', 1), ('capacity__lte', 50)), name='scheduling_resource_holds_somebody'),
        ),
        migrations.AddConstraint(
            model_name='serviceneed',
            constraint=models.UniqueConstraint(fields=('service', 'type'), name='scheduling_need_is_once'),
        ),
        migrations.AddConstraint(
            model_name='workpattern',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='scheduling_pattern_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='workpattern',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='scheduling_pattern_has_a_weekday'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['on', 'doctor'], name='scheduling_shift_by_day'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['first_cell'], name='scheduling_shift_cells'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['doctor', 'on'], name='scheduling_shift_by_doctor'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_cancelled', False)), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('doctor', '='), ('during', '&&')], name='scheduling_one_shift_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='scheduling_shift_ends_after_start'),
        ),
        migrations.RunSQL(TOUCHING, UNTOUCHING),
    ]
