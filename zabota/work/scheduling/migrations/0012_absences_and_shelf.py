import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

REASONS = [("vacation", "vacation"), ("illness", "illness"), ("study", "training"), ("other", "other")]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("scheduling", "0011_next_steps"),
        ("staff", "0002_bookable"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(choices=REASONS, default="illness", max_length=10, verbose_name="reason"),
                ),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="staff.doctor"
                    ),
                ),
                (
                    "leave",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="absence",
                        to="scheduling.leave",
                    ),
                ),
            ],
            options={
                "db_table": "scheduling_absence",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="scheduling_absence_ends_after_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShelvedVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "absence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shelved", to="scheduling.absence"
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shelved", to="scheduling.appointment"
                    ),
                ),
            ],
            options={
                "db_table": "scheduling_shelved_visit",
                "constraints": [
                    models.UniqueConstraint(fields=("absence", "appointment"), name="scheduling_shelved_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="shift",
            name="absence",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="shifts",
                to="scheduling.absence",
            ),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(
                condition=models.Q(("absence__isnull", False)), fields=["absence"], name="scheduling_shift_by_absence"
            ),
        ),
    ]
