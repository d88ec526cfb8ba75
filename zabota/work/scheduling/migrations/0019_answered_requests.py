import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keys of requests leave the visits: they belong to commands of any kind and are forgotten after thirty days."""

    dependencies = [("scheduling", "0018_payers_and_letters")]

    operations = [
        migrations.CreateModel(
            name="AnsweredRequest",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("body", models.BinaryField(max_length=16)),
                ("answer", models.BigIntegerField()),
                ("answered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "scheduling_answered_request",
                "indexes": [models.Index(fields=["answered_at"], name="scheduling_answered_by_time")],
            },
        ),
        migrations.RemoveField(model_name="appointment", name="request_key"),
    ]
