import uuid

import django.db.models.deletion
from django.db import migrations, models

#: Days off that are known already.
NAMED_IN_ADDRESSES = "UPDATE scheduling_holiday SET public_id = gen_random_uuid() WHERE public_id IS NULL"


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0016_wall_time_of_closed_time")]

    operations = [
        migrations.AddField(
            model_name="holiday",
            name="public_id",
            field=models.UUIDField(null=True, editable=False),
        ),
        migrations.RunSQL(NAMED_IN_ADDRESSES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="holiday",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="absence",
            name="cause",
            field=models.CharField(
                choices=[("away", "the doctor does not come"), ("hours", "other hours"), ("day_off", "day off")],
                default="away",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="holiday",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="absences",
                to="scheduling.holiday",
            ),
        ),
    ]
