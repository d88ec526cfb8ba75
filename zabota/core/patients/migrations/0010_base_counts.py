import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0009_gone_cards_and_doubted_contacts")]

    operations = [
        migrations.CreateModel(
            name="BaseCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("total", models.PositiveIntegerField()),
                ("filled", models.JSONField(default=dict)),
                ("spread", models.JSONField(default=dict)),
            ],
            options={"db_table": "patients_base_count", "get_latest_by": "counted_at"},
        ),
    ]
