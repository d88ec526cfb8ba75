import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0001_practice_and_branches"),
        ("scheduling", "0009_orders_of_visit_summaries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("closed_at", models.DateTimeField()),
                ("reopened_at", models.DateTimeField(null=True)),
                ("reopen_reason", models.CharField(blank=True, default="", max_length=200)),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closed_days", to="practice.branch"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "scheduling_closed_day",
                "constraints": [
                    models.UniqueConstraint(fields=("branch", "on"), name="scheduling_day_is_closed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reopened_at", None), models.Q(("reopen_reason", ""), _negated=True), _connector="OR"),
                        name="scheduling_reopened_day_has_a_reason",
                    ),
                ],
            },
        ),
    ]
