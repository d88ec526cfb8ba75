from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0006_visit_summaries")]

    operations = [
        migrations.RunSQL(
            "SELECT scheduling_sum_up((SELECT array_agg(DISTINCT patient_id) FROM scheduling_appointment"
            " WHERE status = 'completed'))",
            migrations.RunSQL.noop,
        ),
    ]
