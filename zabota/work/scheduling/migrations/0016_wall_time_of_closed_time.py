import django.db.models.deletion
from django.db import migrations, models

#: The branch of closed time is that of the place, or where the doctor receives about then.
WALLS = """
UPDATE scheduling_block AS block
SET branch_id = branch.id, starts_at = lower(taken.during),
    wall_start = to_char(lower(taken.during) AT TIME ZONE branch.time_zone, 'YYYY-MM-DD HH24:MI')
FROM scheduling_occupancy AS taken
CROSS JOIN LATERAL (
    SELECT place.branch_id FROM scheduling_resource AS place
    WHERE taken.resource <> 'doctor' AND place.id = taken.resource_id
    UNION ALL
    (SELECT shift.branch_id FROM scheduling_shift AS shift
    WHERE taken.resource = 'doctor' AND shift.doctor_id = taken.resource_id
    ORDER BY abs(extract(epoch FROM lower(shift.during) - lower(taken.during))) LIMIT 1)
    LIMIT 1
) AS known
JOIN practice_branch AS branch ON branch.id = known.branch_id
WHERE taken.block_id = block.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0001_practice_and_branches"),
        ("scheduling", "0015_doctors_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="block",
            name="branch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.branch"
            ),
        ),
        migrations.AddField(model_name="block", name="starts_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="block",
            name="wall_start",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
